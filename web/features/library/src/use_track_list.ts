import type {TrackSummary} from "@stratum/api";
import {WindowedList} from "@stratum/model";
import {useScoped, useService} from "@stratum/ui";
import {useEffect, useMemo, useState} from "react";
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
    return new WindowedList<TrackSummary>((ask, signal) => client.get("/tracks", {query: {...query, ...ask}, signal}));
  }, [client, asked, round]);
  useEffect(() => {
    void list.ensure(0, 60);
    return () => list.dispose();
  }, [list]);
  useScoped((scope) => {
    setFresh(0);
    scope.add(live.onEvent((event) => {
      if (event.data.track && list.replace(event.data.track) && !leaves.has(event.name)) return;
      if (event.name === "track.added") setFresh((n) => n + (event.data.track_ids?.length ?? 1));
      else if (leaves.has(event.name)) setRound((n) => n + 1);
    }));
    scope.add(live.onGap(() => setRound((n) => n + 1)));
  }, [live, list]);
  return {list, fresh, reload: () => setRound((n) => n + 1)};
}
