import type {Job} from "@stratum/api";
import {describe, expect, it} from "vitest";
import {standingOf, type UploadItem} from "./uploads";

const item = (state: UploadItem["state"], sent = 0): UploadItem => ({id: 1, name: "a.flac", size: 200, sent, state});
const job = (state: Job["state"], more: Partial<Job> = {}): Job => ({id: "j", kind: "analyse", title: "a.flac", state, progress: 0.25, attempts: 1, created_at: "2026-01-01T00:00:00Z", ...more});
const error = {type: "about:blank", title: "Invalid", status: 422, code: "invalid_argument", detail: "this is not audio"} as const;

describe("a file that is sent", () => {
  it("is shown by how far the sending is, then by how far the hearing is", () => {
    expect(standingOf(item("sending", 50), undefined)).toEqual({state: "sending", progress: 0.25, cancel: "upload"});
    expect(standingOf(item("sent", 200), undefined)).toEqual({state: "sent"});
    expect(standingOf(item("sent", 200), job("running"))).toMatchObject({state: "hearing", progress: 0.25, cancel: "job"});
    expect(standingOf(item("sent", 200), job("done"))).toEqual({state: "heard"});
  });
  it("can be tried again where it failed: the sending, or the hearing", () => {
    expect(standingOf({...item("failed"), error: "No space."}, undefined)).toEqual({state: "failed", problem: "No space.", retry: "upload"});
    expect(standingOf(item("sent", 200), job("dead", {error}))).toEqual({state: "failed", problem: "this is not audio.", retry: "job"});
    expect(standingOf(item("sent", 200), job("cancelled"))).toMatchObject({state: "cancelled", retry: "job"});
  });
  it("is not cancelled twice, and tells why it will be tried again", () => {
    expect(standingOf(item("sent", 200), job("running", {cancel_requested: true})).cancel).toBeUndefined();
    expect(standingOf(item("sent", 200), job("failed", {error}))).toMatchObject({state: "hearing", problem: "this is not audio.", cancel: "job", retry: "job"});
  });
});
