import type {TrackSummary} from "@stratum/api";
import {nothingSelected, only, WindowedList, type Selection} from "@stratum/model";
import {describe, expect, it} from "vitest";
import {idsOf, remember, remembered, stillChosen, type Remembered} from "./table_memory";

const listOf = (rows: number, shift = 0) => new WindowedList<TrackSummary>(({limit, offset = 0, cursor}) => {
  const from = Number(cursor ?? 0) + offset;
  return Promise.resolve({items: Array.from({length: Math.min(limit, rows - from)}, (_, n) => ({id: `t${from + n + shift}`}) as TrackSummary), next_cursor: String(from + limit), total: rows});
});
const table = async (selection: Selection, rows = 500): Promise<Remembered> => {
  const list = listOf(rows);
  await list.ensure(0, 499);
  return {asked: "{}", top: 0, sight: {from: 0, to: 20}, selection, ids: idsOf(list, selection)};
};

describe("what a table remembers", () => {
  it("is found again by the step of the history, the newest fifty", async () => {
    for (let n = 0; n < 60; ++n) remember(`step ${n}`, {...await table(nothingSelected), top: n});
    expect(remembered("step 59")?.top).toBe(59);
    expect(remembered("step 9")).toBeUndefined();
  });
  it("chooses the same tracks again", async () => {
    expect(await stillChosen(listOf(500), await table(only(340)))).toEqual(only(340));
  });
  it("chooses nothing where others stand in the rows now", async () => {
    expect(await stillChosen(listOf(500, 1), await table(only(340)))).toBeUndefined();
    expect(await stillChosen(listOf(200), await table(only(340)))).toBeUndefined();
  });
  it("gives back only the place of a very large choice", async () => {
    const all: Selection = {ranges: [[0, 9999]], cursor: 7, anchor: 0};
    expect(await stillChosen(listOf(10_000), await table(all, 10_000))).toEqual({...all, ranges: []});
  });
});
