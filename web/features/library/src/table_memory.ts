import type {TrackSummary} from "@stratum/api";
import {countOf, rowsOf, type Selection, type WindowedList} from "@stratum/model";

/** How a table stood when its page was left. */
export interface Remembered {
  readonly asked: string;
  readonly top: number;
  readonly sight: {readonly from: number; readonly to: number};
  readonly selection: Selection;
  /** Which track stood in each chosen row, and in the one that has the keyboard. */
  readonly ids: ReadonlyMap<number, string>;
}

const most = 50, mostRows = 500;
const tables = new Map<string, Remembered>();

/** Keeps it for whoever comes back to this step of the history. */
export function remember(entry: string, table: Remembered): void {
  tables.delete(entry);
  tables.set(entry, table);
  for (const oldest of tables.keys()) {
    if (tables.size <= most) break;
    tables.delete(oldest);
  }
}

export const remembered = (entry: string): Remembered | undefined => tables.get(entry);

/** The tracks by their rows; of a very large choice only the one that has the keyboard. */
export function idsOf(list: WindowedList<TrackSummary>, selection: Selection): ReadonlyMap<number, string> {
  const rows = countOf(selection) > mostRows ? [selection.cursor] : [...rowsOf(selection), selection.cursor];
  return new Map(rows.flatMap((row) => {
    const id = list.at(row)?.id;
    return id === undefined ? [] : [[row, id] as const];
  }));
}

/** What was chosen, where the same tracks still stand in the same rows: nobody shall find others chosen than those they chose. */
export async function stillChosen(list: WindowedList<TrackSummary>, {selection, ids}: Remembered): Promise<Selection | undefined> {
  const rows = countOf(selection) > mostRows ? [] : [...rowsOf(selection)];
  await Promise.all([...rows, selection.cursor].map((row) => list.ensure(row, row)));
  const same = (row: number) => ids.has(row) && list.at(row)?.id === ids.get(row);
  if (!same(selection.cursor)) return undefined;
  return rows.length > 0 && rows.every(same) ? selection : {...selection, ranges: []};
}
