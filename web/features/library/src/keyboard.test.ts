import {nothingSelected, only} from "@stratum/model";
import {describe, expect, it} from "vitest";
import {rowStarting, selectionAfter, TypeAhead} from "./keyboard";

const press = (key: string, more: {ctrl?: boolean; shift?: boolean} = {}) => ({key, ctrl: false, shift: false, ...more});

describe("the table's keyboard", () => {
  it("walks row by row and page by page, and stops at the ends", () => {
    expect(selectionAfter(press("ArrowDown"), only(3), 10, 5)).toEqual(only(4));
    expect(selectionAfter(press("PageDown"), only(3), 100, 5)).toEqual(only(7));
    expect(selectionAfter(press("ArrowDown"), only(9), 10, 5)).toEqual(only(9));
    expect(selectionAfter(press("Home"), only(9), 10, 5)).toEqual(only(0));
    expect(selectionAfter(press("End"), only(0), 10, 5)).toEqual(only(9));
    expect(selectionAfter(press("ArrowDown"), nothingSelected, 0, 5)).toBeUndefined();
  });
  it("begins with the row that it stands on", () => {
    expect(selectionAfter(press("ArrowDown"), nothingSelected, 10, 5)).toEqual(only(0));
  });
  it("chooses with shift, ctrl and space", () => {
    expect(selectionAfter(press("ArrowDown", {shift: true}), only(3), 10, 5)?.ranges).toEqual([[3, 4]]);
    const moved = selectionAfter(press("ArrowDown", {ctrl: true}), only(3), 10, 5)!;
    expect(moved).toMatchObject({ranges: [[3, 3]], cursor: 4});
    expect(selectionAfter(press(" "), moved, 10, 5)?.ranges).toEqual([[3, 4]]);
    expect(selectionAfter(press("a", {ctrl: true}), only(3), 10, 5)?.ranges).toEqual([[0, 9]]);
    expect(selectionAfter(press("Escape"), only(3), 10, 5)?.ranges).toEqual([]);
    expect(selectionAfter(press("x"), only(3), 10, 5)).toBeUndefined();
  });
  it("finds what is typed", () => {
    const names = ["Alpha", "Beta", "Bravo", undefined, "Boston"];
    const find = (text: string, from: number) => rowStarting(text, from, names.length, (row) => names[row]);
    expect(find("b", 1)).toBe(2);
    expect(find("b", 4)).toBe(1);
    expect(find("bo", 1)).toBe(4);
    expect(find("z", 0)).toBeUndefined();
  });
  it("takes letters together that come quickly", () => {
    const ahead = new TypeAhead();
    expect([ahead.type("b", 0), ahead.type("o", 300), ahead.type("a", 2000)]).toEqual(["b", "bo", "a"]);
  });
});
