import type {BeatGrid, CorrectionOperation, CorrectionStep, Key, Report} from "@stratum/api";
import {barAndBeat, nearest, type MessageId, type Seconds} from "@stratum/model";

/** A correction under one key. */
export interface Command {
  readonly key: string;
  readonly label: MessageId;
  readonly sign: string;
  readonly operation: CorrectionOperation;
}

export const tempoCommands: readonly Command[] = [
  {key: "h", label: "fix.halve", sign: "÷2", operation: {kind: "halve"}},
  {key: "d", label: "fix.double", sign: "×2", operation: {kind: "double"}},
  {key: "3", label: "fix.threehalves", sign: "×3/2", operation: {kind: "ratio", times_by: 3, over: 2}},
  {key: "2", label: "fix.twothirds", sign: "×2/3", operation: {kind: "ratio", times_by: 2, over: 3}},
];

export const gridCommands: readonly Command[] = [
  {key: "[", label: "fix.beat.earlier", sign: "−1", operation: {kind: "shift", beats: -1}},
  {key: "]", label: "fix.beat.later", sign: "+1", operation: {kind: "shift", beats: 1}},
  {key: "o", label: "fix.offbeat", sign: "+½", operation: {kind: "shift", beats: 0.5}},
  {key: ",", label: "fix.nudge.earlier", sign: "−5 ms", operation: {kind: "nudge", seconds: -0.005}},
  {key: ".", label: "fix.nudge.later", sign: "+5 ms", operation: {kind: "nudge", seconds: 0.005}},
];

/** Makes the beat nearest to a time the first of its bar. Nothing where it is, or where no bars are. */
export function downbeatHere(grid: BeatGrid, time: Seconds, beatsPerBar: number): CorrectionOperation | undefined {
  const beat = nearest(grid.beats, time);
  if (beat === undefined) return undefined;
  const place = barAndBeat(grid, beat);
  if (!place || place.beat === 1) return undefined;
  // The short way round: the last beat of a bar becomes the first by going one back.
  const later = place.beat - 1;
  return {kind: "shift", beats: later > beatsPerBar / 2 ? later - beatsPerBar : later};
}

/**
 * What was typed, where it is meant for the page. Signs also with AltGr (which Windows calls Ctrl and Alt at once) or Option, as
 * many keyboards have no brackets without.
 */
export function typedKey(event: Pick<KeyboardEvent, "key" | "altKey" | "ctrlKey" | "metaKey">): string | undefined {
  const key = event.key.toLowerCase();
  if (!event.altKey && !event.ctrlKey && !event.metaKey) return key;
  return event.altKey && !event.metaKey && /^[^\p{L}\p{N}]$/u.test(key) ? key : undefined;
}

export const setTempo = (bpm: number): CorrectionOperation => ({kind: "tempo", bpm});
export const setKey = ({tonic, mode}: Key): CorrectionOperation => ({kind: "key", key: {tonic, mode}});
export const tapped = (times: readonly Seconds[]): CorrectionOperation => ({kind: "tap", taps: times});

/** Tempo between 10 and 1000, typed with point or comma. */
export function parseBpm(text: string): number | undefined {
  const value = Number(text.trim().replace(",", "."));
  return text.trim() !== "" && value >= 10 && value <= 1000 ? value : undefined;
}

export const tempoOf = (report: Report | undefined): number | undefined => report?.rhythm?.tempo?.bpm;
export const keyOf = (report: Report | undefined): Key | undefined => report?.harmony?.key?.key;
export const metreOf = (report: Report | undefined): number | undefined => report?.rhythm?.metre?.beats_per_bar;

type StepPage = {readonly items: readonly CorrectionStep[]; readonly next_cursor?: string};

/** The step that is taken back next: of those that the server lists, newest first, neither undone nor an undo. */
export async function newestStep(ask: (cursor: string | undefined) => Promise<StepPage>): Promise<CorrectionStep | undefined> {
  for (let cursor: string | undefined; ;) {
    const page = await ask(cursor);
    const step = page.items.find((each) => !each.undone && each.undoes === undefined);
    cursor = page.next_cursor;
    if (step || !cursor) return step;
  }
}
