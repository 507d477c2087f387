import type {WaveformFacts} from "@stratum/api";
import type {Palette} from "./palette";
import type {Tile} from "./tile_cache";
import {tileTimes} from "./tiling";
import {end, timeToX, type View} from "./view";

/** A part of the picture: these columns of a tile go from `x` to `x + width` (CSS pixels). */
export interface Strip {
  readonly tile: Tile;
  readonly x: number;
  readonly width: number;
  readonly firstColumn: number;
  readonly columns: number;
}

/** Draws strips; there is one for WebGL2 and one for a plain canvas. */
export interface Renderer {
  resize(width: number, height: number, pixelRatio: number): void;
  draw(strips: readonly Strip[], palette: Palette): void;
  dispose(): void;
}

/** Cuts tiles to what is in the window between two times. */
export function stripOf(facts: WaveformFacts, view: View, tile: Tile, from = view.start, to = end(view)): Strip | undefined {
  const times = tileTimes(facts, tile.id), columns = tile.columns.length / 4;
  const span = (times.to - times.from) / columns;
  // Seconds are no exact multiples of a hop in binary; a column more or less would be drawn for it.
  const blink = 1e-6;
  const firstColumn = Math.max(0, Math.floor((from - times.from) / span + blink));
  const lastColumn = Math.min(columns, Math.ceil((to - times.from) / span - blink));
  if (!(lastColumn > firstColumn)) return undefined;
  const x = timeToX(view, times.from + firstColumn * span);
  return {tile, x, width: timeToX(view, times.from + lastColumn * span) - x, firstColumn, columns: lastColumn - firstColumn};
}
