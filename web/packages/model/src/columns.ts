/** How the columns of a table stand: in which order, how wide, and which are hidden. */
export interface ColumnLayout {
  readonly order: readonly string[];
  readonly hidden: readonly string[];
  /** Pixels. */
  readonly widths: Readonly<Record<string, number>>;
}

export interface ColumnSpec {
  readonly id: string;
  readonly width: number;
  readonly narrowest: number;
  readonly shown: boolean;
}

export const emptyLayout: ColumnLayout = {order: [], hidden: [], widths: {}};

export interface PlacedColumn<C> {
  readonly column: C;
  readonly width: number;
}

/** What is kept may be older than the program: columns that are unknown go, new ones come where they were made. */
export function placedColumns<C extends ColumnSpec>(specs: readonly C[], layout: ColumnLayout): PlacedColumn<C>[] {
  return ordered(specs, layout)
    .filter((column) => isShown(column, layout))
    .map((column) => ({column, width: Math.max(column.narrowest, layout.widths[column.id] ?? column.width)}));
}

export function ordered<C extends ColumnSpec>(specs: readonly C[], layout: ColumnLayout): C[] {
  const known = layout.order.flatMap((id) => specs.find((spec) => spec.id === id) ?? []);
  specs.forEach((spec, place) => {
    if (!known.includes(spec)) known.splice(layout.order.length === 0 ? place : Math.min(place, known.length), 0, spec);
  });
  return known;
}

export function isShown(spec: ColumnSpec, layout: ColumnLayout): boolean {
  // An order was kept: what is not named there is new to this person and shown as it was made.
  return layout.order.includes(spec.id) ? !layout.hidden.includes(spec.id) : spec.shown && !layout.hidden.includes(spec.id);
}

/** Moves a column before another one, or to the end. */
export function movedColumn<C extends ColumnSpec>(specs: readonly C[], layout: ColumnLayout, id: string, before: string | undefined): ColumnLayout {
  const order = ordered(specs, layout).map((spec) => spec.id).filter((each) => each !== id);
  const place = before === undefined ? -1 : order.indexOf(before);
  order.splice(place < 0 ? order.length : place, 0, id);
  return {...withHidden(specs, layout), order};
}

export function resizedColumn(layout: ColumnLayout, spec: ColumnSpec, width: number): ColumnLayout {
  return {...layout, widths: {...layout.widths, [spec.id]: Math.round(Math.max(spec.narrowest, Math.min(1200, width)))}};
}

export function toggledColumn<C extends ColumnSpec>(specs: readonly C[], layout: ColumnLayout, id: string): ColumnLayout {
  const full = withHidden(specs, layout);
  const hidden = full.hidden.includes(id) ? full.hidden.filter((each) => each !== id) : [...full.hidden, id];
  return {...full, order: ordered(specs, layout).map((spec) => spec.id), hidden};
}

function withHidden<C extends ColumnSpec>(specs: readonly C[], layout: ColumnLayout): ColumnLayout {
  return {...layout, hidden: specs.filter((spec) => !isShown(spec, layout)).map((spec) => spec.id)};
}
