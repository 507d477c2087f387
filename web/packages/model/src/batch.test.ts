import {afterEach, beforeEach, describe, expect, it, vi} from "vitest";
import {Batch} from "./batch";
import {Scope} from "./scope";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("a batch", () => {
  it("hands over all that came within its time, once", () => {
    const got: string[][] = [], batch = new Batch<string>(new Scope(), 300, (all) => got.push([...all]));
    batch.add("a");
    vi.advanceTimersByTime(200);
    batch.add("b", "a");
    vi.advanceTimersByTime(99);
    expect(got).toEqual([]);
    vi.advanceTimersByTime(1);
    batch.add("c");
    vi.advanceTimersByTime(300);
    expect(got).toEqual([["a", "b"], ["c"]]);
  });

  it("does nothing for nothing, nor after its scope", () => {
    const scope = new Scope(), work = vi.fn(), batch = new Batch<string>(scope, 300, work);
    batch.add();
    vi.advanceTimersByTime(1000);
    batch.add("a");
    scope.dispose();
    vi.advanceTimersByTime(1000);
    expect(work).not.toHaveBeenCalled();
  });
});
