import type {Job} from "@stratum/api";
import {describe, expect, it} from "vitest";
import {groupsOf, JobBoard, overall, withJobs, type Jobs} from "./jobs";
import {backoff} from "./live";
import {Scope} from "./scope";

const job = (state: Job["state"], progress = 0, attempts = 1): Job =>
  ({id: "j", kind: "analyse", title: "t", state, progress, attempts, created_at: "2026-01-01T00:00:00Z"});
const after = (...steps: Job[]) => steps.reduce<Jobs>((jobs, step) => withJobs(jobs, [step]), new Map()).get("j");

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

const at = (ms: number) => new Date(Date.UTC(2026, 0, 1) + ms).toISOString();
const scan = (id: string, from: number, to?: number): Job =>
  ({id, kind: "scan", title: id, state: to === undefined ? "running" : "done", progress: 1, attempts: 1, created_at: at(from - 5), started_at: at(from), ...(to === undefined ? {} : {finished_at: at(to)})});
const analysis = (id: string, created: number, state: Job["state"]): Job => ({...job(state), id, title: `${id}.wav`, created_at: at(created), finished_at: at(created + 10)});

describe("groups of jobs", () => {
  it("put the analyses under the scan that brought them about", () => {
    const groups = groupsOf([scan("old", 0, 100), scan("new", 1000), analysis("a", 50, "dead"), analysis("b", 60, "done"), analysis("c", 1500, "queued"), analysis("d", 500, "done")]);
    expect(groups.map((group) => [group.head?.id, group.waiting.length, group.done, group.dead.map((each) => each.id)])).toEqual([
      [undefined, 0, 1, []], ["new", 1, 0, []], ["old", 0, 1, ["a"]],
    ]);
  });
});

describe("the board", () => {
  const lists: Record<string, Job[]> = {active: [analysis("a", 3000, "queued")], dead: [analysis("b", 2050, "dead"), analysis("c", 50, "dead")], scan: [scan("two", 2000, 2100), scan("between", 900, 950), scan("one", 0, 100)]};
  const client = {
    get: (_: string, {query}: {query: {active?: boolean; state?: string; kind?: string}}) => Promise.resolve({items: lists[query.active ? "active" : query.state ?? query.kind ?? ""]}),
    post: () => Promise.reject(new Error("nobody asked")),
  } as unknown as ConstructorParameters<typeof JobBoard>[1];
  const board = (scope: Scope) => {
    let tell: (event: unknown) => void = () => undefined;
    const made = new JobBoard(scope, client, {onEvent: (listener) => { tell = listener as typeof tell; return () => true; }, onGap: () => () => true});
    return {made, tell: (data: {job: Job}) => tell({data})};
  };

  it("shows what failed also after the page is loaded anew, with its scan, until it is taken off", async () => {
    const {made} = board(new Scope());
    await made.refresh();
    expect([...made.jobs.get().keys()].sort()).toEqual(["a", "b", "c", "one", "two"]);
    made.clear();
    expect([...made.jobs.get().keys()]).toEqual(["a"]);
    await made.refresh();
    expect([...made.jobs.get().keys()]).toEqual(["a"]);
  });

  it("tells why it could not be read, until it can", async () => {
    const {made} = board(new Scope());
    const {get} = client, reason = new Error("no disk");
    client.get = () => Promise.reject(reason);
    await made.refresh();
    expect(made.failure.get()).toBe(reason);
    client.get = get;
    await made.refresh();
    expect(made.failure.get()).toBeUndefined();
  });

  it("begins a cancelled job anew that was never tried", async () => {
    const {made} = board(new Scope()), waiting = {...analysis("w", 1, "queued"), attempts: 0};
    made.put({...waiting, state: "cancelled"});
    client.post = () => Promise.resolve(waiting) as never;
    await made.retry("w");
    expect(made.jobs.get().get("w")?.state).toBe("queued");
  });

  it("takes a rush of events together", async () => {
    const scope = new Scope(), {made, tell} = board(scope);
    let drawn = 0;
    made.jobs.subscribe(() => ++drawn);
    for (let n = 0; n < 6000; ++n) tell({job: analysis(`j${n}`, n, "done")});
    await new Scope().sleep(150);
    expect([made.jobs.get().size, drawn]).toEqual([6000, 1]);
    scope.dispose();
  });
});

describe("coming back", () => {
  it("waits longer each time, never longer than half a minute", () => {
    expect([0, 1, 2, 20].map((attempt) => backoff(attempt, 1))).toEqual([500, 1000, 2000, 30_000]);
    expect(backoff(1, 0)).toBe(500);
  });
});
