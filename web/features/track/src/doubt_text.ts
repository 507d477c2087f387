import type {CorrectionOperation, Doubt, Report, TrackSummary} from "@stratum/api";
import {bpmText, camelotText, keyName, numberText, t} from "@stratum/model";

const tempoText = (bpm: number): string => `${bpmText(bpm)} ${t("unit.bpm")}`;

/** What was heard, by its numbers where they are at hand; else as the server tells it. */
export function shownText(doubt: Doubt, track: Pick<TrackSummary, "bpm" | "key">, report: Report | undefined): string {
  const first = report?.rhythm?.grid?.beats[0];
  if (doubt.field === "tempo" && track.bpm !== undefined) return tempoText(track.bpm);
  if (doubt.field === "key" && track.key) return `${camelotText(track.key)} ${keyName(track.key)}`;
  if (doubt.field === "grid" && first !== undefined) return t("doubt.beats.from", {seconds: numberText(Math.round(first * 1000) / 1000)});
  return doubt.shown;
}

/** What the operation that takes the alternative would make of it. */
export function alternativeText(doubt: Doubt, track: Pick<TrackSummary, "bpm">): string | undefined {
  const {operation} = doubt;
  return (operation && resultText(operation, track.bpm)) ?? doubt.alternative;
}

function resultText(operation: CorrectionOperation, bpm: number | undefined): string | undefined {
  const {kind, times_by, over, beats, key} = operation;
  if (kind === "key" && key) return `${camelotText(key)} ${keyName(key)}`;
  if (kind === "shift" && beats !== undefined) return beats === 0.5 ? t("doubt.half.beat") : t(beats < 0 ? "doubt.beats.earlier" : "doubt.beats.later", {beats: numberText(Math.abs(beats))});
  if (kind === "tempo" && operation.bpm !== undefined) return tempoText(operation.bpm);
  if (bpm === undefined) return undefined;
  if (kind === "double") return t("doubt.tempo", {tempo: tempoText(bpm * 2), sign: "×2"});
  if (kind === "halve") return t("doubt.tempo", {tempo: tempoText(bpm / 2), sign: "÷2"});
  if (kind === "ratio" && times_by && over) return t("doubt.tempo", {tempo: tempoText(bpm * times_by / over), sign: `×${times_by}/${over}`});
  return undefined;
}
