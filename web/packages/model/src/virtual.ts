/** Which rows of a long list are drawn, for rows of one height. */
export interface VisibleRows {
  readonly first: number;
  /** Inclusive; less than `first` for an empty list. */
  readonly last: number;
}

// Browsers place nothing further than some 17 (Firefox) to 33 million pixels.
const tallest = 15_000_000;

/** The height to scroll through: that of all rows, or the tallest possible one, through which rows then run faster. */
export function scrollHeight(rows: number, rowHeight: number): number {
  return Math.min(rows * rowHeight, tallest);
}

/** The offset of the list's beginning above the window, from where the scroll bar is. */
export function contentOffset(scrollTop: number, rows: number, rowHeight: number, windowHeight: number): number {
  const full = rows * rowHeight, height = scrollHeight(rows, rowHeight);
  if (full <= height || height <= windowHeight) return scrollTop;
  return scrollTop * ((full - windowHeight) / (height - windowHeight));
}

export function visibleRows(offset: number, windowHeight: number, rows: number, rowHeight: number, spare = 6): VisibleRows {
  const first = Math.max(0, Math.floor(offset / rowHeight) - spare);
  const last = Math.min(rows - 1, Math.ceil((offset + windowHeight) / rowHeight) - 1 + spare);
  return {first, last};
}

/** Where to scroll so that a row is in sight; the same place when it is. */
export function scrollToShow(row: number, scrollTop: number, windowHeight: number, rows: number, rowHeight: number): number {
  const full = rows * rowHeight, height = scrollHeight(rows, rowHeight);
  const offset = contentOffset(scrollTop, rows, rowHeight, windowHeight);
  const top = row * rowHeight;
  let wanted = offset;
  if (top < offset) wanted = top;
  else if (top + rowHeight > offset + windowHeight) wanted = top + rowHeight - windowHeight;
  if (wanted === offset) return scrollTop;
  return full <= height || height <= windowHeight ? wanted : wanted * ((height - windowHeight) / (full - windowHeight));
}
