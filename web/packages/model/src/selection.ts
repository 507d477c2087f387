/**
 * Which rows of a list are chosen, as ascending ranges of row numbers, so that choosing 100,000 rows costs one range.
 * Belongs to one state of the list: who reorders it begins anew.
 */
export interface Selection {
  /** Inclusive, ascending, without touching each other. */
  readonly ranges: readonly (readonly [number, number])[];
  /** The row that has the keyboard. */
  readonly cursor: number;
  /** Where a range with shift begins. */
  readonly anchor: number;
}

export const nothingSelected: Selection = {ranges: [], cursor: 0, anchor: 0};

export function isSelected(selection: Selection, row: number): boolean {
  let low = 0, high = selection.ranges.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const [from, to] = selection.ranges[middle]!;
    if (row < from) high = middle - 1;
    else if (row > to) low = middle + 1;
    else return true;
  }
  return false;
}

export function countOf(selection: Selection): number {
  return selection.ranges.reduce((sum, [from, to]) => sum + to - from + 1, 0);
}

export function* rowsOf(selection: Selection): Generator<number> {
  for (const [from, to] of selection.ranges) for (let row = from; row <= to; ++row) yield row;
}

/** Only this row: a click, or an arrow key. */
export function only(row: number): Selection {
  return {ranges: [[row, row]], cursor: row, anchor: row};
}

/** Ctrl-click: the row changes sides. */
export function toggled(selection: Selection, row: number): Selection {
  const ranges = isSelected(selection, row) ? without(selection.ranges, row) : merged([...selection.ranges, [row, row]]);
  return {ranges, cursor: row, anchor: row};
}

/** Shift: from the anchor to this row; with `keep` what was chosen before stays (ctrl and shift). */
export function extended(selection: Selection, row: number, keep = false): Selection {
  const range: [number, number] = [Math.min(selection.anchor, row), Math.max(selection.anchor, row)];
  return {ranges: keep ? merged([...selection.ranges, range]) : [range], cursor: row, anchor: selection.anchor};
}

export function everything(rows: number, selection: Selection): Selection {
  return {...selection, ranges: rows > 0 ? [[0, rows - 1]] : []};
}

/** The keyboard goes there and the choice stays: ctrl with arrows. */
export function moved(selection: Selection, row: number): Selection {
  return {...selection, cursor: row};
}

function without(ranges: Selection["ranges"], row: number): [number, number][] {
  return ranges.flatMap(([from, to]): [number, number][] => {
    if (row < from || row > to) return [[from, to]];
    const parts: [number, number][] = [];
    if (from < row) parts.push([from, row - 1]);
    if (row < to) parts.push([row + 1, to]);
    return parts;
  });
}

function merged(ranges: readonly (readonly [number, number])[]): [number, number][] {
  const result: [number, number][] = [];
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = result[result.length - 1];
    if (last && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}
