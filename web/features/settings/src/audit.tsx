import type {Schema} from "@stratum/api";
import {momentText, t} from "@stratum/model";
import {Button, EmptyState, useLoaded, useService, useTask} from "@stratum/ui";
import {useState} from "react";
import {Card, Shown} from "./parts";

export function AuditPage() {
  const client = useService("client");
  const [verdict, setVerdict] = useState<Schema<"AuditVerdict">>();
  const [more, setMore] = useState<{items: Schema<"AuditEntry">[]; next: string | undefined}>();
  const page = useLoaded((signal) => client.get("/audit", {query: {limit: 100}, signal}), [client]);
  const [verify, verifying] = useTask(async () => setVerdict(await client.post("/audit/verify")));
  const next = more ? more.next : page.value?.next_cursor;
  const [loadMore, loading] = useTask(async () => {
    const answer = await client.get("/audit", {query: {limit: 100, ...(next ? {cursor: next} : {})}});
    setMore({items: [...more?.items ?? [], ...answer.items], next: answer.next_cursor});
  });
  return (
    <Card text={t("audit.text")} actions={<span className="row wrap"><Button small icon="shield" disabled={verifying} onClick={verify}>{t("audit.verify")}</Button><a className="button small" href={client.url("/audit/export")} download>{t("audit.export")}</a></span>}>
      {verdict && <div className={`notice ${verdict.intact ? "" : "bad"}`} role="status"><span>{verdict.intact ? t("audit.intact", {n: verdict.entries, checkpoints: verdict.checkpoints}) : t("audit.broken", {at: verdict.broken_at ?? 0, reason: verdict.reason ?? ""})}</span></div>}
      <Shown of={page}>{({items}) => items.length === 0 ? <EmptyState title={t("audit.none")}>{t("audit.none.hint")}</EmptyState> : (
        <div className="scroll-x" tabIndex={0}><table className="table">
          <thead><tr><th>{t("audit.when")}</th><th>{t("audit.who")}</th><th>{t("audit.what")}</th><th>{t("audit.target")}</th><th>{t("audit.from")}</th></tr></thead>
          <tbody>{[...items, ...more?.items ?? []].map((entry) => (
            <tr key={entry.id}><td className="faint numeric">{momentText(entry.at)}</td><td>{entry.actor ?? "–"}</td><td className="strong">{entry.action}</td><td className="faint cut audit-target">{[entry.target_kind, entry.target_id].filter(Boolean).join(" ")}</td><td className="faint">{entry.address}</td></tr>
          ))}</tbody>
        </table></div>
      )}</Shown>
      {next && <div><Button small disabled={loading} onClick={loadMore}>{t("action.load.more")}</Button></div>}
    </Card>
  );
}
