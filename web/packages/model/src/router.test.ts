import {describe, expect, it} from "vitest";
import {matchRoute, placeText} from "./router";

describe("routes", () => {
  it("match part by part and hand out their places", () => {
    expect(matchRoute("/tracks/:id", "/tracks/a%20b")).toEqual({id: "a b"});
    expect(matchRoute("/tracks/:id", "/tracks")).toBeUndefined();
    expect(matchRoute("/settings/:page", "/tracks/x")).toBeUndefined();
    expect(matchRoute("/", "")).toEqual({});
    expect(matchRoute("/tracks/:id", "/tracks/%E0%A4%A")).toEqual({id: "%E0%A4%A"});
  });
  it("are written with what is said only", () => {
    expect(placeText("/library", {q: "key:8A", sort: undefined, playlist: ""})).toBe("/library?q=key%3A8A");
    expect(placeText("/library")).toBe("/library");
  });
});
