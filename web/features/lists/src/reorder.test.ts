import {describe, expect, it} from "vitest";
import {moveTo} from "./reorder";

const order = ["a", "b", "c", "d", "e"];

describe("moving entries", () => {
  it("puts them before the one that stands there", () => {
    expect(moveTo(order, new Set(["d"]), 1)).toEqual({order: ["a", "d", "b", "c", "e"], move: {entry_ids: ["d"], before: "b"}});
    expect(moveTo(order, new Set(["a"]), 5)).toEqual({order: ["b", "c", "d", "e", "a"], move: {entry_ids: ["a"]}});
  });
  it("keeps several together in their order", () => {
    expect(moveTo(order, new Set(["e", "b"]), 0)?.order).toEqual(["b", "e", "a", "c", "d"]);
    expect(moveTo(order, new Set(["b", "c"]), 2)).toBeUndefined();
    expect(moveTo(order, new Set(["b", "d"]), 2)?.move).toEqual({entry_ids: ["b", "d"], before: "c"});
  });
  it("does nothing for nothing", () => {
    expect(moveTo(order, new Set(), 2)).toBeUndefined();
    expect(moveTo(order, new Set(["b"]), 1)).toBeUndefined();
    expect(moveTo(order, new Set(["b"]), 2)).toBeUndefined();
  });
});
