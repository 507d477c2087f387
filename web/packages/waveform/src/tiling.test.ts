import {describe, expect, it} from "vitest";
import {columnsAt, levelFor, nearbyTiles, parentOf, tileTimes, visibleTiles} from "./tiling";
import {clamped, wholeTrack} from "./view";

// Ten minutes at 1024 samples of 44.1 kHz a column.
const hop = 1024 / 44100, columns = Math.ceil(600 / hop);
const facts = {hop, columns, levels: 6, tile_columns: 1024 as const, duration: 600, revision: "r"};
const whole = wholeTrack(600, 1000);

describe("tiles", () => {
  it("of the coarsest level hold the whole track", () => {
    expect(columnsAt(facts, 5)).toBeLessThanOrEqual(1024);
    expect(visibleTiles(facts, whole, 5)).toEqual([{level: 5, tile: 0}]);
    expect(tileTimes(facts, {level: 5, tile: 0}).to).toBeGreaterThanOrEqual(600);
  });
  it("have columns no wider than a device pixel, as far as there are such", () => {
    for (const pixelRatio of [1, 2])
      for (const secondsPerPixel of [0.6, 0.2, 0.05, 0.03]) {
        const level = levelFor(facts, {...whole, secondsPerPixel}, pixelRatio);
        const inPixels = (hop * 2 ** level) / secondsPerPixel * pixelRatio;
        if (level > 0) expect(inPixels).toBeLessThanOrEqual(1);
        expect(inPixels * 2 > 1 || level === facts.levels - 1).toBe(true);
      }
    expect(levelFor(facts, {...whole, secondsPerPixel: 0.001}, 1)).toBe(0);
  });
  it("cover the view and no more", () => {
    const view = clamped({...whole, secondsPerPixel: 0.05, start: 100});
    const level = levelFor(facts, view, 1);
    const shown = visibleTiles(facts, view, level);
    expect(tileTimes(facts, shown[0]!).from).toBeLessThanOrEqual(100);
    expect(tileTimes(facts, shown[shown.length - 1]!).to).toBeGreaterThanOrEqual(150);
    expect(shown.length).toBeLessThanOrEqual(3);
  });
  it("end with the track", () => {
    const view = clamped({...whole, secondsPerPixel: 0.03, start: 590});
    const shown = visibleTiles(facts, view, 0);
    expect(shown[shown.length - 1]!.tile).toBe(Math.ceil(columns / 1024) - 1);
    expect(nearbyTiles(facts, view, 0)).not.toContainEqual({level: 0, tile: shown[shown.length - 1]!.tile + 1});
  });
  it("know who stands in for them", () => {
    expect(parentOf({level: 2, tile: 5})).toEqual({level: 3, tile: 2});
    const child = tileTimes(facts, {level: 2, tile: 5}), parent = tileTimes(facts, parentOf({level: 2, tile: 5}));
    expect(parent.from).toBeLessThanOrEqual(child.from);
    expect(parent.to).toBeGreaterThanOrEqual(child.to);
  });
});
