import {describe, expect, it} from "vitest";
import {downbeatHere, gridCommands, parseBpm, tempoCommands} from "./corrections";

const grid = {
  kind: "constant" as const, confidence: 1, regions: [], beats: Array.from({length: 16}, (_, n) => n * 0.5), downbeats: [0, 2, 4, 6],
};

describe("corrections", () => {
  it("make the nearest beat a downbeat by the short way", () => {
    expect(downbeatHere(grid, 2.6, 4)).toEqual({kind: "shift", beats: 1});
    expect(downbeatHere(grid, 3.02, 4)).toEqual({kind: "shift", beats: 2});
    expect(downbeatHere(grid, 3.4, 4)).toEqual({kind: "shift", beats: -1});
    expect(downbeatHere(grid, 4.1, 4)).toBeUndefined();
    expect(downbeatHere({...grid, beats: [], downbeats: []}, 1, 4)).toBeUndefined();
  });
  it("have a key each", () => {
    const keys = [...tempoCommands, ...gridCommands].map((command) => command.key);
    expect(new Set(keys).size).toBe(keys.length);
  });
  it("read a tempo as people type it", () => {
    expect(parseBpm("87,5")).toBe(87.5);
    for (const wrong of ["", "abc", "5", "2000"]) expect(parseBpm(wrong)).toBeUndefined();
  });
});
