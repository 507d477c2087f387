import {everything, extended, moved, only, toggled, type Selection} from "@stratum/model";

export interface KeyPress {
  readonly key: string;
  readonly ctrl: boolean;
  readonly shift: boolean;
}

/** Where the keyboard goes among `rows` rows, `page` of them in the window; nothing when the key means something else. */
export function selectionAfter(press: KeyPress, selection: Selection, rows: number, page: number): Selection | undefined {
  if (rows === 0) return undefined;
  const {cursor} = selection;
  const goal = {
    ArrowDown: cursor + 1, ArrowUp: cursor - 1, PageDown: cursor + Math.max(1, page - 1), PageUp: cursor - Math.max(1, page - 1), Home: 0, End: rows - 1,
  }[press.key];
  if (goal !== undefined) {
    // The first key of all lands on the row that has the keyboard, rather than behind it.
    const fresh = selection.ranges.length === 0 && !press.ctrl && !press.shift && press.key.startsWith("Arrow");
    const row = fresh ? cursor : Math.max(0, Math.min(rows - 1, goal));
    if (press.shift) return extended(selection, row, press.ctrl);
    return press.ctrl ? moved(selection, row) : only(row);
  }
  if (press.key === " ") return press.shift ? extended(selection, cursor) : toggled(selection, cursor);
  if (press.key === "a" && press.ctrl) return everything(rows, selection);
  if (press.key === "Escape" && selection.ranges.length > 0) return {...selection, ranges: []};
  return undefined;
}

/** What was typed so far, when letters come quickly one after the other. */
export class TypeAhead {
  private text = "";
  private last = -Infinity;

  type(letter: string, now: number): string {
    this.text = this.going(now) ? this.text + letter : letter;
    this.last = now;
    return this.text;
  }

  /** Whether this is still what was typed last. */
  is(text: string): boolean {
    return this.text === text;
  }

  /** Whether the next key goes on with what was typed. */
  going(now: number): boolean {
    return now - this.last <= 900;
  }
}

/** The row after `from` (around the end) whose name begins so; a single letter goes on to the next one. */
export function rowStarting(text: string, from: number, rows: number, nameOf: (row: number) => string | undefined, most = 5000): number | undefined {
  const wanted = text.toLocaleLowerCase();
  const first = text.length === 1 ? 1 : 0;
  for (let n = first; n < Math.min(rows + first, most); ++n) {
    const row = (from + n) % rows;
    if (nameOf(row)?.toLocaleLowerCase().startsWith(wanted)) return row;
  }
  return undefined;
}
