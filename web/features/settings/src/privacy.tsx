import {bytesText, momentText, t} from "@stratum/model";
import {Button, Field, FormDialog, useLoaded, useMay, useService, useStore, useTask} from "@stratum/ui";
import {useState} from "react";
import {Card, Shown} from "./parts";

export function PrivacyPage() {
  const client = useService("client"), toasts = useService("toasts");
  const may = useMay("privacy.manage");
  const privacy = useLoaded((signal) => client.get("/privacy", {signal}), [client]);
  const ledger = useLoaded((signal) => client.get("/privacy/ledger", {query: {limit: 50}, signal}), [client]);
  const [setLevel, busy] = useTask(async (level: "strict" | "balanced" | "open") => {
    privacy.set(await client.patch("/privacy", {...(privacy.value ? {ifMatch: privacy.value.version} : {}), body: {level}}));
    toasts.show("good", t("settings.kept"));
  });
  return (
    <>
      <Card title={t("privacy.level")} text={t("privacy.text")}>
        <Shown of={privacy}>{(value) => (
          <div className="stack" role="radiogroup" aria-label={t("privacy.level")}>
            {(["strict", "balanced", "open"] as const).map((level) => (
              <label key={level} className="level"><input type="radio" name="level" checked={value.level === level} disabled={!may || busy || value.locked} onChange={() => setLevel(level)} /><span><strong>{t(`privacy.${level}`)}</strong><span className="soft">{t(`privacy.${level}.text`)}</span></span></label>
            ))}
            {value.locked && <p className="faint">{t("privacy.locked")}</p>}
          </div>
        )}</Shown>
      </Card>
      <Card title={t("privacy.ledger")}>
        <Shown of={ledger}>{({items}) => items.length === 0 ? <p className="soft">{t("privacy.ledger.none")}</p> : (
          <div className="scroll-x" tabIndex={0}><table className="table"><tbody>{items.map((each) => (
            <tr key={each.id}><td className="faint numeric">{momentText(each.at)}</td><td className="strong">{each.host}</td><td>{each.purpose}</td><td><span className={`tag ${each.allowed ? "good" : "bad"}`}>{t(each.allowed ? "privacy.sent" : "privacy.refused")}</span></td><td className="faint numeric">{bytesText(each.bytes_sent)}</td></tr>
          ))}</tbody></table></div>
        )}</Shown>
      </Card>
      <OwnData />
    </>
  );
}

function OwnData() {
  const client = useService("client"), jobs = useService("jobs"), toasts = useService("toasts");
  const session = useStore(useService("session").state);
  const [asking, setAsking] = useState(false), [confirm, setConfirm] = useState(""), [password, setPassword] = useState("");
  const [collect, busy] = useTask(async () => {
    jobs.put((await client.post("/privacy/export")).job);
    toasts.show("plain", t("privacy.export.begun"));
  });
  const [erase, erasing] = useTask(async () => {
    jobs.put((await client.post("/privacy/erase", {body: {confirm, ...(password ? {password} : {})}})).job);
    setAsking(false);
  });
  const user = session.kind === "there" ? session.session.user : undefined;
  const name = user?.email ?? user?.name ?? "";
  return (
    <Card title={t("privacy.own")} text={t("privacy.own.text")}>
      <div className="row wrap"><Button icon="download" disabled={busy} onClick={collect}>{t("privacy.export")}</Button><Button look="danger" onClick={() => setAsking(true)}>{t("privacy.erase")}</Button></div>
      {asking && (
        <FormDialog danger title={t("privacy.erase")} action={t("privacy.erase")} busy={erasing} disabled={confirm !== name} onSubmit={erase} onClose={() => setAsking(false)}>
          <p>{t("privacy.erase.ask")}</p>
          <Field label={t("privacy.erase.confirm", {name})} value={confirm} autoComplete="off" onChange={(event) => setConfirm(event.target.value)} />
          <Field label={t("account.password")} type="password" autoComplete="current-password" value={password} onChange={(event) => setPassword(event.target.value)} />
        </FormDialog>
      )}
    </Card>
  );
}
