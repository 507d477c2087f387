import {allPages, type Schema} from "@stratum/api";
import {momentText, t} from "@stratum/model";
import {Button, Check, EmptyState, Field, FormDialog, MenuButton, MoreButton, useLoaded, usePages, useService, useTask} from "@stratum/ui";
import {useState} from "react";
import {Card, SecretDialog, Shown} from "./parts";

type Webhook = Schema<"Webhook">;

export function WebhooksPage() {
  const client = useService("client");
  const hooks = useLoaded((signal) => allPages((cursor) => client.get("/webhooks", {query: {limit: 200, ...(cursor ? {cursor} : {})}, signal})), [client]);
  const [editing, setEditing] = useState<Webhook | "new">(), [secret, setSecret] = useState<string>(), [log, setLog] = useState<string>();
  return (
    <>
      <Card text={t("webhooks.text")} actions={<Button small look="primary" icon="add" onClick={() => setEditing("new")}>{t("webhooks.new")}</Button>}>
        <Shown of={hooks}>{(items) => items.length === 0 ? <EmptyState title={t("webhooks.none")} /> : (
          <ul className="role-list">{items.map((hook) => <HookRow key={hook.id} hook={hook} reload={hooks.reload} onEdit={() => setEditing(hook)} onSecret={setSecret} onLog={() => setLog(hook.id)} onRemoved={() => { if (log === hook.id) setLog(undefined); hooks.reload(); }} />)}</ul>
        )}</Shown>
      </Card>
      {log !== undefined && <DeliveryLog key={log} id={log} />}
      {editing && <HookDialog hook={editing === "new" ? undefined : editing} onClose={() => setEditing(undefined)} onDone={(made) => { setEditing(undefined); if (made) setSecret(made); hooks.reload(); }} />}
      {secret !== undefined && <SecretDialog title={t("webhooks.secret")} secret={secret} text={t("webhooks.secret.text")} onClose={() => setSecret(undefined)} />}
    </>
  );
}

function HookRow({hook, reload, onEdit, onSecret, onLog, onRemoved}: {readonly hook: Webhook; readonly reload: () => void; readonly onEdit: () => void; readonly onSecret: (secret: string) => void; readonly onLog: () => void; readonly onRemoved: () => void}) {
  const client = useService("client"), toasts = useService("toasts");
  const path = {id: hook.id};
  const [test] = useTask(async () => {
    await client.post("/webhooks/{id}/test", {path});
    toasts.show("plain", t("webhooks.tested"));
    onLog();
  });
  const [asking, setAsking] = useState<"rotate" | "remove">();
  const [rotate, rotating] = useTask(async () => {
    const {secret} = await client.post("/webhooks/{id}/rotate", {path});
    setAsking(undefined);
    onSecret(secret);
  });
  const [toggle] = useTask(async () => {
    await client.patch("/webhooks/{id}", {path, ifMatch: hook.version, body: {enabled: !hook.enabled}});
    reload();
  });
  const [remove, removing] = useTask(async () => {
    await client.delete("/webhooks/{id}", {path, ifMatch: hook.version});
    setAsking(undefined);
    onRemoved();
  });
  return (
    <li className="row wrap apart">
      <div className="grow"><span className="strong cut">{hook.url}</span><p className="faint">{hook.events.join(", ")}</p></div>
      <span className={`tag ${hook.enabled ? "good" : ""}`}>{t(hook.enabled ? "webhooks.on" : "webhooks.off")}</span>
      {hook.last_state && <span className={`tag ${{waiting: "", delivered: "good", retrying: "warn", failed: "bad"}[hook.last_state]}`}>{t(`delivery.${hook.last_state}`)}</span>}
      <Button small onClick={onLog}>{t("webhooks.log")}</Button>
      <MenuButton small label={t("action.more")} entries={[{label: t("webhooks.test"), icon: "play", run: test}, {label: t("action.edit"), icon: "list", run: onEdit}, {label: t(hook.enabled ? "webhooks.disable" : "webhooks.enable"), run: toggle}, {label: t("webhooks.rotate"), icon: "refresh", run: () => setAsking("rotate")}, "separator", {label: t("action.remove"), icon: "bin", danger: true, run: () => setAsking("remove")}]} />
      {asking === "rotate" && <FormDialog title={t("webhooks.rotate")} action={t("webhooks.rotate")} busy={rotating} onSubmit={rotate} onClose={() => setAsking(undefined)}><p>{t("webhooks.rotate.ask", {url: hook.url})}</p></FormDialog>}
      {asking === "remove" && <FormDialog danger title={t("webhooks.remove")} action={t("webhooks.remove")} busy={removing} onSubmit={remove} onClose={() => setAsking(undefined)}><p>{t("webhooks.remove.ask", {url: hook.url})}</p></FormDialog>}
    </li>
  );
}

function DeliveryLog({id}: {readonly id: string}) {
  const client = useService("client");
  const log = usePages((cursor, signal) => client.get("/webhooks/{id}/deliveries", {path: {id}, query: {limit: 50, ...(cursor ? {cursor} : {})}, ...(signal ? {signal} : {})}), [client, id]);
  const [replay] = useTask(async (delivery: string) => {
    await client.post("/webhooks/{id}/deliveries/{delivery}/replay", {path: {id, delivery}});
    log.reload();
  });
  return (
    <Card title={t("webhooks.log")} actions={<Button small icon="refresh" onClick={log.reload}>{t("action.refresh")}</Button>}>
      <Shown of={log}>{({items}) => items.length === 0 ? <p className="faint">{t("webhooks.log.none")}</p> : (
        <div className="scroll-x" tabIndex={0}><table className="table"><tbody>{items.map((each) => (
          <tr key={each.id}><td className="strong">{each.event_name}</td><td><span className={`tag ${{waiting: "", delivered: "good", retrying: "warn", failed: "bad"}[each.state]}`}>{t(`delivery.${each.state}`)}</span></td><td className="numeric faint">{each.status ?? each.error ?? ""}</td><td className="numeric faint">{t("webhooks.attempts", {n: each.attempts})}</td><td className="faint">{momentText(each.created_at)}</td>
            <td className="end"><Button small look="quiet" onClick={() => replay(each.id)}>{t("webhooks.replay")}</Button></td></tr>
        ))}</tbody></table></div>
      )}</Shown>
      <MoreButton of={log} />
    </Card>
  );
}

const patterns = ["track.*", "job.*", "playlist.*", "collection.*", "upload.*", "member.*"];

function HookDialog({hook, onClose, onDone}: {readonly hook: Webhook | undefined; readonly onClose: () => void; readonly onDone: (secret: string | undefined) => void}) {
  const client = useService("client");
  const [url, setUrl] = useState(hook?.url ?? ""), [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(hook?.events ?? ["track.*"]));
  const [keep, busy] = useTask(async () => {
    const body = {url: url.trim(), events: [...chosen]};
    if (!hook) return onDone((await client.post("/webhooks", {body})).secret);
    await client.patch("/webhooks/{id}", {path: {id: hook.id}, ifMatch: hook.version, body});
    onDone(undefined);
  });
  const toggle = (each: string) => setChosen((before) => {
    const next = new Set(before);
    if (!next.delete(each)) next.add(each);
    return next;
  });
  return (
    <FormDialog title={hook ? t("action.edit") : t("webhooks.new")} action={t("action.save")} busy={busy} disabled={!/^https?:\/\/./.test(url) || chosen.size === 0} onSubmit={keep} onClose={onClose}>
      <Field label={t("webhooks.url")} type="url" required autoFocus value={url} placeholder="https://" onChange={(event) => setUrl(event.target.value)} />
      <fieldset className="scopes"><legend>{t("webhooks.events")}</legend>{patterns.map((each) => <Check key={each} label={each} checked={chosen.has(each)} onChange={() => toggle(each)} />)}</fieldset>
    </FormDialog>
  );
}
