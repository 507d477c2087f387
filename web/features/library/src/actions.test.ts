import {describe, expect, it} from "vitest";
import {patchOf} from "./actions";

describe("what is typed into a cell", () => {
  it("is the new value, and nothing gives back to the file's tag", () => {
    expect(patchOf("artist", "  Nina ")).toEqual({artist: "Nina"});
    expect(patchOf("artist", " ")).toEqual({artist: null});
  });
  it("is a number for a year, or refused", () => {
    expect(patchOf("year", "1987")).toEqual({year: 1987});
    expect(patchOf("year", "")).toEqual({year: null});
    for (const wrong of ["87a", "0", "12345", "-5"]) expect(patchOf("year", wrong)).toBeUndefined();
  });
});
