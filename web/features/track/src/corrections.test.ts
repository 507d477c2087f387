import {describe, expect, it} from "vitest";
import {downbeatHere, gridCommands, newestStep, parseBpm, tempoCommands, typedKey} from "./corrections";

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
  it("are typed with AltGr or Option where a keyboard needs that, and no menu of the browser's is taken", () => {
    const press = (key: string, ...held: ("altKey" | "ctrlKey" | "metaKey")[]) => typedKey({key, altKey: held.includes("altKey"), ctrlKey: held.includes("ctrlKey"), metaKey: held.includes("metaKey")});
    expect([press("H"), press("["), press("[", "altKey"), press("]", "altKey", "ctrlKey")]).toEqual(["h", "[", "[", "]"]);
    expect([press("d", "altKey"), press("3", "altKey"), press("[", "ctrlKey"), press("[", "metaKey"), press("b", "ctrlKey", "altKey")]).toEqual(Array(5).fill(undefined));
  });
  it("read a tempo as people type it", () => {
    expect(parseBpm("87,5")).toBe(87.5);
    for (const wrong of ["", "abc", "5", "2000"]) expect(parseBpm(wrong)).toBeUndefined();
  });
  it("are taken back from the newest, however many were taken back since", async () => {
    const step = (number: number, more: {undone?: boolean; undoes?: number} = {}) =>
      ({number, id: `${number}`, action: "--half", author: "Mara", made_at: "2026-01-01T00:00:00Z", undone: false, tracks: 1, ...more});
    const pages = [{items: [step(6, {undoes: 5}), step(5, {undone: true})], next_cursor: "on"}, {items: [step(4, {undone: true, undoes: 3}), step(3), step(1)]}];
    expect((await newestStep((cursor) => Promise.resolve(pages[cursor ? 1 : 0]!)))?.number).toBe(3);
    expect(await newestStep(() => Promise.resolve({items: [step(2, {undoes: 1}), step(1, {undone: true})]}))).toBeUndefined();
  });
});
