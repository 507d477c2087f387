import {describe, expect, it} from "vitest";
import {barAndBeat, lastTaps, lowerBound, nearest, nudged, tapTempo} from "./beats";

const grid = {
  kind: "constant" as const, confidence: 1, regions: [{start: 0, end: 10, first_beat: 0.5, bpm: 120}],
  beats: Array.from({length: 19}, (_, n) => 0.5 + n * 0.5), downbeats: [1, 3, 5, 7, 9],
};

describe("taps", () => {
  it("give the tempo of even taps exactly", () => {
    const tap = tapTempo([1, 1.5, 2, 2.5, 3]);
    expect(tap?.bpm).toBeCloseTo(120, 9);
    expect(tap?.spread).toBeCloseTo(0, 9);
  });
  it("even out a hand that is 10 ms off", () => {
    // Errors of ±10 ms over 8 taps move the slope by less than 10 ms * 8 / 42: under 1 BPM at 120.
    const off = [0.01, -0.01, 0.008, -0.004, 0.01, -0.01, 0.002, 0.004];
    const tap = tapTempo(off.map((error, n) => n * 0.5 + error));
    expect(Math.abs(tap!.bpm - 120)).toBeLessThan(1);
  });
  it("say nothing of one tap or of time that stands still", () => {
    expect(tapTempo([1])).toBeUndefined();
    expect(tapTempo([1, 1])).toBeUndefined();
  });
  it("begin anew after a pause and after a jump back", () => {
    expect(lastTaps([1, 1.5, 2, 7, 7.5])).toEqual([7, 7.5]);
    expect(lastTaps([8, 8.5, 2, 2.5, 3])).toEqual([2, 2.5, 3]);
    expect(lastTaps([])).toEqual([]);
  });
});

describe("beats", () => {
  it("are found by time", () => {
    expect(lowerBound(grid.beats, 1)).toBe(1);
    expect(nearest(grid.beats, 1.2)).toBe(1);
    expect(nearest(grid.beats, 99)).toBe(9.5);
    expect(nearest([], 1)).toBeUndefined();
  });
  it("are counted in bars from the first downbeat", () => {
    expect(barAndBeat(grid, 0.5)).toBeUndefined();
    expect(barAndBeat(grid, 1)).toEqual({bar: 1, beat: 1});
    expect(barAndBeat(grid, 2.6)).toEqual({bar: 1, beat: 4});
    expect(barAndBeat(grid, 3)).toEqual({bar: 2, beat: 1});
  });
  it("move together", () => {
    const later = nudged(grid, 0.02);
    expect(later.beats[0]).toBeCloseTo(0.52);
    expect(later.downbeats[1]).toBeCloseTo(3.02);
    expect(later.regions[0]?.first_beat).toBeCloseTo(0.52);
  });
});
