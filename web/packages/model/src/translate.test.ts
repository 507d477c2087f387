import {describe, expect, it} from "vitest";
import {en} from "./messages/en";
import {byName} from "./text";
import {formatMessage} from "./translate";

describe("names", () => {
  it("are ordered as people count", () => {
    expect(["Set 10", "set 2", "Set 1", "Alpha"].map((name) => ({name})).sort(byName).map((each) => each.name)).toEqual(["Alpha", "Set 1", "set 2", "Set 10"]);
  });
});

describe("messages", () => {
  it("are filled", () => {
    expect(formatMessage("{a} by {b}", {a: "Blue", b: "Miles"}, "en")).toBe("Blue by Miles");
    expect(formatMessage("{n} rows", {n: 20_000}, "en")).toBe("20,000 rows");
  });
  it("have the form of the number", () => {
    const message = "{n, plural, =0 {nothing} one {# track} other {# tracks}} chosen";
    expect([0, 1, 2, 1200].map((n) => formatMessage(message, {n}, "en"))).toEqual(
      ["nothing chosen", "1 track chosen", "2 tracks chosen", "1,200 tracks chosen"]);
    expect(formatMessage("{n, plural, one {# Titel} few {x} other {# Titel}}", {n: 1234}, "de")).toBe("1.234 Titel");
  });
  it("say what is missing rather than print it", () => {
    expect(() => formatMessage("{a}", {}, "en")).toThrow("nothing was given");
    expect(() => formatMessage("{a", {a: 1}, "en")).toThrow("not closed");
  });
  it("are well formed in English, all of them", () => {
    for (const [id, message] of Object.entries(en)) {
      const places = Object.fromEntries([...message.matchAll(/\{\s*(\w+)/g)].map((match) => [match[1]!, 2]));
      expect(() => formatMessage(message, places, "en"), id).not.toThrow();
    }
  });
});
