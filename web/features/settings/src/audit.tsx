import type {Schema} from "@stratum/api";
import {momentText, t} from "@stratum/model";
import {Button, EmptyState, MoreButton, usePages, useService, useTask} from "@stratum/ui";
import {useState} from "react";
import {Card, Shown} from "./parts";

export function AuditPage() {
  const client = useService("client");
  const [verdict, setVerdict] = useState<Schema<"AuditVerdict">>();
  const page = usePages((cursor, signal) => client.get("/audit", {query: {limit: 100, ...(cursor ? {cursor} : {})}, ...(signal ? {signal} : {})}), [client]);
  const [verify, verifying] = useTask(async () => setVerdict(await client.post("/audit/verify")));
  return (
    <Card text={t("audit.text")} actions={<span className="row wrap"><Button small icon="shield" disabled={verifying} onClick={verify}>{t("audit.verify")}</Button><a className="button small" href={client.url("/audit/export")} download>{t("audit.export")}</a></span>}>
      {verdict && <div className={`notice ${verdict.intact ? "" : "bad"}`} role="status"><span>{verdict.intact ? t("audit.intact", {n: verdict.entries, checkpoints: verdict.checkpoints}) : t("audit.broken", {at: verdict.broken_at ?? 0, reason: verdict.reason ?? ""})}</span></div>}
      <Shown of={page}>{({items}) => items.length === 0 ? <EmptyState title={t("audit.none")}>{t("audit.none.hint")}</EmptyState> : (
        <div className="scroll-x" tabIndex={0}><table className="table">
          <thead><tr><th>{t("audit.when")}</th><th>{t("audit.who")}</th><th>{t("audit.what")}</th><th>{t("audit.target")}</th><th>{t("audit.from")}</th></tr></thead>
          <tbody>{items.map((entry) => (
            <tr key={entry.id}><td className="faint numeric">{momentText(entry.at)}</td><td>{entry.actor ?? "–"}</td><td className="strong">{entry.action}</td><td className="faint cut audit-target">{[entry.target_kind, entry.target_id].filter(Boolean).join(" ")}</td><td className="faint">{entry.address}</td></tr>
          ))}</tbody>
        </table></div>
      )}</Shown>
      <MoreButton of={page} />
    </Card>
  );
}
