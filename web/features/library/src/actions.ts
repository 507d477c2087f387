import {ApiProblem, type Client, type Schema, type TrackPatch, type TrackSummary} from "@stratum/api";
import {t} from "@stratum/model";
import type {EditableField} from "./columns";

type Action = Schema<"TrackBulk">["action"];

/** Does one thing to many tracks, ten thousand at a time, which is what the server takes. */
export async function doToAll(client: Client, action: Action, tracks: readonly TrackSummary[], more: {patch?: TrackPatch; list_id?: string} = {}): Promise<void> {
  for (let at = 0; at < tracks.length; at += 10_000)
    await client.post("/tracks/bulk", {body: {action, track_ids: tracks.slice(at, at + 10_000).map((track) => track.id), ...more}});
}

/** What a text in a cell means for the field: nothing typed gives back to the file's own tag; a year is a number. */
export function patchOf(field: EditableField, text: string): TrackPatch | undefined {
  const value = text.trim();
  if (field !== "year") return {[field]: value === "" ? null : value};
  if (value === "") return {year: null};
  return /^\d{1,4}$/.test(value) && Number(value) > 0 ? {year: Number(value)} : undefined;
}

/** Keeps a cell's new value; the answer is the track as it is now. Where somebody changed another field meanwhile, it is kept as well. */
export async function keepEdit(client: Client, track: TrackSummary, field: EditableField, text: string): Promise<TrackSummary | undefined> {
  if (text.trim() === String(track[field] ?? "")) return undefined;
  const body = patchOf(field, text);
  if (!body) throw new Error(t("library.year.wrong"));
  const send = (ifMatch: number) => client.patch("/tracks/{id}", {path: {id: track.id}, ifMatch, body});
  try {
    return await send(track.version);
  } catch (reason) {
    if (!(reason instanceof ApiProblem) || reason.code !== "precondition_failed") throw reason;
    const now = await client.get("/tracks/{id}", {path: {id: track.id}});
    if (now[field] !== track[field]) throw new ChangedMeanwhile(now, String(now[field] ?? ""));
    return send(now.version);
  }
}

/** Somebody else typed into the same cell: what is there now. */
export class ChangedMeanwhile extends Error {
  readonly track: TrackSummary;

  constructor(track: TrackSummary, value: string) {
    super(t("library.edit.changed", {value: value || t("value.none")}));
    this.track = track;
  }
}
