import {allPages, type Client, type Job, type Query} from "@stratum/api";
import {Batch} from "./batch";
import type {Live} from "./live";
import {Preference} from "./preferences";
import type {Scope} from "./scope";
import {Store} from "./store";

export type Jobs = ReadonlyMap<string, Job>;

export const isOver = (job: Job): boolean => job.state === "done" || job.state === "cancelled" || job.state === "dead";

/** Newer news of jobs replace older ones; events may come late or twice, and what is over stays over. */
export function withJobs(jobs: Jobs, news: Iterable<Job>): Jobs {
  const next = new Map(jobs);
  for (const job of news) if (isNews(next.get(job.id), job)) next.set(job.id, job);
  return next;
}

function isNews(known: Job | undefined, job: Job): boolean {
  if (!known) return true;
  if (isOver(known) && !isOver(job) && job.attempts <= known.attempts) return false;
  return !(known.state === job.state && job.state === "running" && job.attempts === known.attempts && job.progress < known.progress);
}

/** A scan and the analyses it brought about, or what stands alone. */
export interface JobGroup {
  readonly head: Job | undefined;
  readonly waiting: readonly Job[];
  readonly done: number;
  /** Tried for the last time. */
  readonly dead: readonly Job[];
  /** Without a head: all of them, to be shown one by one. */
  readonly jobs: readonly Job[];
}

const byAge = (a: Job, b: Job): number => (a.created_at < b.created_at ? 1 : a.created_at > b.created_at ? -1 : 0);

/**
 * Jobs as people think of them, the newest first: a folder of 6,000 files is one thing, not 6,000. A scan tells nobody its
 * analyses; those that were asked for while it ran are its own.
 */
export function groupsOf(jobs: Iterable<Job>): JobGroup[] {
  const all = [...jobs].sort(byAge), scans = all.filter((job) => job.kind === "scan");
  const parts = new Map<Job, Job[]>(scans.map((scan) => [scan, []])), alone: Job[] = [];
  for (const job of all) {
    if (job.kind === "scan") continue;
    const scan = scans.find((each) => broughtAbout(each, job));
    (scan ? parts.get(scan)! : alone).push(job);
  }
  const groups = [...parts].map(([head, its]) => groupOf(head, its));
  return alone.length > 0 ? [groupOf(undefined, alone), ...groups] : groups;
}

function broughtAbout(scan: Job, job: Job): boolean {
  return job.kind === "analyse" && scan.started_at !== undefined && scan.started_at <= job.created_at && (scan.finished_at === undefined || job.created_at <= scan.finished_at);
}

function groupOf(head: Job | undefined, jobs: readonly Job[]): JobGroup {
  return {head, jobs, waiting: jobs.filter((job) => !isOver(job)), done: jobs.filter((job) => job.state === "done").length, dead: jobs.filter((job) => job.state === "dead")};
}

/** All jobs that run or wait as one bar: undefined when there are none. */
export function overall(jobs: Jobs): {readonly running: number; readonly progress: number} | undefined {
  const active = [...jobs.values()].filter((job) => !isOver(job));
  if (active.length === 0) return undefined;
  return {running: active.length, progress: active.reduce((sum, job) => sum + job.progress, 0) / active.length};
}

/** What the server is doing, kept up to date by its events, which are taken together: a scan of a large folder sends hundreds a second. */
export class JobBoard {
  readonly jobs = new Store<Jobs>(new Map());
  /** Why they could not be read; what is shown may be old, or nothing. */
  readonly failure = new Store<unknown>(undefined);
  private readonly client: Pick<Client, "get" | "post">;
  /** The newest end of a job that somebody took off the board; older failures do not come back. */
  private readonly cleared = new Preference<string>("jobs.cleared", "", isText);

  constructor(scope: Scope, client: Pick<Client, "get" | "post">, live: Pick<Live, "onEvent" | "onGap">) {
    this.client = client;
    const news = new Batch<Job>(scope, 100, (jobs) => this.put(...jobs));
    scope.add(live.onEvent((event) => {
      if (event.data.job) news.add(event.data.job);
    }));
    scope.add(live.onGap(() => void this.refresh()));
  }

  put(...news: readonly Job[]): void {
    this.jobs.update((jobs) => withJobs(jobs, news));
  }

  /** What runs or waits, what failed lately, and the scans that brought it about. */
  async refresh(): Promise<void> {
    const ask = (query: Query<"/jobs", "get">) => allPages((cursor) => this.client.get("/jobs", {query: {...query, limit: 200, ...(cursor ? {cursor} : {})}}), query.active ? 2000 : 200);
    let lists: readonly (readonly Job[])[];
    try {
      lists = await Promise.all([ask({active: true}), ask({state: "dead"}), ask({kind: "scan"})]);
    } catch (reason) {
      return this.failure.set(reason);
    }
    this.failure.set(undefined);
    const [active = [], dead = [], scans = []] = lists;
    const shown = [...active, ...dead.filter((job) => endOf(job) > this.cleared.get())];
    const about = scans.filter((scan) => shown.some((job) => broughtAbout(scan, job)));
    this.jobs.update((jobs) => withJobs(new Map([...jobs].filter(([, job]) => isOver(job))), [...shown, ...about]));
  }

  /** Forgets all of them: they are those of another workspace. */
  leave(): void {
    this.jobs.set(new Map());
  }

  async cancel(id: string): Promise<void> {
    this.put(await this.client.post("/jobs/{id}/cancel", {path: {id}}));
  }

  async retry(id: string): Promise<void> {
    const job = await this.client.post("/jobs/{id}/retry", {path: {id}});
    // What is over begins anew, also where it was never tried before.
    this.jobs.update((jobs) => new Map(jobs).set(job.id, job));
  }

  /** Takes what is over off the board. */
  clear(): void {
    const over = [...this.jobs.get().values()].filter(isOver).map(endOf).sort();
    this.cleared.update((before) => [before, over.at(-1) ?? ""].sort().at(-1) ?? "");
    this.jobs.update((jobs) => new Map([...jobs].filter(([, job]) => !isOver(job))));
  }
}

const endOf = (job: Job): string => job.finished_at ?? job.created_at;
const isText = (value: unknown): value is string => typeof value === "string";
