import type {EditableField, TrackColumn} from "./columns";

/** Where the keyboard goes within a row: nothing is the row as a whole, to the left of its first cell. */
export function cellAfter(key: string, column: string | undefined, shown: readonly string[]): string | undefined {
  const at = column === undefined ? -1 : shown.indexOf(column);
  return shown[Math.max(-1, Math.min(shown.length - 1, at + (key === "ArrowRight" ? 1 : -1)))];
}

/** The field of the next cell that can be typed into, or of the one before. */
export function fieldAfter(field: EditableField, step: 1 | -1, shown: readonly TrackColumn[]): EditableField | undefined {
  const fields = shown.flatMap((column) => column.edit ?? []);
  const at = fields.indexOf(field);
  return at < 0 ? undefined : fields[at + step];
}
