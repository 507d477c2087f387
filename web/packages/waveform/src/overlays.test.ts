import {describe, expect, it} from "vitest";
import {largest} from "./canvas_renderer";
import {beatLines, engraved, marksOf, spansIn} from "./overlays";
import {parseRgb} from "./palette";
import {stripOf} from "./renderer";
import {clamped, wholeTrack} from "./view";

const beats = Array.from({length: 1200}, (_, n) => n * 0.5), downbeats = beats.filter((_, n) => n % 4 === 0);
const whole = wholeTrack(600, 1000);

describe("marks", () => {
  it("thin out before they touch each other", () => {
    expect(beatLines({beats, downbeats}, whole)).toMatchObject({beats: [], every: 4});
    const near = clamped({...whole, secondsPerPixel: 0.01, start: 100});
    const lines = beatLines({beats, downbeats}, near);
    expect(lines.every).toBe(1);
    expect(lines.beats[0]).toBe(100);
    expect(lines.beats.length).toBe(20);
  });
  it("keep the same downbeats while the picture scrolls", () => {
    const at = (start: number) => new Set(beatLines({beats, downbeats}, {...whole, secondsPerPixel: 0.4, start}).downbeats);
    const shared = [...at(100)].filter((time) => time > 110 && time < 400);
    for (const time of shared) expect(at(107.3).has(time)).toBe(true);
  });
  it("are found by where they end and begin", () => {
    const spans = [{start: 0, end: 10}, {start: 10, end: 110}, {start: 110, end: 500}];
    expect(spansIn(spans, clamped({...whole, secondsPerPixel: 0.01, start: 105}))).toEqual(spans.slice(1));
  });
  it("are read from a report, whatever is missing", () => {
    expect(marksOf({duration: 1}, false, {section: (kind) => kind, mixIn: "in", mixOut: "out"})).toMatchObject({beats: [], cues: []});
    const marks = marksOf({duration: 9, structure: {sections: [], mix_in: {time: 2, bars: 4, confidence: 1}},
      chords: {spans: [{start: 0, end: 1, confidence: 1, chord: {name: "Am"}}, {start: 1, end: 2, confidence: 1}]}}, true,
    {section: (kind) => kind, mixIn: "in", mixOut: "out"});
    expect(marks.cues).toEqual([{time: 2, name: "in"}]);
    expect(marks.chords).toEqual([{start: 0, end: 1, name: "Am"}]);
  });
  it("name chords as lead sheets do", () => {
    expect(["F#dim", "Bbm7b5", "Abaug", "Bm(maj7)", "C/Bb", "D"].map(engraved)).toEqual(["F♯°", "B♭m7♭5", "A♭+", "Bm(maj7)", "C/B♭", "D"]);
  });
});

describe("drawing", () => {
  it("keeps the largest column under a pixel", () => {
    const columns = Uint8Array.from([10, 0, 0, 0, 200, 0, 0, 0, 30, 0, 0, 0]);
    expect(largest(columns, 0, 0, 3)).toBeCloseTo(200 / 255);
    expect(largest(columns, 0, 2, 2.4)).toBeCloseTo(30 / 255);
    expect(largest(columns, 0, 5, 9)).toBe(0);
  });
  it("cuts a tile to the window", () => {
    const facts = {hop: 0.02, columns: 30_000, levels: 6, tile_columns: 1024 as const, duration: 600, revision: "r"};
    const tile = {id: {level: 0, tile: 1}, columns: new Uint8Array(4096)};
    const view = clamped({...whole, secondsPerPixel: 0.01, start: 30});
    const strip = stripOf(facts, view, tile)!;
    // Tile 1 begins at 1024 columns of 20 ms: 20.48 s; the window shows 30 s to 40 s.
    expect(strip.firstColumn).toBe(476);
    expect(strip.x).toBeCloseTo(0, 6);
    expect(strip.firstColumn + strip.columns).toBe(976);
    expect(strip.width).toBeCloseTo(1000, 6);
    expect(stripOf(facts, {...view, start: 500}, tile)).toBeUndefined();
  });
  it("reads colours", () => {
    expect(parseRgb("#ff8000")).toEqual([1, 128 / 255, 0]);
    expect(parseRgb("")).toEqual([0.5, 0.5, 0.5]);
  });
});
