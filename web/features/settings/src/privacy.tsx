import type {Schema} from "@stratum/api";
import {bytesText, momentText, t} from "@stratum/model";
import {Button, Field, MoreButton, useLoaded, useMay, usePages, useService, useTask, type Loaded} from "@stratum/ui";
import {useState} from "react";
import {Card, Shown} from "./parts";

type Privacy = Schema<"Privacy">;

export function PrivacyPage() {
  const client = useService("client"), toasts = useService("toasts");
  const may = useMay("privacy.manage");
  const privacy = useLoaded((signal) => client.get("/privacy", {signal}), [client]);
  const ledger = usePages((cursor, signal) => client.get("/privacy/ledger", {query: {limit: 50, ...(cursor ? {cursor} : {})}, ...(signal ? {signal} : {})}), [client]);
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
      <AllowedHosts of={privacy} may={may} />
      <Card title={t("privacy.ledger")}>
        <Shown of={ledger}>{({items}) => items.length === 0 ? <p className="soft">{t("privacy.ledger.none")}</p> : (
          <div className="scroll-x" tabIndex={0}><table className="table"><tbody>{items.map((each) => (
            <tr key={each.id}><td className="faint numeric">{momentText(each.at)}</td><td className="strong">{each.host}</td><td>{each.purpose}</td><td><span className={`tag ${each.allowed ? "good" : "bad"}`}>{t(each.allowed ? "privacy.sent" : "privacy.refused")}</span></td><td className="faint numeric">{bytesText(each.bytes_sent)}</td></tr>
          ))}</tbody></table></div>
        )}</Shown>
        <MoreButton of={ledger} />
      </Card>
    </>
  );
}

function AllowedHosts({of, may}: {readonly of: Loaded<Privacy> & {readonly reload: () => void; readonly set: (value: Privacy) => void}; readonly may: boolean}) {
  const client = useService("client"), toasts = useService("toasts");
  const [host, setHost] = useState("");
  const [change, busy] = useTask(async (before: Privacy, allowed_hosts: string[]) => {
    of.set(await client.patch("/privacy", {ifMatch: before.version, body: {allowed_hosts}}));
    setHost("");
    toasts.show("good", t("settings.kept"));
  });
  return (
    <Card title={t("privacy.hosts")} text={t("privacy.hosts.text")}>
      <Shown of={of}>{(value) => (
        <form className="stack" onSubmit={(event) => { event.preventDefault(); change(value, [...value.allowed_hosts, host.trim()]); }}>
          {value.allowed_hosts.length === 0 && <p className="faint">{t("privacy.hosts.none")}</p>}
          {value.allowed_hosts.map((each) => (
            <div key={each} className="row apart"><span className="strong cut">{each}</span>{may && <Button small disabled={busy} onClick={() => change(value, value.allowed_hosts.filter((one) => one !== each))}>{t("action.remove")}</Button>}</div>
          ))}
          {may && <div className="row wrap why"><div className="grow"><Field label={t("privacy.hosts.add")} value={host} placeholder="hooks.example.org" autoComplete="off" onChange={(event) => setHost(event.target.value)} /></div><Button type="submit" disabled={busy || host.trim() === ""}>{t("privacy.hosts.allow")}</Button></div>}
        </form>
      )}</Shown>
    </Card>
  );
}
