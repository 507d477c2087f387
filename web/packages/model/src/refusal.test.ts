import {describe, expect, it} from "vitest";
import {refusalAt} from "./refusal";
import {t} from "./text";

describe("what another provider refused", () => {
  it("has a sentence for each word of the server", () => {
    for (const word of ["away", "declined", "expired", "failed", "locked", "no_account", "other_account", "unproved"])
      expect(refusalAt({path: "/sign-in", query: {refused: word}})).toBe(`signin.refused.${word}`);
    expect(t(refusalAt({path: "/sign-in", query: {refused: "no_account"}})!)).toContain("invitation");
  });
  it("is a failure when the word is not known, and nothing elsewhere", () => {
    for (const word of ["", "toString", "of another version"]) expect(refusalAt({path: "/sign-in", query: {refused: word}})).toBe("signin.refused.failed");
    expect(refusalAt({path: "/sign-in", query: {}})).toBeUndefined();
    expect(refusalAt({path: "/library", query: {refused: "away"}})).toBeUndefined();
  });
});
