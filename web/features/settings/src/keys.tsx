import {allPages} from "@stratum/api";
import {dateText, t} from "@stratum/model";
import {Button, Check, Choice, EmptyState, Field, FormDialog, Link, useLoaded, useService, useStore, useTask} from "@stratum/ui";
import {useState} from "react";
import {AskButton, Card, SecretDialog, Shown} from "./parts";

/** A key acts in somebody's name: where nobody has an account yet, there is none to make it for. */
export function KeysPage() {
  const session = useStore(useService("session").state);
  if (session.kind === "there" && session.session.user) return <Keys />;
  return <EmptyState title={t("profile.nobody")} actions={<Link className="button primary" to="/sign-up">{t("setup.do")}</Link>}>{t("keys.nobody.hint")}</EmptyState>;
}

function Keys() {
  const client = useService("client");
  const keys = useLoaded((signal) => allPages((cursor) => client.get("/keys", {query: {limit: 200, ...(cursor ? {cursor} : {})}, signal})), [client]);
  const [making, setMaking] = useState(false), [secret, setSecret] = useState<string>();
  return (
    <>
      <Card text={t("keys.text")} actions={<Button small look="primary" icon="add" onClick={() => setMaking(true)}>{t("keys.new")}</Button>}>
        <Shown of={keys}>{(items) => items.length === 0 ? <EmptyState title={t("keys.none")} /> : (
          <div className="scroll-x" tabIndex={0}><table className="table">
            <thead><tr><th>{t("account.name")}</th><th>{t("keys.prefix")}</th><th>{t("keys.scopes")}</th><th>{t("keys.last")}</th><th>{t("keys.expires")}</th><th><span className="hidden-text">{t("column.actions")}</span></th></tr></thead>
            <tbody>{items.map((key) => (
              <tr key={key.id}><td className="strong">{key.name}</td><td><code>{key.prefix}…</code></td><td className="faint scope-cell">{key.scopes.join(", ")}</td><td className="faint">{key.last_used_at ? dateText(key.last_used_at) : t("keys.unused")}</td><td className="faint" data-label={t("keys.expires")}>{key.expires_at ? dateText(key.expires_at) : t("keys.never")}</td>
                <td className="end"><AskButton label={t("keys.revoke")} question={t("keys.revoke.ask", {name: key.name})} onYes={async () => { await client.delete("/keys/{id}", {path: {id: key.id}}); keys.reload(); }} /></td></tr>
            ))}</tbody>
          </table></div>
        )}</Shown>
      </Card>
      {making && <KeyDialog onClose={() => setMaking(false)} onMade={(made) => { setMaking(false); setSecret(made); keys.reload(); }} />}
      {secret !== undefined && <SecretDialog title={t("keys.made")} secret={secret} text={t("keys.once")} onClose={() => setSecret(undefined)} />}
    </>
  );
}

function KeyDialog({onClose, onMade}: {readonly onClose: () => void; readonly onMade: (secret: string) => void}) {
  const client = useService("client");
  const session = useStore(useService("session").state);
  const own = session.kind === "there" ? session.session.permissions : [];
  const [name, setName] = useState(""), [days, setDays] = useState("90"), [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(["tracks.read"]));
  const [make, busy] = useTask(async () => {
    const expires = days === "" ? {} : {expires_at: new Date(Date.now() + Number(days) * 86_400_000).toISOString()};
    onMade((await client.post("/keys", {body: {name: name.trim(), scopes: [...chosen], ...expires}})).secret);
  });
  const toggle = (each: string) => setChosen((before) => {
    const next = new Set(before);
    if (!next.delete(each)) next.add(each);
    return next;
  });
  return (
    <FormDialog title={t("keys.new")} action={t("action.create")} busy={busy} disabled={name.trim() === "" || chosen.size === 0} onSubmit={make} onClose={onClose}>
      <Field label={t("account.name")} hint={t("keys.name.hint")} value={name} maxLength={200} autoFocus onChange={(event) => setName(event.target.value)} />
      <Choice label={t("keys.expires")} value={days} onChange={(event) => setDays(event.target.value)}>{["7", "30", "90", "365"].map((n) => <option key={n} value={n}>{t("keys.days", {n: Number(n)})}</option>)}<option value="">{t("keys.never")}</option></Choice>
      <fieldset className="scopes"><legend>{t("keys.scopes")}</legend>{own.map((each) => <Check key={each} label={each} checked={chosen.has(each)} onChange={() => toggle(each)} />)}</fieldset>
    </FormDialog>
  );
}
