import {describe, expect, it} from "vitest";
import {centred, clamped, end, finest, following, resized, ruler, scrolled, timeToX, wheelFactor, wholeTrack, xToTime, zoomed} from "./view";

const whole = wholeTrack(600, 1000);

describe("a view of a track", () => {
  it("begins with all of it", () => {
    expect(timeToX(whole, 300)).toBe(500);
    expect(end(whole)).toBe(600);
    expect(wholeTrack(600, 0).secondsPerPixel).toBe(600);
  });
  it("keeps what is under the pointer there", () => {
    const near = zoomed(whole, 8, 250);
    expect(xToTime(near, 250)).toBeCloseTo(xToTime(whole, 250), 9);
    expect(near.secondsPerPixel).toBeCloseTo(0.075, 12);
    const back = zoomed(near, 1 / 8, 250);
    expect(back.start).toBeCloseTo(0, 9);
    expect(back.secondsPerPixel).toBeCloseTo(0.6, 12);
  });
  it("shows no empty space, whatever is turned", () => {
    let view = whole, seed = 3;
    for (let n = 0; n < 500; ++n) {
      seed = (seed * 16807) % 2147483647;
      view = n % 2 ? zoomed(view, 0.3 + (seed % 100) / 25, seed % 1000) : scrolled(view, (seed % 4001) - 2000);
      expect(view.start).toBeGreaterThanOrEqual(0);
      expect(end(view)).toBeLessThanOrEqual(600 + 1e-6);
      expect(view.secondsPerPixel).toBeGreaterThanOrEqual(finest);
    }
  });
  it("stays the whole track when the window changes", () => {
    expect(resized(whole, 400)).toEqual(wholeTrack(600, 400));
    const near = clamped({...whole, secondsPerPixel: 0.01, start: 100});
    expect(resized(near, 400)).toEqual({...near, width: 400});
  });
  it("turns the page before the sound leaves it", () => {
    const near = clamped({...whole, secondsPerPixel: 0.01, start: 100});
    expect(following(near, 105)).toBe(near);
    expect(timeToX(following(near, 109.5), 109.5)).toBeCloseTo(100, 6);
    expect(following(whole, 599).start).toBe(0);
  });
  it("centres, and turns wheels gently", () => {
    expect(timeToX(centred(clamped({...whole, secondsPerPixel: 0.01, start: 0}), 300), 300)).toBeCloseTo(500, 6);
    expect(wheelFactor(-100)).toBeCloseTo(1 / wheelFactor(100), 12);
    expect(wheelFactor(1e9)).toBe(wheelFactor(120));
  });
  it("has a ruler of round steps", () => {
    expect(ruler(whole, 80)).toEqual({step: 60, times: [0, 60, 120, 180, 240, 300, 360, 420, 480, 540, 600]});
    const near = clamped({...whole, secondsPerPixel: 0.002, start: 100});
    expect(ruler(near, 80).step).toBe(0.2);
    expect(ruler(near, 80).times[0]).toBeCloseTo(100, 9);
  });
});
