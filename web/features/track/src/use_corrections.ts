import type {CorrectionOperation, TrackReport} from "@stratum/api";
import {t} from "@stratum/model";
import {useService, useTask} from "@stratum/ui";
import {useRef} from "react";

/** Corrects a track and reads it anew; each step can be taken back. */
export function useCorrections(report: TrackReport, onChanged: () => void) {
  const client = useService("client"), toasts = useService("toasts");
  const steps = useRef<number[]>([]);
  const id = report.track_id;
  const [undo, undoing] = useTask(async () => {
    const number = steps.current.pop() ?? (await client.get("/tracks/{id}/corrections", {path: {id}, query: {limit: 20}})).items.find((step) => !step.undone && step.undoes === undefined)?.number;
    if (number === undefined) return toasts.show("plain", t("fix.undo.nothing"));
    await client.post("/corrections/{number}/undo", {path: {number}});
    toasts.show("good", t("fix.undone"));
    onChanged();
  });
  const [correct, correcting] = useTask(async (...operations: CorrectionOperation[]) => {
    const result = await client.post("/tracks/{id}/corrections", {path: {id}, body: {operations}});
    if (!result.step) return toasts.show("plain", t("fix.already"));
    steps.current.push(result.step.number);
    toasts.show("good", t("fix.done"), {action: {label: t("action.undo"), run: undo}});
    onChanged();
  });
  return {correct, undo, busy: correcting || undoing};
}
