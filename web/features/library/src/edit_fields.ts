import type {TrackSummary} from "@stratum/api";
import type {t} from "@stratum/model";
import type {FormField, FormTexts} from "./actions";

/** What a person may write of a track: the field, its name, and how much may stand in it. */
export const editFields: readonly (readonly [FormField, Parameters<typeof t>[0], number])[] = [
  ["title", "column.title", 500], ["artist", "column.artist", 500], ["album", "column.album", 500], ["album_artist", "column.album.artist", 500],
  ["genre", "column.genre", 200], ["label", "column.label", 200], ["year", "column.year", 4], ["comment", "column.comment", 4000],
];

/** What stands in each field of these tracks: nothing in those where they differ, which are named. */
export function sharedTexts(tracks: readonly TrackSummary[]): {readonly texts: FormTexts; readonly mixed: ReadonlySet<FormField>} {
  const mixed = new Set<FormField>();
  const texts = Object.fromEntries(editFields.map(([field]) => {
    const [first = "", ...others] = new Set(tracks.map((track) => String(track[field] ?? "")));
    if (others.length > 0) mixed.add(field);
    return [field, others.length > 0 ? "" : first];
  })) as FormTexts;
  return {texts, mixed};
}
