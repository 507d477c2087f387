import {describe, expect, it} from "vitest";
import {countOf, everything, extended, isSelected, moved, nothingSelected, only, rowsOf, toggled} from "./selection";

describe("a selection", () => {
  it("is one row after a click, and a range after shift", () => {
    const range = extended(only(5), 2);
    expect([...rowsOf(range)]).toEqual([2, 3, 4, 5]);
    expect([...rowsOf(extended(range, 7))]).toEqual([5, 6, 7]);
  });
  it("cuts a row out of a range and joins it again", () => {
    const holed = toggled(extended(only(1), 9), 4);
    expect(holed.ranges).toEqual([[1, 3], [5, 9]]);
    expect(isSelected(holed, 4)).toBe(false);
    expect(toggled(holed, 4).ranges).toEqual([[1, 9]]);
  });
  it("keeps what was chosen with ctrl and shift", () => {
    const two = extended(toggled(only(1), 10), 12, true);
    expect(two.ranges).toEqual([[1, 1], [10, 12]]);
    expect(countOf(two)).toBe(4);
  });
  it("chooses everything as one range", () => {
    const all = everything(100_000, nothingSelected);
    expect(all.ranges).toEqual([[0, 99_999]]);
    expect(isSelected(all, 54_321)).toBe(true);
    expect(everything(0, nothingSelected).ranges).toEqual([]);
  });
  it("moves the keyboard without choosing", () => {
    expect(moved(only(3), 8)).toEqual({ranges: [[3, 3]], cursor: 8, anchor: 3});
  });
  it("agrees with a plain set, whatever is clicked", () => {
    let state = nothingSelected, seed = 7;
    const plain = new Set<number>();
    for (let n = 0; n < 2000; ++n) {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      const row = seed % 40;
      state = toggled(state, row);
      if (!plain.delete(row)) plain.add(row);
    }
    expect([...rowsOf(state)]).toEqual([...plain].sort((a, b) => a - b));
  });
});
