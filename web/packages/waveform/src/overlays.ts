import type {Key, Report} from "@stratum/api";
import {keyName, lowerBound, timeText, type Seconds} from "@stratum/model";
import type {Palette} from "./palette";
import {end, ruler, timeToX, type View} from "./view";

/** What lies over the waveform. */
export interface Marks {
  readonly beats: readonly Seconds[];
  readonly downbeats: readonly Seconds[];
  readonly sections: readonly {readonly start: Seconds; readonly end: Seconds; readonly kind: string; readonly name: string}[];
  readonly chords: readonly {readonly start: Seconds; readonly end: Seconds; readonly name: string}[];
  readonly keys: readonly {readonly start: Seconds; readonly end: Seconds; readonly key: Key}[];
  readonly cues: readonly {readonly time: Seconds; readonly name: string}[];
  /** A person set the grid. */
  readonly gridByPerson: boolean;
}

export interface MarkNames {
  readonly section: (kind: string, label: string) => string;
  readonly mixIn: string;
  readonly mixOut: string;
}

export const noMarks: Marks = {beats: [], downbeats: [], sections: [], chords: [], keys: [], cues: [], gridByPerson: false};

export function marksOf(report: Report, gridByPerson: boolean, names: MarkNames): Marks {
  const {rhythm, harmony, structure, chords} = report;
  const cues = [];
  if (structure?.mix_in) cues.push({time: structure.mix_in.time, name: names.mixIn});
  if (structure?.mix_out) cues.push({time: structure.mix_out.time, name: names.mixOut});
  return {
    beats: rhythm?.grid?.beats ?? [], downbeats: rhythm?.grid?.downbeats ?? [],
    sections: (structure?.sections ?? []).map((each) => ({start: each.start, end: each.end, kind: each.kind, name: names.section(each.kind, each.label)})),
    chords: (chords?.spans ?? []).flatMap((span) => {
      const name = chordName(span.chord);
      return name ? [{start: span.start, end: span.end, name: engraved(name)}] : [];
    }),
    keys: harmony?.key_over_time ?? [], cues, gridByPerson,
  };
}

function chordName(chord: unknown): string | undefined {
  if (typeof chord === "string") return chord === "N" ? undefined : chord;
  if (typeof chord === "object" && chord !== null && "name" in chord && typeof chord.name === "string") return chord.name;
  return undefined;
}

/** A chord's name as lead sheets write it: F♯° for F#dim. */
export function engraved(name: string): string {
  return name.replace(/([A-G])#/g, "$1♯").replace(/([A-G])b/g, "$1♭").replace(/b(?=\d)/g, "♭").replace("dim", "°").replace("aug", "+");
}

/** What is in the window, of spans in ascending order without overlap. */
export function spansIn<S extends {readonly start: Seconds; readonly end: Seconds}>(spans: readonly S[], view: View): S[] {
  const first = lowerBound(spans.map((span) => span.end), view.start);
  const result: S[] = [];
  for (let n = first; n < spans.length && spans[n]!.start < end(view); ++n) result.push(spans[n]!);
  return result;
}

export interface BeatLines {
  readonly beats: readonly Seconds[];
  readonly downbeats: readonly Seconds[];
  /** Every so manieth downbeat is drawn. */
  readonly every: number;
}

/** The lines that have room: beats at least six pixels apart, else downbeats, else each 4th, 16th, ... of these. */
export function beatLines(marks: Pick<Marks, "beats" | "downbeats">, view: View, apart = 6): BeatLines {
  const inView = (times: readonly Seconds[]) => times.slice(lowerBound(times, view.start), lowerBound(times, end(view)));
  const spacing = (times: readonly Seconds[]) =>
    times.length < 2 ? Infinity : (times[times.length - 1]! - times[0]!) / (times.length - 1) / view.secondsPerPixel;
  const first = lowerBound(marks.downbeats, view.start);
  let every = 1;
  while (spacing(marks.downbeats) * every < apart && every < 4096) every *= 4;
  const downbeats = inView(marks.downbeats).filter((_, n) => (first + n) % every === 0);
  return {beats: spacing(marks.beats) >= apart ? inView(marks.beats) : [], downbeats, every};
}

export const lanes = {ruler: 18, sections: 20, chords: 20} as const;

/** Draws marks into a context whose unit is the CSS pixel. */
export function drawMarks(context: CanvasRenderingContext2D, view: View, height: number, marks: Marks, palette: Palette, font: string): void {
  context.clearRect(0, 0, view.width, height);
  context.textBaseline = "middle";
  context.font = `500 11px ${font}`;
  drawRuler(context, view, palette);
  drawBeats(context, view, height, marks, palette);
  for (const section of spansIn(marks.sections, view)) {
    const x = timeToX(view, section.start), width = timeToX(view, section.end) - x;
    context.fillStyle = palette.sections[section.kind] ?? palette.lane;
    context.fillRect(x + 0.5, lanes.ruler, Math.max(1, width - 1), lanes.sections - 4);
    context.fillStyle = "#0b0d0e";
    label(context, section.name, x, width, lanes.ruler + (lanes.sections - 4) / 2 + 0.5);
  }
  const bottom = height - lanes.chords;
  for (const chord of spansIn(marks.chords, view)) {
    const x = timeToX(view, chord.start), width = timeToX(view, chord.end) - x;
    // Where chords are thinner than their shortest name there is nothing to read.
    if (width < 12) continue;
    context.fillStyle = palette.lane;
    context.fillRect(x + 0.5, bottom + 2, width - 1, lanes.chords - 2);
    context.fillStyle = palette.text;
    label(context, chord.name, x, width, bottom + lanes.chords / 2 + 1.5);
  }
  if (marks.keys.length > 1) drawKeyChanges(context, view, bottom, marks, palette);
  for (const cue of marks.cues) drawCue(context, view, height, cue, palette);
}

function drawRuler(context: CanvasRenderingContext2D, view: View, palette: Palette): void {
  const {step, times} = ruler(view, 84);
  const decimals = step >= 1 ? 0 : step >= 0.1 ? 1 : 2;
  context.fillStyle = palette.faint;
  for (const time of times) {
    const x = timeToX(view, time);
    context.fillRect(Math.round(x), 0, 1, 5);
    if (x < view.width - 40) context.fillText(timeText(time, decimals), x + 5, 8.5);
  }
}

function drawBeats(context: CanvasRenderingContext2D, view: View, height: number, marks: Marks, palette: Palette): void {
  const top = lanes.ruler + (marks.sections.length > 0 ? lanes.sections : 0), bottom = height - (marks.chords.length > 0 ? lanes.chords : 0);
  const lines = beatLines(marks, view);
  context.fillStyle = palette.beat;
  for (const beat of lines.beats) context.fillRect(Math.round(timeToX(view, beat)), top, 1, bottom - top);
  context.fillStyle = marks.gridByPerson ? palette.person : palette.downbeat;
  // Bars far apart in time stand close on the page: they whisper.
  context.globalAlpha = lines.beats.length > 0 ? 1 : 0.32;
  for (const beat of lines.downbeats) {
    const x = Math.round(timeToX(view, beat));
    context.fillRect(x, top, 1, bottom - top);
    if (lines.beats.length > 0) {
      // Little flags, so that downbeats are told by more than their colour.
      context.fillRect(x - 2, top, 5, 3);
      context.fillRect(x - 2, bottom - 3, 5, 3);
    }
  }
  context.globalAlpha = 1;
}

function drawKeyChanges(context: CanvasRenderingContext2D, view: View, bottom: number, marks: Marks, palette: Palette): void {
  for (const span of spansIn(marks.keys, view)) {
    const x = Math.max(0, timeToX(view, span.start)), text = keyName(span.key);
    const width = context.measureText(text).width + 10;
    context.fillStyle = palette.lane;
    context.fillRect(x + 1, bottom - 18, width, 16);
    context.fillStyle = palette.text;
    context.fillText(text, x + 6, bottom - 9.5);
  }
}

function drawCue(context: CanvasRenderingContext2D, view: View, height: number, cue: Marks["cues"][number], palette: Palette): void {
  const x = Math.round(timeToX(view, cue.time));
  if (x < -80 || x > view.width + 80) return;
  context.fillStyle = palette.cue;
  const width = context.measureText(cue.name).width + 10, top = lanes.ruler + lanes.sections;
  context.fillRect(x, top, 2, height - top);
  context.fillRect(x, top, width, 16);
  context.fillStyle = palette.cueText;
  context.fillText(cue.name, x + 5, top + 8.5);
}

/** Text that fits, kept in the window while its span passes through it. */
function label(context: CanvasRenderingContext2D, text: string, x: number, width: number, y: number): void {
  const left = Math.max(x, 0) + 5, room = x + width - left - 4;
  if (room < 8) return;
  let shown = text;
  while (shown.length > 1 && context.measureText(shown).width > room) shown = shown.slice(0, -1);
  if (context.measureText(shown).width <= room) context.fillText(shown, left, y);
}
