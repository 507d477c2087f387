import {describe, expect, it} from "vitest";
import {bpmText, browserText, bylineOf, bytesText, camelotText, compatible, fileNameOf, keyName, signed, spanText, timeText, wheel} from "./format";

describe("formatting", () => {
  it("writes times as players do", () => {
    expect([0, 59.9, 60, 187.46, 3765].map((s) => timeText(s))).toEqual(["0:00", "0:59", "1:00", "3:07", "1:02:45"]);
    expect(timeText(187.46, 1)).toBe("3:07.5");
    expect(timeText(59.97, 1)).toBe("1:00.0");
    expect(timeText(-1.5, 2)).toBe("−0:01.50");
    expect(timeText(Number.NaN)).toBe("–");
  });
  it("writes spans, tempi and sizes", () => {
    expect([40, 840, 8040].map(spanText)).toEqual(["40 s", "14 min", "2 h 14 min"]);
    expect([124, 87.5, 172.034].map(bpmText)).toEqual(["124", "87.5", "172.03"]);
    expect([999, 1500, 123_456_789].map(bytesText)).toEqual(["999 B", "1.5 kB", "123 MB"]);
  });
  it("writes signs, but none before nothing", () => {
    expect([-0.4, 0.4, -0, -1.5].map((value) => signed(value, 0))).toEqual(["0", "0", "0", "−2"]);
    expect([-0.04, -0.06, 0.06].map((value) => signed(value, 1))).toEqual(["0.0", "−0.1", "0.1"]);
  });
  it("knows the wheel", () => {
    expect(camelotText({tonic: 0, mode: "major"})).toBe("8B");
    expect(camelotText({tonic: 9, mode: "minor"})).toBe("8A");
    expect(camelotText({tonic: 11, mode: "major"})).toBe("1B");
    expect(wheel.map(camelotText)).toEqual(Array.from({length: 24}, (_, n) => `${(n >> 1) + 1}${n % 2 ? "B" : "A"}`));
    expect(keyName({tonic: 1, mode: "minor"})).toBe("C♯m");
    expect(keyName({tonic: 1, mode: "major"})).toBe("D♭");
  });
  it("knows what mixes", () => {
    const am = {tonic: 9, mode: "minor"} as const;
    const fit = wheel.filter((key) => compatible(am, key)).map(camelotText);
    expect(fit.sort()).toEqual(["7A", "8A", "8B", "9A"]);
  });
  it("names browsers shortly", () => {
    expect(browserText("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0")).toBe("Edge, Windows");
    expect(browserText("Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1")).toBe("Safari, iPhone");
    expect(browserText("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")).toBe("Firefox, Linux");
    expect(browserText("curl/8.5.0")).toBe("curl/8.5.0");
  });
  it("says a file's name once", () => {
    const file_name = "a.wav";
    expect(bylineOf({file_name, title: "Dawn", artist: "Ola"})).toBe("Ola");
    expect(bylineOf({file_name, album: "Mornings"})).toBe("Mornings");
    expect(bylineOf({file_name, title: "Dawn"})).toBe("a.wav");
    expect(bylineOf({file_name})).toBeUndefined();
  });
  it("makes names of files that every system takes", () => {
    expect(fileNameOf("AC/DC - What?", "json")).toBe("AC_DC - What_.json");
    expect(fileNameOf("..", "mid")).toBe("track.mid");
    expect(fileNameOf("Sigur Rós – ( )", "csv")).toBe("Sigur Rós – ( ).csv");
    expect(fileNameOf("é".repeat(300), "txt")).toBe(`${"é".repeat(100)}.txt`);
  });
});
