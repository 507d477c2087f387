import type {operations} from "@stratum/api";
import {placeText, type Place} from "@stratum/model";

export type TrackQuery = NonNullable<operations["listTracks"]["parameters"]["query"]>;

/** What of the library is looked at; lives in the address, so that it can be kept, shared and gone back to. */
export interface Filter {
  readonly q: string;
  readonly sort: string;
  readonly bpmMin: string;
  readonly bpmMax: string;
  readonly key: string;
  readonly playlist: string;
  readonly collection: string;
  readonly state: string;
  readonly bin: boolean;
}

export function filterOf(place: Pick<Place, "path" | "query">, fixed: Partial<Filter>): Filter {
  const {query} = place;
  return {
    q: query["q"] ?? "", sort: query["sort"] ?? (fixed.playlist ? "position" : "-added_at"), bpmMin: query["bpm_min"] ?? "", bpmMax: query["bpm_max"] ?? "",
    key: query["key"] ?? "", playlist: query["playlist"] ?? "", collection: query["collection"] ?? "", state: query["state"] ?? "", bin: false, ...fixed,
  };
}

export function filterAddress(path: string, filter: Filter, fixed: Partial<Filter>): string {
  const usual = fixed.playlist ? "position" : "-added_at";
  return placeText(path, {
    q: filter.q, sort: filter.sort === usual ? "" : filter.sort, bpm_min: filter.bpmMin, bpm_max: filter.bpmMax, key: filter.key, state: filter.state,
  });
}

/** A tempo, typed with point or comma; nothing where it is none. */
function bpmOf(text: string): number | undefined {
  const value = Number(text.trim().replace(",", "."));
  return text.trim() !== "" && value >= 0 && value <= 1000 ? value : undefined;
}

/** What is wrong with a range of tempi. */
export function bpmFault(least: string, most: string): {readonly least: boolean; readonly most: boolean; readonly text: "library.bpm.wrong" | "library.bpm.order"} | undefined {
  const bad = (text: string) => text.trim() !== "" && bpmOf(text) === undefined;
  if (bad(least) || bad(most)) return {least: bad(least), most: bad(most), text: "library.bpm.wrong"};
  return (bpmOf(least) ?? 0) > (bpmOf(most) ?? 1000) ? {least: true, most: true, text: "library.bpm.order"} : undefined;
}

export function queryOf(filter: Filter): TrackQuery {
  const query: Record<string, unknown> = {sort: filter.sort};
  const put = (name: string, value: unknown) => {
    if (value !== undefined && value !== "" && value !== false) query[name] = value;
  };
  put("q", filter.q.trim());
  put("bpm_min", bpmOf(filter.bpmMin));
  put("bpm_max", bpmOf(filter.bpmMax));
  put("key", filter.key);
  put("playlist", filter.playlist);
  put("collection", filter.collection);
  put("state", filter.state);
  put("bin", filter.bin);
  return query as TrackQuery;
}

export const isFiltered = (filter: Filter): boolean => [filter.q, filter.bpmMin, filter.bpmMax, filter.key, filter.state].some((each) => each !== "");

/** A click on a column: ascending, then descending, then as it was. */
export function nextSort(sort: string, column: string, usual: string): string {
  if (sort === column) return `-${column}`;
  return sort === `-${column}` ? usual : column;
}
