import {ApiProblem, type Client, type TrackSummary} from "@stratum/api";
import {Batch, tracksOf, WindowedList, type Place} from "@stratum/model";
import {useScoped, useService} from "@stratum/ui";
import {useCallback, useEffect, useState} from "react";
import {filterOf, queryOf, type Filter, type TrackQuery} from "./filter";

export type TrackList = WindowedList<TrackSummary>;

const leaves = new Set(["track.binned", "track.restored", "track.erased"]);
const comes = new Set(["track.added", "track.restored"]);
const nothingYet: TrackList = new WindowedList<TrackSummary>(() => new Promise(() => undefined));

/**
 * The list for a filter, kept up to date: what changes is replaced where it stands, what is new is counted. Until another list
 * is there the one before stays, so that nothing flickers; `sight` are the rows that one looks at first.
 */
export function useTrackList(filter: Filter, sight?: {readonly from: number; readonly to: number}) {
  const client = useService("client"), live = useService("live");
  const [round, setRound] = useState(0);
  const [fresh, setFresh] = useState(0);
  const [shown, setShown] = useState<{readonly asked: string; readonly list: TrackList}>();
  const asked = JSON.stringify(queryOf(filter));
  const list = shown?.list ?? nothingYet;
  const reload = useCallback(() => setRound((n) => n + 1), []);

  useScoped((scope) => {
    const next = listOf(client, asked), missed = new Set<string>();
    let taken = false;
    scope.add(() => {
      if (!taken) next.dispose();
    });
    scope.add(live.onEvent((event) => tracksOf(event).forEach((id) => missed.add(id))));
    const first = shown?.asked === asked ? shown.list.sight : shown === undefined ? sight : undefined;
    const load = async () => {
      await next.ensure(0, 60);
      if (first) await next.ensure(first.from, first.to);
      if (scope.disposed) return;
      taken = true;
      next.outdate(missed);
      setShown({asked, list: next});
    };
    void load();
  }, [client, live, asked, round]);
  useEffect(() => () => shown?.list.dispose(), [shown]);

  useScoped((scope) => {
    setFresh(0);
    if (!shown) return;
    const changed = new Batch<string>(scope, 300, (ids) => list.outdate(ids));
    const gone = new Batch<string>(scope, 300, (ids) => {
      if ([...ids].some((id) => list.rowOf(id) !== undefined)) reload();
    });
    // How many fit is the server's to say: what the filter leaves out is nothing new here.
    const more = new Batch<string>(scope, 1000, () => {
      client.get("/tracks", {query: {...parsed(shown.asked), limit: 1, count: true}, signal: scope.signal()}).then(({total = 0}) => {
        const before = list.state.get().total;
        if (before === 0 && total > 0) reload();
        else if (before !== undefined) setFresh(Math.max(0, total - before));
      }, () => undefined);
    });
    const inside = new Batch<string>(scope, 300, reload);
    scope.add(live.onEvent((event) => {
      if (event.name === "collection.updated" && event.data.collection_id === parsed(shown.asked).collection) inside.add(event.name);
      if (!event.name.startsWith("track.")) return;
      if (comes.has(event.name)) more.add(event.name);
      if (leaves.has(event.name)) gone.add(...tracksOf(event));
      else changed.add(...tracksOf(event));
    }));
    scope.add(live.onGap(reload));
  }, [client, live, list, shown, reload]);
  return {list, fresh, reload, asked: shown?.asked ?? asked};
}

const parsed = (asked: string) => JSON.parse(asked) as TrackQuery;

/** Asks for the first page of the library at this place before it is drawn. */
export function askAhead(client: Client, place: Place): void {
  client.ahead("/tracks", {query: {...queryOf(filterOf(place, {})), limit: 100, count: true}});
}

function listOf(client: Client, asked: string): TrackList {
  return new WindowedList<TrackSummary>((ask, signal) => client.get("/tracks", {query: {...parsed(asked), ...ask}, signal}), {
    one: (id, signal) => client.get("/tracks/{id}", {path: {id}, signal}).catch((reason: unknown) => {
      if (reason instanceof ApiProblem && reason.status === 404) return undefined;
      throw reason;
    }),
  });
}
