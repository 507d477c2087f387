import {describe, expect, it} from "vitest";
import {emptyLayout, movedColumn, placedColumns, resizedColumn, toggledColumn} from "./columns";

const spec = (id: string, shown = true) => ({id, width: 100, narrowest: 40, shown});
const specs = [spec("title"), spec("artist"), spec("bpm"), spec("year", false)];
const ids = (layout: Parameters<typeof placedColumns>[1], from = specs) => placedColumns(from, layout).map((each) => each.column.id);

describe("columns", () => {
  it("stand as they were made until somebody changes them", () => {
    expect(ids(emptyLayout)).toEqual(["title", "artist", "bpm"]);
  });
  it("move, hide and come back", () => {
    const moved = movedColumn(specs, emptyLayout, "bpm", "title");
    expect(ids(moved)).toEqual(["bpm", "title", "artist"]);
    const more = toggledColumn(specs, moved, "year");
    expect(ids(more)).toEqual(["bpm", "title", "artist", "year"]);
    expect(ids(toggledColumn(specs, more, "title"))).toEqual(["bpm", "artist", "year"]);
    expect(ids(movedColumn(specs, more, "bpm", undefined))).toEqual(["title", "artist", "year", "bpm"]);
  });
  it("are never narrower than they can be", () => {
    expect(placedColumns(specs, resizedColumn(emptyLayout, specs[0]!, 5))[0]?.width).toBe(40);
  });
  it("of a newer program appear beside an older person's choice, and lost ones are forgotten", () => {
    const kept = movedColumn(specs, emptyLayout, "bpm", "title");
    const newer = [spec("title"), spec("rating"), spec("artist"), spec("bpm"), spec("key")];
    expect(new Set(ids(kept, newer))).toEqual(new Set(["bpm", "title", "rating", "artist", "key"]));
    expect(ids(kept, [spec("artist"), spec("title")])).toEqual(["title", "artist"]);
  });
});
