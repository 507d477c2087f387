import type {ReviewItem} from "@stratum/api";
import {describe, expect, it} from "vitest";
import {answer, ask, askSkipped, begun, continued, left, skip, waiting} from "./review_queue";

const page = (from: number, to: number, next?: string) => ({
  items: Array.from({length: to - from}, (_, n) => ({track: {id: `t${from + n}`}, doubts: []}) as unknown as ReviewItem), ...(next ? {next_cursor: next} : {}), total: 4,
});
const ids = (queue: Parameters<typeof waiting>[0]) => waiting(queue).map((item) => item.track.id);

describe("the queue of doubts", () => {
  it("goes on behind its first page, and takes nobody twice", () => {
    const queue = continued(begun(page(0, 2, "more")), page(1, 4));
    expect(ids(queue)).toEqual(["t0", "t1", "t2", "t3"]);
    expect(queue.next).toBeUndefined();
  });
  it("counts what is in doubt: answers end it, skipping does not", () => {
    const queue = skip(answer(begun(page(0, 2, "more")), "t0"), "t1");
    expect(ids(queue)).toEqual([]);
    expect(queue.next).toBe("more");
    expect(left(queue)).toBe(3);
  });
  it("has a track again whose answer was taken back, and all that were skipped when asked", () => {
    const queue = skip(answer(begun(page(0, 4)), "t1"), "t2");
    expect(ids(ask(queue, "t1"))).toEqual(["t0", "t1", "t3"]);
    expect(ids(askSkipped(queue))).toEqual(["t0", "t2", "t3"]);
  });
});
