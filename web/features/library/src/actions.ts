import {ApiProblem, type Client, type Collection, type Job, type Playlist, type Schema, type TrackPatch, type TrackSummary} from "@stratum/api";
import {t} from "@stratum/model";
import type {EditableField} from "./columns";

type Action = Schema<"TrackBulk">["action"];

/** What the server takes at once. */
const most = 10_000;

/** The tracks' ids, in parts that the server takes. */
export function partsOf(tracks: readonly TrackSummary[]): string[][] {
  return Array.from({length: Math.ceil(tracks.length / most)}, (_, n) => tracks.slice(n * most, (n + 1) * most).map((track) => track.id));
}

/** Does one thing to many tracks, part by part. */
export async function doToAll(client: Client, action: Action, tracks: readonly TrackSummary[], more: {patch?: TrackPatch; list_id?: string} = {}): Promise<void> {
  for (const track_ids of partsOf(tracks)) await client.post("/tracks/bulk", {body: {action, track_ids, ...more}});
}

/** Has the tracks heard anew; a job for each part. */
export async function analyseAll(client: Client, tracks: readonly TrackSummary[]): Promise<Job[]> {
  const jobs: Job[] = [];
  for (const track_ids of partsOf(tracks)) jobs.push((await client.post("/analyses", {body: {track_ids, force: true}})).job);
  return jobs;
}

export type ListKind = "playlist" | "collection";

/** Puts the tracks, in their order, into a list that is there, or into a new one of that name. */
export async function addToList(client: Client, kind: ListKind, list: {readonly id: string} | {readonly name: string}, tracks: readonly TrackSummary[]): Promise<Playlist | Collection> {
  const make = (name: string) => kind === "playlist" ? client.post("/playlists", {body: {name}}) : client.post("/collections", {body: {name}});
  const add = async (id: string, track_ids: string[]) => kind === "playlist" ? (await client.post("/playlists/{id}/entries", {path: {id}, body: {track_ids}})).playlist
    : client.post("/collections/{id}/tracks", {path: {id}, body: {track_ids}});
  const {id} = "id" in list ? list : await make(list.name);
  let now: Playlist | Collection | undefined;
  for (const track_ids of partsOf(tracks)) now = await add(id, track_ids);
  if (!now) throw new Error(t("list.short"));
  return now;
}

/** What a text in a cell means for the field: nothing typed gives back to the file's own tag; a year is a number. */
export function patchOf(field: FormField, text: string): TrackPatch | undefined {
  const value = text.trim();
  if (field !== "year") return {[field]: value === "" ? null : value};
  if (value === "") return {year: null};
  return /^\d{1,4}$/.test(value) && Number(value) > 0 ? {year: Number(value)} : undefined;
}

export type FormField = Exclude<keyof TrackPatch, "rating">;
export type FormTexts = Readonly<Record<FormField, string>>;

/** What a form changes of a track; nothing where something in it can not be. */
export function patchOfForm(track: TrackSummary, texts: FormTexts, rating: number): TrackPatch | undefined {
  const patch: TrackPatch = {};
  for (const field of Object.keys(texts) as FormField[]) {
    if (texts[field].trim() === String(track[field] ?? "")) continue;
    const part = patchOf(field, texts[field]);
    if (!part) return undefined;
    Object.assign(patch, part);
  }
  return rating === (track.rating ?? 0) ? patch : {...patch, rating};
}

/** Keeps a cell's new value; the answer is the track as it is now. */
export async function keepEdit(client: Client, track: TrackSummary, field: EditableField, text: string): Promise<TrackSummary | undefined> {
  if (text.trim() === String(track[field] ?? "")) return undefined;
  const patch = patchOf(field, text);
  if (!patch) throw new Error(t("library.year.wrong"));
  return keepPatch(client, track, patch);
}

/** Keeps what is said of a track. Where somebody changed another field meanwhile, that is kept as well. */
export async function keepPatch(client: Client, track: TrackSummary, body: TrackPatch): Promise<TrackSummary> {
  const send = (ifMatch: number) => client.patch("/tracks/{id}", {path: {id: track.id}, ifMatch, body});
  try {
    return await send(track.version);
  } catch (reason) {
    if (!(reason instanceof ApiProblem) || reason.code !== "precondition_failed") throw reason;
    const now = await client.get("/tracks/{id}", {path: {id: track.id}});
    const other = (Object.keys(body) as (keyof TrackPatch)[]).find((field) => now[field] !== track[field]);
    if (other) throw new ChangedMeanwhile(now, String(now[other] ?? ""));
    return send(now.version);
  }
}

/** Somebody else typed into the same field: what is there now. */
export class ChangedMeanwhile extends Error {
  readonly track: TrackSummary;
  readonly value: string;

  constructor(track: TrackSummary, value: string) {
    super(t("library.edit.changed", {value: value || t("value.none")}));
    this.track = track;
    this.value = value || t("value.none");
  }
}
