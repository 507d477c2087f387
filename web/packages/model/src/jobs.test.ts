import type {Job} from "@stratum/api";
import {describe, expect, it} from "vitest";
import {overall, withJob, type Jobs} from "./jobs";
import {backoff} from "./live";

const job = (state: Job["state"], progress = 0, attempts = 1): Job =>
  ({id: "j", kind: "analyse", title: "t", state, progress, attempts, created_at: "2026-01-01T00:00:00Z"});
const after = (...steps: Job[]) => steps.reduce<Jobs>(withJob, new Map()).get("j");

describe("the job board", () => {
  it("does not go back when events come late", () => {
    expect(after(job("running", 0.5), job("running", 0.3))?.progress).toBe(0.5);
    expect(after(job("done", 1), job("running", 0.9))?.state).toBe("done");
  });
  it("goes back when a job is tried again", () => {
    expect(after(job("running", 0.5), job("running", 0.1, 2))).toMatchObject({progress: 0.1, attempts: 2});
    expect(after(job("dead"), job("queued", 0, 2))?.state).toBe("queued");
  });
  it("sums up what is going on", () => {
    expect(overall(new Map())).toBeUndefined();
    expect(overall(new Map([["a", job("running", 0.5)], ["b", job("queued", 0)], ["c", job("done", 1)]]))).toEqual({running: 2, progress: 0.25});
  });
});

describe("coming back", () => {
  it("waits longer each time, never longer than half a minute", () => {
    expect([0, 1, 2, 20].map((attempt) => backoff(attempt, 1))).toEqual([500, 1000, 2000, 30_000]);
    expect(backoff(1, 0)).toBe(500);
  });
});
