import {describe, expect, it} from "vitest";
import {contentOffset, scrollHeight, scrollToShow, visibleRows} from "./virtual";

describe("a virtual list", () => {
  it("draws what is in the window and a few more", () => {
    expect(visibleRows(0, 300, 1000, 30, 2)).toEqual({first: 0, last: 11});
    expect(visibleRows(3015, 300, 1000, 30, 2)).toEqual({first: 98, last: 112});
    expect(visibleRows(29_700, 300, 1000, 30, 2)).toEqual({first: 988, last: 999});
    expect(visibleRows(0, 300, 0, 30)).toEqual({first: 0, last: -1});
  });
  it("scrolls no further than needed", () => {
    expect(scrollToShow(5, 0, 300, 1000, 30)).toBe(0);
    expect(scrollToShow(10, 0, 300, 1000, 30)).toBe(30);
    expect(scrollToShow(2, 300, 300, 1000, 30)).toBe(60);
  });
  it("reaches the first and the last of a million rows, and each of them from the keyboard", () => {
    const rows = 1_000_000, height = scrollHeight(rows, 30);
    expect(height).toBe(15_000_000);
    expect(contentOffset(0, rows, 30, 600)).toBe(0);
    expect(contentOffset(height - 600, rows, 30, 600)).toBe(rows * 30 - 600);
    for (const row of [0, 123_456, 999_999]) {
      const top = scrollToShow(row, 7_000_000, 600, rows, 30);
      const seen = visibleRows(contentOffset(top, rows, 30, 600), 600, rows, 30, 0);
      expect(row).toBeGreaterThanOrEqual(seen.first);
      expect(row).toBeLessThanOrEqual(seen.last);
    }
  });
});
