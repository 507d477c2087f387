import type {WaveformFacts} from "@stratum/api";
import type {Seconds} from "@stratum/model";
import {end, type View} from "./view";

export const tileColumns = 1024;

export interface TileId {
  readonly level: number;
  readonly tile: number;
}

export const tileName = ({level, tile}: TileId): string => `${level}/${tile}`;

/** Seconds of a column. */
export const columnSpan = (facts: WaveformFacts, level: number): Seconds => facts.hop * 2 ** level;
export const columnsAt = (facts: WaveformFacts, level: number): number => Math.ceil(facts.columns / 2 ** level);

/** The coarsest level whose columns are no wider than a device pixel, so that no peak is lost and none is drawn twice. */
export function levelFor(facts: WaveformFacts, view: View, pixelRatio: number): number {
  const wanted = Math.floor(Math.log2(view.secondsPerPixel / pixelRatio / facts.hop));
  return Math.min(facts.levels - 1, Math.max(0, wanted));
}

/** The tiles that the view shows at a level. */
export function visibleTiles(facts: WaveformFacts, view: View, level: number): TileId[] {
  const span = columnSpan(facts, level) * tileColumns;
  const last = Math.max(0, Math.ceil(columnsAt(facts, level) / tileColumns) - 1);
  const tiles: TileId[] = [];
  const to = Math.min(last, Math.floor(end(view) / span));
  for (let tile = Math.max(0, Math.floor(view.start / span)); tile <= to; ++tile) tiles.push({level, tile});
  return tiles;
}

/** What may be looked at next: the neighbours, and the coarser tiles that stand in for what is on its way. */
export function nearbyTiles(facts: WaveformFacts, view: View, level: number): TileId[] {
  const shown = visibleTiles(facts, view, level);
  const last = Math.max(0, Math.ceil(columnsAt(facts, level) / tileColumns) - 1);
  const first = shown[0]?.tile ?? 0, final = shown[shown.length - 1]?.tile ?? 0;
  const near: TileId[] = [];
  if (final < last) near.push({level, tile: final + 1});
  if (first > 0) near.push({level, tile: first - 1});
  if (level < facts.levels - 1) near.push({level: facts.levels - 1, tile: 0});
  return near;
}

/** The tile one level up that covers this one, and which half of it. */
export const parentOf = ({level, tile}: TileId): TileId => ({level: level + 1, tile: tile >> 1});

/** Where a tile lies in time. */
export function tileTimes(facts: WaveformFacts, {level, tile}: TileId): {readonly from: Seconds; readonly to: Seconds} {
  const span = columnSpan(facts, level);
  return {from: tile * tileColumns * span, to: Math.min((tile + 1) * tileColumns, columnsAt(facts, level)) * span};
}
