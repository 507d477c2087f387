import {momentText, t} from "@stratum/model";
import {Button, ErrorState, MoreButton, useMay, usePages, useService, useTask} from "@stratum/ui";
import {stepText} from "./step_text";

/** What was corrected, by whom and when; each step can be taken back. */
export function HistoryCard({id, version, onChanged}: {readonly id: string; readonly version: number; readonly onChanged: () => void}) {
  const client = useService("client");
  const may = useMay("corrections.write");
  const steps = usePages((cursor, signal) => client.get("/tracks/{id}/corrections", {path: {id}, query: {limit: 20, ...(cursor ? {cursor} : {})}, ...(signal ? {signal} : {})}), [client, id, version]);
  const [undo, busy] = useTask(async (number: number) => {
    await client.post("/corrections/{number}/undo", {path: {number}});
    onChanged();
  });
  const items = steps.value?.items ?? [];
  if (steps.kind !== "failed" && items.length === 0) return null;
  return (
    <section className="card">
      <h2>{t("fix.history")}</h2>
      {steps.kind === "failed" && <ErrorState reason={steps.reason} onRetry={steps.reload} />}
      <ol className="history">
        {items.map((step) => (
          <li key={step.id} className="row">
            <span className={`grow ${step.undone ? "undone" : ""}`}><span className="step">{stepText(step.action)}</span><span className="faint"> {t("fix.history.by", {name: step.author, when: momentText(step.made_at)})}</span></span>
            {step.undone ? <span className="tag">{t("fix.undone.tag")}</span> : may && <Button small look="quiet" icon="undo" disabled={busy} onClick={() => undo(step.number)}>{t("action.undo")}</Button>}
          </li>
        ))}
      </ol>
      <MoreButton of={steps} />
    </section>
  );
}
