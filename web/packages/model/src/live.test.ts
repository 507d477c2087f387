import {afterEach, beforeEach, describe, expect, it, vi} from "vitest";
import {Live} from "./live";
import {Scope} from "./scope";

/** A socket whose server is the test. */
class Socket extends EventTarget {
  static readonly all: Socket[] = [];
  readonly address: string;
  constructor(address: string) {
    super();
    this.address = address;
    Socket.all.push(this);
  }
  close(code = 1006) { this.dispatchEvent(Object.assign(new Event("close"), {code})); }
  say(message: object) { this.dispatchEvent(Object.assign(new Event("message"), {data: JSON.stringify(message)})); }
}

const event = (id: string) => ({type: "event", id, name: "track.updated", at: "", data: {track_id: "t"}});

describe("the events", () => {
  let scope: Scope, live: Live, heard: string[], gaps: number, asked: number, answered: () => void;
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal("WebSocket", Socket);
    vi.stubGlobal("window", new EventTarget());
    Socket.all.length = 0;
    scope = new Scope();
    live = new Live(scope, (since) => `ws:${since ?? ""}`, () => {
      ++asked;
      return new Promise((resolve) => { answered = resolve; });
    });
    asked = 0;
    heard = [];
    gaps = 0;
    live.onEvent((each) => heard.push(each.name));
    live.onGap(() => ++gaps);
  });
  afterEach(() => {
    scope.dispose();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });
  const socket = () => Socket.all.at(-1)!;

  it("are followed from the one that was the newest when data was read", () => {
    live.follow("e5");
    expect(socket().address).toBe("ws:e5");
    socket().say({type: "hello", last_id: "e7"});
    socket().say(event("e6"));
    expect([live.state.get(), heard.length, gaps]).toEqual(["open", 1, 0]);
  });

  it("go on from the last one that was seen when the line breaks", () => {
    live.follow("e5");
    socket().say({type: "hello", last_id: "e5"});
    socket().say(event("e6"));
    socket().close();
    expect(live.state.get()).toBe("waiting");
    vi.advanceTimersByTime(1000);
    expect(socket().address).toBe("ws:e6");
    expect(Socket.all).toHaveLength(2);
  });

  it("that nobody could follow from are a gap, and so are those that are not kept", () => {
    live.follow(undefined);
    socket().say({type: "hello"});
    expect(gaps).toBe(0);
    live.follow(undefined);
    socket().say({type: "hello", last_id: "e1"});
    expect(gaps).toBe(1);
    socket().say({type: "gap"});
    expect(gaps).toBe(2);
    socket().close();
    vi.advanceTimersByTime(1000);
    expect(socket().address).toBe("ws:e1");
  });

  it.each([4401, 4403])("that may be followed no more (%i) are tried again only when it is known who is here", async (code) => {
    live.follow("e5");
    socket().say({type: "hello", last_id: "e5"});
    socket().close(code);
    await vi.advanceTimersByTimeAsync(60_000);
    expect([asked, Socket.all.length]).toEqual([1, 1]);
    answered();
    await vi.advanceTimersByTimeAsync(1000);
    expect(Socket.all).toHaveLength(2);
    // Nobody: whoever answers closes it.
    socket().close(code);
    live.close();
    answered();
    await vi.advanceTimersByTimeAsync(60_000);
    expect([live.state.get(), asked, Socket.all.length]).toEqual(["closed", 2, 2]);
  });

  it("that can not be opened thrice in a row make it ask who is here, since nobody is told why", async () => {
    live.follow("e5");
    for (const times of [1, 2]) {
      socket().close();
      await vi.advanceTimersByTimeAsync(1000 * times);
    }
    expect([asked, Socket.all.length]).toEqual([0, 3]);
    socket().close();
    await vi.advanceTimersByTimeAsync(60_000);
    expect([asked, Socket.all.length]).toEqual([1, 3]);
    answered();
    await vi.advanceTimersByTimeAsync(2000);
    socket().say({type: "hello", last_id: "e5"});
    socket().close();
    await vi.advanceTimersByTimeAsync(1000);
    expect([asked, Socket.all.length]).toEqual([1, 5]);
  });

  it("of another workspace are followed from its own", () => {
    live.follow("here");
    live.close();
    live.follow("there");
    expect(socket().address).toBe("ws:there");
  });
});
