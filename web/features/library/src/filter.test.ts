import {describe, expect, it} from "vitest";
import {bpmFault, filterAddress, filterOf, isFiltered, nextSort, queryOf} from "./filter";

const place = {path: "/library", query: {q: "key:8A house", bpm_min: "120", bpm_max: "x", sort: "bpm"}};

describe("the filter", () => {
  it("comes from the address and goes back there", () => {
    const filter = filterOf(place, {});
    expect(filterAddress("/library", {...filter, bpmMax: ""}, {})).toBe("/library?q=key%3A8A+house&sort=bpm&bpm_min=120");
    expect(filterAddress("/library", filterOf({path: "/library", query: {}}, {}), {})).toBe("/library");
  });
  it("asks the server only what was said and can be", () => {
    expect(queryOf(filterOf(place, {}))).toEqual({q: "key:8A house", bpm_min: 120, sort: "bpm"});
    expect(queryOf(filterOf({path: "/bin", query: {}}, {bin: true}))).toEqual({bin: true, sort: "-added_at"});
  });
  it("says what is wrong with a tempo, and takes a comma", () => {
    expect(bpmFault("", "")).toBeUndefined();
    expect(bpmFault("119,5", "120")).toBeUndefined();
    expect(bpmFault("abc", "120")).toEqual({least: true, most: false, text: "library.bpm.wrong"});
    expect(bpmFault("1", "1001")).toMatchObject({least: false, most: true});
    expect(bpmFault("130", "120")).toMatchObject({text: "library.bpm.order"});
    expect(queryOf(filterOf({path: "/", query: {bpm_min: "119,5"}}, {}))).toMatchObject({bpm_min: 119.5});
  });
  it("follows a playlist's own order", () => {
    expect(queryOf(filterOf({path: "/playlists/x", query: {}}, {playlist: "x"}))).toEqual({playlist: "x", sort: "position"});
  });
  it("knows whether it hides something", () => {
    expect(isFiltered(filterOf(place, {}))).toBe(true);
    expect(isFiltered(filterOf({path: "/", query: {sort: "bpm"}}, {bin: true}))).toBe(false);
  });
  it("turns a column's order three ways", () => {
    expect(nextSort("-added_at", "bpm", "-added_at")).toBe("bpm");
    expect(nextSort("bpm", "bpm", "-added_at")).toBe("-bpm");
    expect(nextSort("-bpm", "bpm", "-added_at")).toBe("-added_at");
  });
});
