import type {TrackSummary} from "@stratum/api";
import {describe, expect, it} from "vitest";
import {followingOf} from "./queue";

const track = (n: number) => ({id: `t${n}`}) as TrackSummary;
const tracks = (from: number, to: number) => Array.from({length: to - from}, (_, n) => track(from + n));
/** A list of `total` tracks, two at a time; what was asked is kept. */
function server(list: readonly TrackSummary[]) {
  const asked: unknown[] = [];
  const ask = (place: {readonly cursor: string} | {readonly offset: number}) => {
    asked.push(place);
    const at = "cursor" in place ? Number(place.cursor) : place.offset;
    return Promise.resolve({items: list.slice(at, at + 2), ...(at + 2 < list.length ? {next_cursor: String(at + 2)} : {})});
  };
  return {ask, asked};
}

describe("what is played after the tracks that are loaded", () => {
  it("is the rest of the list, by its cursor, and then nothing more is asked for", async () => {
    const {ask, asked} = server(tracks(0, 7)), next = followingOf(ask, 3, tracks(1, 3));
    expect([await next(), await next(), await next(), await next()]).toEqual([tracks(3, 5), tracks(5, 7), [], []]);
    expect(asked).toEqual([{offset: 3}, {cursor: "5"}]);
  });
  it("is nothing twice, where a new track moved all others on", async () => {
    const {ask} = server([track(99), ...tracks(0, 5)]), next = followingOf(ask, 3, tracks(0, 3));
    expect([await next(), await next()]).toEqual([tracks(3, 4), tracks(4, 5)]);
  });
  it("is asked for again where it did not come", async () => {
    const {ask} = server(tracks(0, 3));
    let away = true;
    const next = followingOf((place) => away ? Promise.reject(new Error("away")) : ask(place), 2, tracks(0, 2));
    await expect(next()).rejects.toThrow("away");
    away = false;
    expect(await next()).toEqual(tracks(2, 3));
  });
});
