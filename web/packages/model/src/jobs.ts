import type {Client, Job} from "@stratum/api";
import type {Live} from "./live";
import type {Scope} from "./scope";
import {Store} from "./store";

export type Jobs = ReadonlyMap<string, Job>;

export const isOver = (job: Job): boolean => job.state === "done" || job.state === "cancelled" || job.state === "dead";

/** Newer news of a job replace older ones; events may come late or twice, and what is over stays over. */
export function withJob(jobs: Jobs, job: Job): Jobs {
  const known = jobs.get(job.id);
  if (known && isOver(known) && !isOver(job) && job.attempts <= known.attempts) return jobs;
  if (known && known.state === job.state && job.state === "running" && job.attempts === known.attempts && job.progress < known.progress)
    return jobs;
  const next = new Map(jobs);
  next.set(job.id, job);
  return next;
}

/** All jobs that run or wait as one bar: undefined when there are none. */
export function overall(jobs: Jobs): {readonly running: number; readonly progress: number} | undefined {
  const active = [...jobs.values()].filter((job) => !isOver(job));
  if (active.length === 0) return undefined;
  return {running: active.length, progress: active.reduce((sum, job) => sum + job.progress, 0) / active.length};
}

/** What the server is doing, kept up to date by its events. */
export class JobBoard {
  readonly jobs = new Store<Jobs>(new Map());
  private readonly client: Client;

  constructor(scope: Scope, client: Client, live: Live) {
    this.client = client;
    scope.add(live.onEvent((event) => {
      if (event.data.job) this.put(event.data.job);
    }));
    scope.add(live.onGap(() => void this.refresh()));
  }

  put(job: Job): void {
    this.jobs.update((jobs) => withJob(jobs, job));
  }

  async refresh(): Promise<void> {
    const page = await this.client.get("/jobs", {query: {active: true, limit: 200}}).catch(() => undefined);
    if (!page) return;
    const active = new Map(page.items.map((job) => [job.id, job]));
    this.jobs.update((jobs) => new Map([...[...jobs].filter(([, job]) => isOver(job)), ...active]));
  }

  async cancel(id: string): Promise<void> {
    this.put(await this.client.post("/jobs/{id}/cancel", {path: {id}}));
  }

  async retry(id: string): Promise<void> {
    this.put(await this.client.post("/jobs/{id}/retry", {path: {id}}));
  }

  /** Takes what is over off the board. */
  clear(): void {
    this.jobs.update((jobs) => new Map([...jobs].filter(([, job]) => !isOver(job))));
  }
}
