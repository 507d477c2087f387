import {describe, expect, it} from "vitest";
import type {TrackSummary} from "@stratum/api";
import {sharedTexts} from "./edit_fields";

const track = (fields: Partial<TrackSummary>) => fields as TrackSummary;

describe("what several tracks have in common", () => {
  it("stands in the form, and what differs is said to", () => {
    const {texts, mixed} = sharedTexts([track({artist: "Nina", genre: "house", year: 1987}), track({artist: "Nina", genre: "techno", year: 1987})]);
    expect(texts).toMatchObject({artist: "Nina", genre: "", year: "1987", label: ""});
    expect([...mixed]).toEqual(["genre"]);
  });
  it("differs where one has nothing", () => {
    expect([...sharedTexts([track({album: "Blue"}), track({})]).mixed]).toEqual(["album"]);
    expect([...sharedTexts([]).mixed]).toEqual([]);
  });
});
