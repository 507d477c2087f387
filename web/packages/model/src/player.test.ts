import {Unreachable, type Client, type TrackSummary} from "@stratum/api";
import {afterEach, beforeEach, describe, expect, it, vi} from "vitest";
import {Player, soundForm} from "./player";
import {Scope} from "./scope";

const chromium = (mime: string) => /mpeg|flac|wav|ogg|mp4|aac|webm/.test(mime);

describe("the form of the sound", () => {
  it("is that of the file where the browser plays it", () => {
    expect(soundForm("a.flac", chromium, ["opus"])).toBeUndefined();
    expect(soundForm("B.MP3", chromium, [])).toBeUndefined();
  });
  it("is one that both know otherwise", () => {
    expect(soundForm("a.aiff", chromium, ["mp3", "opus"])).toBe("opus");
    expect(soundForm("a.aiff", (mime) => mime === "audio/mpeg", ["mp3", "opus"])).toBe("mp3");
    expect(soundForm("nameless", chromium, ["wav"])).toBe("wav");
  });
  it("is tried as it is when nothing else can be had", () => {
    expect(soundForm("a.aiff", chromium, [])).toBeUndefined();
  });
});

/** What a browser's element does, as far as the player sees it. */
class Sound extends EventTarget {
  src = "";
  paused = true;
  currentTime = 0;
  volume = 1;
  loads: string[] = [];
  hasAttribute = () => this.src !== "";
  removeAttribute = () => { this.src = ""; };
  canPlayType = () => "maybe";
  pause = () => { this.paused = true; };
  play = () => {
    this.paused = false;
    this.loads.push(this.src);
    return Promise.resolve();
  };
}

describe("sound that breaks", () => {
  const scope = new Scope();
  let sound: Sound, answer: () => Promise<Response>;
  const client = {url: (path: string, {query}: {query: Record<string, string>}) => `${path}?${new URLSearchParams(query).toString()}`, raw: () => answer()} as unknown as Client;
  const track = {id: "1", file_name: "a.flac", duration: 60} as TrackSummary;
  const playing = () => {
    const player = new Player(scope, client);
    player.transcoding = ["opus"];
    player.play([track], 0);
    return player;
  };
  beforeEach(() => {
    vi.stubGlobal("Audio", function () { return sound = new Sound(); });
    vi.stubGlobal("navigator", {});
  });
  afterEach(() => vi.unstubAllGlobals());

  it("for want of a network says so, and is loaded anew where it was when somebody plays it again", async () => {
    const player = playing();
    answer = () => Promise.reject(new Unreachable(undefined));
    sound.currentTime = 20;
    sound.dispatchEvent(new Event("error"));
    await vi.waitFor(() => expect(player.state.get().error).toBe("The server can not be reached."));
    sound.currentTime = 0;
    player.toggle();
    expect([sound.loads.length, sound.currentTime, player.state.get().error]).toEqual([2, 20, undefined]);
    expect(sound.loads[1]).not.toContain("opus");
  });
  it("for want of a form that the browser plays is asked for in another, once", async () => {
    const player = playing();
    answer = () => Promise.resolve(new Response("x"));
    sound.dispatchEvent(new Event("error"));
    await vi.waitFor(() => expect(sound.loads.at(-1)).toContain("opus"));
    sound.dispatchEvent(new Event("error"));
    await vi.waitFor(() => expect(player.state.get().error).toBe("This browser can not play the track."));
    expect(sound.loads.length).toBe(2);
  });
});
