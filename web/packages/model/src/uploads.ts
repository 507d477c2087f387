import {upload, type Client, type Job} from "@stratum/api";
import {isOver} from "./jobs";
import type {Scope} from "./scope";
import {Store} from "./store";
import {sentences, wordsOf} from "./toasts";

export interface UploadItem {
  readonly id: number;
  readonly name: string;
  readonly size: number;
  readonly sent: number;
  readonly state: "waiting" | "sending" | "sent" | "failed" | "cancelled";
  readonly error?: string | undefined;
  /** The job that hears it, once all of it is there. */
  readonly job?: string | undefined;
  /** There is no connection; it goes on when there is. */
  readonly broken?: boolean;
}

/** A file with the job that hears it, as one thing: people sent a file, and wait until it is heard. */
export interface UploadStanding {
  readonly state: UploadItem["state"] | "hearing" | "heard";
  /** From 0 to 1, while it is sent or heard. */
  readonly progress?: number;
  readonly problem?: string | undefined;
  /** What can be done: about the sending, or about the job. */
  readonly cancel?: "upload" | "job";
  readonly retry?: "upload" | "job";
}

export function standingOf(item: UploadItem, job: Job | undefined): UploadStanding {
  if (item.state === "waiting" || item.state === "sending") return {state: item.state, progress: item.sent / Math.max(1, item.size), cancel: "upload"};
  if (item.state !== "sent") return {state: item.state, problem: item.error, retry: "upload"};
  if (!job) return {state: "sent"};
  const problem = job.error && sentences(job.error.detail ?? job.error.title, job.error.hint);
  if (job.state === "done") return {state: "heard"};
  if (isOver(job)) return {state: job.state === "cancelled" ? "cancelled" : "failed", problem, retry: "job"};
  return {state: "hearing", progress: job.progress, problem, ...(job.cancel_requested ? {} : {cancel: "job"}), ...(job.state === "failed" ? {retry: "job"} : {})};
}

const audioEndings = /\.(mp3|flac|wav|wave|aif|aiff|aifc|ogg|oga|opus|m4a|mp4|aac|wma|wv|ape|mpc|tta|mp2|caf|au|dsf)$/i;

/** Whether a file can be music; the server has the last word. */
export const looksLikeAudio = (name: string, type: string): boolean => type.startsWith("audio/") || audioEndings.test(name);

/** What the same file is known by after the browser was closed. */
export const fingerprint = (file: {name: string; size: number; lastModified: number}): string =>
  `${file.name}|${file.size}|${file.lastModified}`;

interface Order {
  readonly file: File;
  readonly path: string;
  /** Where it was dropped; one may be elsewhere by the time it is sent. Null is the server's default one. */
  readonly workspace: string | null;
  readonly controller: AbortController;
}

const atOnce = 2;
const keptAs = "stratum.uploads";

/** Sends files, two at a time; remembers where each went, so that it goes on after a break. */
export class Uploads {
  readonly items = new Store<readonly UploadItem[]>([]);
  private readonly orders = new Map<number, Order>();
  private readonly scope: Scope;
  private readonly client: Client;
  private next = 1;

  constructor(scope: Scope, client: Client) {
    this.scope = scope;
    this.client = client;
    scope.on(window, "beforeunload", (leaving) => {
      if (this.items.get().some((item) => item.state === "sending" || item.state === "waiting")) leaving.preventDefault();
    });
    scope.add(() => this.orders.forEach((order) => order.controller.abort()));
  }

  /** The answer is how many were no music and were left out. */
  add(files: readonly {readonly file: File; readonly path: string}[]): number {
    const music = files.filter(({file}) => looksLikeAudio(file.name, file.type));
    const items = music.map(({file, path}): UploadItem => {
      const id = this.next++;
      this.orders.set(id, {file, path, workspace: this.client.workspace ?? null, controller: new AbortController()});
      return {id, name: file.name, size: file.size, sent: 0, state: "waiting"};
    });
    this.items.update((all) => [...all, ...items]);
    this.pump();
    return files.length - music.length;
  }

  cancel(id: number): void {
    this.orders.get(id)?.controller.abort();
    const item = this.items.get().find((each) => each.id === id);
    if (item?.state === "waiting") this.patch(id, {state: "cancelled"});
    this.pump();
  }

  retry(id: number): void {
    const order = this.orders.get(id);
    if (!order) return;
    this.orders.set(id, {...order, controller: new AbortController()});
    this.patch(id, {state: "waiting", error: undefined});
    this.pump();
  }

  /** Takes what is over off the list. */
  clear(): void {
    this.items.update((all) => all.filter((item) => item.state === "waiting" || item.state === "sending"));
    for (const id of [...this.orders.keys()]) if (!this.items.get().some((item) => item.id === id)) this.orders.delete(id);
  }

  private pump(): void {
    const all = this.items.get();
    let free = atOnce - all.filter((item) => item.state === "sending").length;
    for (const item of all) {
      if (free <= 0) break;
      if (item.state !== "waiting") continue;
      --free;
      void this.send(item.id);
    }
  }

  private async send(id: number): Promise<void> {
    const order = this.orders.get(id);
    if (!order) return;
    const {file, path, workspace, controller} = order;
    const name = (workspace ?? "") + fingerprint(file);
    this.patch(id, {state: "sending"});
    try {
      const {job} = await upload({
        client: this.client, file, workspace, signal: controller.signal, resume: kept()[name], sleep: (ms) => this.scope.sleep(ms),
        metadata: {filename: file.name, ...(file.type ? {filetype: file.type} : {}), ...(path ? {relative_path: path} : {})},
        onProgress: (state) => {
          keep(name, state.url);
          this.patch(id, {sent: state.offset, broken: false});
        },
        onBreak: () => this.patch(id, {broken: true}),
      });
      keep(name, undefined);
      this.patch(id, {state: "sent", sent: file.size, job});
    } catch (reason) {
      this.patch(id, controller.signal.aborted ? {state: "cancelled"} : {state: "failed", error: wordsOf(reason).text});
    }
    this.pump();
  }

  private patch(id: number, change: Partial<UploadItem>): void {
    this.items.update((all) => all.map((item) => (item.id === id ? {...item, ...change} : item)));
  }
}

function kept(): Readonly<Record<string, string>> {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(keptAs) ?? "{}");
    return typeof value === "object" && value !== null ? (value as Record<string, string>) : {};
  } catch {
    return {};
  }
}

function keep(name: string, url: string | undefined): void {
  const {[name]: _, ...rest} = kept();
  try {
    localStorage.setItem(keptAs, JSON.stringify(url ? {...rest, [name]: url} : rest));
  } catch {
    // Without storage an upload can not be taken up after the page is closed; all else goes on.
  }
}
