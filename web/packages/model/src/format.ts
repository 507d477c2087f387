import type {Key, TrackSummary} from "@stratum/api";

/** "3:07", "1:02:45"; with tenths "3:07.4" and so on. */
export function timeText(seconds: number, decimals = 0): string {
  if (!Number.isFinite(seconds)) return "–";
  const scale = 10 ** decimals;
  // Players show the second that has begun; what has decimals is rounded.
  const units = decimals === 0 ? Math.floor(Math.abs(seconds)) : Math.round(Math.abs(seconds) * scale);
  const whole = Math.floor(units / (decimals === 0 ? 1 : scale));
  const part = decimals === 0 ? "" : `.${String(units % scale).padStart(decimals, "0")}`;
  const h = Math.floor(whole / 3600), m = Math.floor(whole / 60) % 60, s = String(whole % 60).padStart(2, "0");
  const sign = seconds < 0 && units > 0 ? "−" : "";
  return sign + (h > 0 ? `${h}:${String(m).padStart(2, "0")}:${s}` : `${m}:${s}`) + part;
}

/** "2 h 14 min", "14 min", "40 s". */
export function spanText(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (seconds < 60) return `${Math.round(seconds)} s`;
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** "124", "87.5", "172.03": no more digits than there is to say. */
export function bpmText(bpm: number): string {
  return String(Math.round(bpm * 100) / 100);
}

/** "124.0", for columns whose points shall stand under each other. */
export function bpmColumn(bpm: number): string {
  return bpm.toFixed(1);
}

export function lufsText(lufs: number): string {
  return signed(lufs, 1);
}

/** With a true minus sign; what is rounded to nothing has none. */
export function signed(value: number, decimals: number): string {
  return value.toFixed(decimals).replace(/^-(?=[0.]*$)/, "").replace("-", "−");
}

export function percentText(share: number): string {
  return `${Math.round(share * 100)} %`;
}

export function bytesText(bytes: number): string {
  const names = ["B", "kB", "MB", "GB", "TB"];
  let n = 0, value = bytes;
  while (value >= 1000 && n < names.length - 1) {
    value /= 1000;
    ++n;
  }
  return `${n === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${names[n] ?? ""}`;
}

const sharps = ["C", "C♯", "D", "D♯", "E", "F", "F♯", "G", "G♯", "A", "A♯", "B"];
const flats = ["C", "D♭", "D", "E♭", "E", "F", "G♭", "G", "A♭", "A", "B♭", "B"];
// The spelling with fewer accidentals: D♭ major, but C♯ minor.
const usualMajor = [0, 1, 0, 1, 0, 0, 0, 0, 1, 0, 1, 0], usualMinor = [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0];

export function keyName(key: Key): string {
  const flat = (key.mode === "major" ? usualMajor : usualMinor)[key.tonic];
  return ((flat ? flats : sharps)[key.tonic] ?? "?") + (key.mode === "minor" ? "m" : "");
}

export function pitchName(pitchClass: number): string {
  return flats[((pitchClass % 12) + 12) % 12] ?? "?";
}

/** The wheel that DJs know: C major is 8B, A minor 8A. */
export function camelotOf(key: Key): {readonly number: number; readonly letter: "A" | "B"} {
  const major = key.mode === "major" ? key.tonic : (key.tonic + 3) % 12;
  return {number: ((major * 7 + 7) % 12) + 1, letter: key.mode === "major" ? "B" : "A"};
}

export function camelotText(key: Key): string {
  const {number, letter} = camelotOf(key);
  return `${number}${letter}`;
}

/** All 24 keys around the wheel: 1A, 1B, 2A, ... */
export const wheel: readonly Key[] = Array.from({length: 24}, (_, n) => {
  const number = (n >> 1) + 1;
  const major = (((number - 8) * 7) % 12 + 12) % 12;
  return n % 2 === 1 ? {tonic: major, mode: "major" as const} : {tonic: (major + 9) % 12, mode: "minor" as const};
});

/** Same code, a step to either side, or the other letter: what mixes without a clash. */
export function compatible(a: Key, b: Key): boolean {
  const x = camelotOf(a), y = camelotOf(b);
  const steps = Math.min((x.number - y.number + 12) % 12, (y.number - x.number + 12) % 12);
  return x.letter === y.letter ? steps <= 1 : steps === 0;
}

const browsers = [["Edg", "Edge"], ["OPR", "Opera"], ["Firefox", "Firefox"], ["Chrome", "Chrome"], ["Safari", "Safari"]] as const;
const systems = [["Android", "Android"], ["iPhone", "iPhone"], ["iPad", "iPad"], ["CrOS", "ChromeOS"], ["Windows", "Windows"], ["Mac OS X", "macOS"], ["Linux", "Linux"]] as const;

/** "Firefox, Windows" for what a browser says it is, which is longer; what is unknown stays as it is. */
export function browserText(agent: string): string {
  // Most also claim to be those further down the lists.
  const browser = browsers.find(([sign]) => agent.includes(`${sign}/`))?.[1], system = systems.find(([sign]) => agent.includes(sign))?.[1];
  return [browser ?? agent, ...(browser && system ? [system] : [])].join(", ");
}

/** What stands under a track's title: the file's name only where it is not the title already. */
export function bylineOf(track: Pick<TrackSummary, "title" | "artist" | "album" | "file_name">): string | undefined {
  return track.artist ?? track.album ?? (track.title === undefined ? undefined : track.file_name);
}

/** A name that every system takes for a file: what is forbidden somewhere becomes a line, and it is no longer than 100 letters. */
export function fileNameOf(name: string, ending: string): string {
  const safe = name.replace(/[\u0000-\u001f\u007f<>:"/\\|?*]/g, "_").replace(/^[. ]+|[. ]+$/g, "");
  return `${[...safe].slice(0, 100).join("") || "track"}.${ending}`;
}
