import {afterEach, describe, expect, it, vi} from "vitest";
import {Scope} from "./scope";

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("a scope", () => {
  it("ends what it owns, newest first, and each only once", () => {
    const scope = new Scope(), ended: string[] = [];
    scope.add(() => ended.push("first"));
    const end = scope.add(() => ended.push("second"));
    scope.add(() => ended.push("third"));
    end();
    scope.dispose();
    scope.dispose();
    expect(ended).toEqual(["second", "third", "first"]);
  });

  it("begins nothing once it is over: no timer, no picture", () => {
    vi.useFakeTimers();
    const asked = vi.fn(() => 1);
    vi.stubGlobal("requestAnimationFrame", asked);
    vi.stubGlobal("cancelAnimationFrame", vi.fn());
    const scope = new Scope(), work = vi.fn();
    scope.dispose();
    scope.after(10, work)();
    scope.frame(work)();
    void scope.sleep(10).then(work);
    vi.advanceTimersByTime(100);
    expect(work).not.toHaveBeenCalled();
    expect(asked).not.toHaveBeenCalled();
  });
});
