import {ApiProblem, type TrackSummary} from "@stratum/api";
import {Batch, tracksOf, WindowedList} from "@stratum/model";
import {useScoped, useService} from "@stratum/ui";
import {useCallback, useEffect, useMemo, useState} from "react";
import {queryOf, type Filter} from "./filter";

const leaves = new Set(["track.binned", "track.restored", "track.erased"]);

/** The list for a filter, kept up to date: what changes is replaced where it stands, what is new is counted. */
export function useTrackList(filter: Filter) {
  const client = useService("client"), live = useService("live");
  const [round, setRound] = useState(0);
  const [fresh, setFresh] = useState(0);
  const asked = JSON.stringify(queryOf(filter));
  const list = useMemo(() => {
    void round;
    const query = JSON.parse(asked) as ReturnType<typeof queryOf>;
    return new WindowedList<TrackSummary>((ask, signal) => client.get("/tracks", {query: {...query, ...ask}, signal}), {
      one: (id, signal) => client.get("/tracks/{id}", {path: {id}, signal}).catch((reason: unknown) => {
        if (reason instanceof ApiProblem && reason.status === 404) return undefined;
        throw reason;
      }),
    });
  }, [client, asked, round]);
  const reload = useCallback(() => setRound((n) => n + 1), []);
  useEffect(() => {
    void list.ensure(0, 60);
    return () => list.dispose();
  }, [list]);
  useScoped((scope) => {
    setFresh(0);
    const changed = new Batch<string>(scope, 300, (ids) => list.outdate(ids));
    const gone = new Batch<string>(scope, 300, (ids) => {
      if ([...ids].some((id) => list.rowOf(id) !== undefined)) reload();
    });
    // How many fit is the server's to say: what the filter leaves out is nothing new here.
    const more = new Batch<string>(scope, 1000, () => {
      const query = JSON.parse(asked) as ReturnType<typeof queryOf>;
      client.get("/tracks", {query: {...query, limit: 1, count: true}, signal: scope.signal()}).then(({total = 0}) => {
        const before = list.state.get().total;
        if (before === 0 && total > 0) reload();
        else if (before !== undefined) setFresh(Math.max(0, total - before));
      }, () => undefined);
    });
    scope.add(live.onEvent((event) => {
      if (!event.name.startsWith("track.")) return;
      const ids = tracksOf(event);
      if (event.name === "track.added" || event.name === "track.restored") more.add(event.name);
      if (leaves.has(event.name)) gone.add(...ids);
      else if (event.data.track) list.replace(event.data.track);
      else changed.add(...ids);
    }));
    scope.add(live.onGap(reload));
  }, [client, live, list, asked, reload]);
  return {list, fresh, reload, asked};
}
