import type {EventMessage, StratumEvent} from "@stratum/api";
import {Scope} from "./scope";
import {Store} from "./store";

export type LiveState = "connecting" | "open" | "waiting" | "closed";

/** Milliseconds before the next try: doubled each time up to half a minute, with a spread so that not all come at once. */
export function backoff(attempt: number, random: number): number {
  return Math.min(30_000, 500 * 2 ** Math.min(attempt, 10)) * (0.5 + random / 2);
}

/** The tracks that an event is about. */
export function tracksOf({data}: Pick<StratumEvent, "data">): readonly string[] {
  return [...new Set([...data.track_id ? [data.track_id] : [], ...data.track_ids ?? []])];
}

/** As often in a row a socket may fail to open before it is asked why: a page is not told what its upgrade was refused with. */
const REFUSALS = 3;

/** The server's events over a WebSocket, opened again when it breaks, from the last event that was seen. */
export class Live {
  readonly state = new Store<LiveState>("closed");
  private readonly listeners = new Set<(event: StratumEvent) => void>();
  private readonly gaps = new Set<() => void>();
  private connection: Scope | undefined;
  private lastId: string | undefined;
  private attempt = 0;
  private readonly address: (since: string | undefined) => string;
  private readonly askWho: () => Promise<void>;

  /** `askWho` finds out who is signed in now, and closes this where nobody may follow any more. */
  constructor(scope: Scope, address: (since: string | undefined) => string, askWho: () => Promise<void>) {
    this.address = address;
    this.askWho = askWho;
    scope.add(() => this.close());
    scope.on(window, "online", () => {
      if (this.state.get() === "waiting") this.open();
    });
  }

  onEvent(listener: (event: StratumEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Events were lost: what is shown shall be read anew. */
  onGap(listener: () => void): () => void {
    this.gaps.add(listener);
    return () => this.gaps.delete(listener);
  }

  /** Follows the events since this one: what is read after that event was the newest is kept up to date from there on. */
  follow(since: string | undefined): void {
    this.lastId = since;
    this.open();
  }

  private open(): void {
    this.connection?.dispose();
    const connection = this.connection = new Scope();
    this.state.set("connecting");
    const socket = new WebSocket(this.address(this.lastId));
    connection.add(() => socket.close());
    let quiet = connection.after(75_000, () => socket.close());
    connection.on(socket, "message", (message: MessageEvent) => {
      // The server speaks at least every 30 s; longer silence is a dead line.
      quiet();
      quiet = connection.after(75_000, () => socket.close());
      this.hear(String(message.data));
    });
    connection.on(socket, "close", (closed: CloseEvent) => {
      if (this.connection !== connection) return;
      connection.dispose();
      this.connection = undefined;
      this.state.set("waiting");
      const next = this.connection = new Scope();
      const pause = backoff(this.attempt++, Math.random());
      const comeAgain = () => next.after(pause, () => this.open());
      // Whether there is a use in coming again after it was refused depends on who is here now.
      const refused = closed.code === 4401 || closed.code === 4403 || this.attempt % REFUSALS === 0;
      if (refused) void this.askWho().finally(() => { if (this.connection === next) comeAgain(); });
      else comeAgain();
    });
  }

  close(): void {
    this.connection?.dispose();
    this.connection = undefined;
    this.state.set("closed");
  }

  private hear(text: string): void {
    let message: EventMessage;
    try {
      message = JSON.parse(text) as EventMessage;
    } catch {
      return;
    }
    if (message.type === "hello") {
      this.attempt = 0;
      this.state.set("open");
      // There was none yet to follow from.
      if (this.lastId === undefined && message.last_id !== undefined) this.tellGap();
      this.lastId ??= message.last_id;
    } else if (message.type === "gap") {
      this.tellGap();
    } else if (message.type === "event") {
      this.lastId = message.id;
      for (const tell of [...this.listeners]) tell(message);
    }
  }

  private tellGap(): void {
    for (const tell of [...this.gaps]) tell();
  }
}
