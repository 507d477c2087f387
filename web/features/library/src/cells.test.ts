import {describe, expect, it} from "vitest";
import {cellAfter, fieldAfter} from "./cells";
import {trackColumns} from "./columns";

describe("the cells of a row", () => {
  const shown = ["title", "artist", "bpm"];
  it("are walked from the row as a whole to the last one and back", () => {
    const walk = (keys: string[]) => keys.reduce<string | undefined>((at, key) => cellAfter(key, at, shown), undefined);
    expect(walk(["ArrowRight"])).toBe("title");
    expect(walk(["ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight"])).toBe("bpm");
    expect(walk(["ArrowRight", "ArrowLeft", "ArrowLeft"])).toBeUndefined();
    expect(cellAfter("ArrowRight", "hidden since", shown)).toBe("title");
  });
  it("lead from one that can be typed into to the next, in the order they are shown", () => {
    const columns = ["genre", "bpm", "title", "artist"].map((id) => trackColumns.find((column) => column.id === id)!);
    expect(fieldAfter("genre", 1, columns)).toBe("title");
    expect(fieldAfter("title", -1, columns)).toBe("genre");
    expect(fieldAfter("artist", 1, columns)).toBeUndefined();
  });
});
