import type {Doubt, Report} from "@stratum/api";
import {describe, expect, it} from "vitest";
import {alternativeText, shownText} from "./doubt_text";

const doubt = (more: Partial<Doubt>): Doubt => ({field: "tempo", confidence: 0.4, shown: "87.00 BPM", ...more});
const track = {bpm: 87, key: {tonic: 9, mode: "minor"}} as const;

describe("a doubt", () => {
  it("is told by its numbers, in the app's own words", () => {
    expect(shownText(doubt({}), track, undefined)).toBe("87 BPM");
    expect(shownText(doubt({field: "key", shown: "A minor"}), track, undefined)).toBe("8A Am");
    expect(shownText(doubt({field: "grid", shown: "beats from 0.123 s"}), track, {rhythm: {grid: {beats: [0.12345]}}} as unknown as Report)).toBe("beats from 0.123 s on");
    expect(alternativeText(doubt({operation: {kind: "double"}}), track)).toBe("174 BPM (×2)");
    expect(alternativeText(doubt({operation: {kind: "ratio", times_by: 2, over: 3}}), track)).toBe("58 BPM (×2/3)");
    expect(alternativeText(doubt({field: "grid", operation: {kind: "shift", beats: 0.5}}), track)).toBe("beats half a beat later");
    expect(alternativeText(doubt({field: "key", operation: {kind: "key", key: {tonic: 0, mode: "major"}}}), track)).toBe("8B C");
  });
  it("is told as the server tells it where no number is at hand", () => {
    expect(shownText(doubt({field: "grid", shown: "beats from 0.123 s"}), {}, undefined)).toBe("beats from 0.123 s");
    expect(alternativeText(doubt({alternative: "174.00 BPM (double)", operation: {kind: "double"}}), {})).toBe("174.00 BPM (double)");
    expect(alternativeText(doubt({}), track)).toBeUndefined();
  });
});
