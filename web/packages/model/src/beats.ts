import type {BeatGrid} from "@stratum/api";
import type {Bpm, Seconds} from "./units";

/** What taps say: the tempo by least squares over their times, and how evenly they came. */
export interface TapTempo {
  readonly bpm: Bpm;
  /** Standard deviation of the taps from their line. */
  readonly spread: Seconds;
  readonly taps: number;
}

/** A pause so long begins anew. */
export const tapPause: Seconds = 2.5;

/** The taps that belong to the newest one. */
export function lastTaps(times: readonly Seconds[]): Seconds[] {
  let first = times.length - 1;
  while (first > 0 && times[first]! - times[first - 1]! <= tapPause && times[first]! > times[first - 1]!) --first;
  return times.slice(Math.max(0, first));
}

export function tapTempo(times: readonly Seconds[]): TapTempo | undefined {
  const n = times.length;
  if (n < 2) return undefined;
  const meanIndex = (n - 1) / 2, meanTime = times.reduce((sum, time) => sum + time, 0) / n;
  let covariance = 0, variance = 0;
  times.forEach((time, index) => {
    covariance += (index - meanIndex) * (time - meanTime);
    variance += (index - meanIndex) ** 2;
  });
  const period = covariance / variance;
  if (!(period > 0)) return undefined;
  const squares = times.reduce((sum, time, index) => sum + (time - meanTime - period * (index - meanIndex)) ** 2, 0);
  return {bpm: 60 / period, spread: Math.sqrt(squares / n), taps: n};
}

/** The first index whose value is at least `wanted`; the values ascend. */
export function lowerBound(values: readonly number[], wanted: number): number {
  let low = 0, high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The value nearest to `wanted`. */
export function nearest(values: readonly number[], wanted: number): number | undefined {
  const place = lowerBound(values, wanted);
  const after = values[place], before = values[place - 1];
  if (after === undefined || before === undefined) return after ?? before;
  return after - wanted < wanted - before ? after : before;
}

/** "17.3": the third beat of bar 17, bars from 1; nothing before the first downbeat. */
export function barAndBeat(grid: BeatGrid, time: Seconds): {bar: number; beat: number} | undefined {
  const bar = lowerBound(grid.downbeats, time + 1e-6);
  const downbeat = grid.downbeats[bar - 1];
  if (downbeat === undefined) return undefined;
  const beat = lowerBound(grid.beats, time + 1e-6) - lowerBound(grid.beats, downbeat - 1e-6);
  return {bar, beat};
}

/** The grid as it would be with all beats later by `shift`: what a drag shows until the server has it. */
export function nudged(grid: BeatGrid, shift: Seconds): BeatGrid {
  const later = (time: number) => time + shift;
  return {
    ...grid, beats: grid.beats.map(later), downbeats: grid.downbeats.map(later),
    regions: grid.regions.map((region) => ({...region, first_beat: region.first_beat + shift})),
  };
}
