import {describe, expect, it} from "vitest";
import {soundForm} from "./player";

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
