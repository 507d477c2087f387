import type {CorrectionOperation} from "@stratum/api";
import {t} from "@stratum/model";
import {useService, useTask} from "@stratum/ui";
import {useRef} from "react";
import {newestStep} from "./corrections";

export interface Corrections {
  readonly correct: (...operations: CorrectionOperation[]) => void;
  readonly undo: () => void;
  readonly busy: boolean;
}

/** Corrects a track and reads it anew. What is taken back is the newest step that the server lists, whoever took it and wherever. */
export function useCorrections(id: string, onChanged: () => void): Corrections {
  const client = useService("client"), toasts = useService("toasts");
  // One after the other: who presses U twice takes two steps back.
  const last = useRef<Promise<unknown>>(Promise.resolve());
  const inTurn = (work: () => Promise<void>) => {
    const turn = last.current.then(work, work);
    last.current = turn;
    return turn;
  };
  const [undo, undoing] = useTask(() => inTurn(async () => {
    const step = await newestStep((cursor) => client.get("/tracks/{id}/corrections", {path: {id}, query: {limit: 50, ...(cursor ? {cursor} : {})}}));
    if (!step) return toasts.show("plain", t("fix.undo.nothing"));
    await client.post("/corrections/{number}/undo", {path: {number: step.number}});
    toasts.show("good", t("fix.undone"));
    onChanged();
  }));
  const [correct, correcting] = useTask((...operations: CorrectionOperation[]) => inTurn(async () => {
    const result = await client.post("/tracks/{id}/corrections", {path: {id}, body: {operations}});
    if (!result.step) return toasts.show("plain", t("fix.already"));
    toasts.show("good", t("fix.done"), {action: {label: t("action.undo"), run: undo}});
    onChanged();
  }));
  return {correct, undo, busy: correcting || undoing};
}
