import type {Client, Schema, TrackPatch, TrackSummary} from "@stratum/api";
import {t, type Toasts} from "@stratum/model";
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

/** Keeps a cell's new value; the answer is the track as it is now. */
export async function keepEdit(client: Client, toasts: Toasts, track: TrackSummary, field: EditableField, text: string): Promise<TrackSummary | undefined> {
  if (text.trim() === String(track[field] ?? "")) return undefined;
  const patch = patchOf(field, text);
  if (!patch) {
    toasts.show("bad", t("library.year.wrong"));
    return undefined;
  }
  return client.patch("/tracks/{id}", {path: {id: track.id}, ifMatch: track.version, body: patch});
}
