import {allPages, canUsePasskeys, makePasskey, type Schema} from "@stratum/api";
import {browserText, dateText, momentText, t} from "@stratum/model";
import {Button, EmptyState, Field, FormDialog, Link, useLoaded, useService, useStore, useTask} from "@stratum/ui";
import {useState} from "react";
import {OwnData} from "./own_data";
import {AskButton, Card, SecretDialog, Shown} from "./parts";
import {ProvidersCard} from "./providers_card";

export function ProfilePage() {
  const session = useStore(useService("session").state);
  if (session.kind === "there" && session.session.user) return <OwnProfile />;
  return <EmptyState title={t("profile.nobody")} actions={<Link className="button primary" to="/sign-up">{t("setup.do")}</Link>}>{t("profile.nobody.hint")}</EmptyState>;
}

function OwnProfile() {
  const client = useService("client");
  const profile = useLoaded((signal) => client.get("/profile", {signal}), [client]);
  return (
    <Shown of={profile}>{(value) => (
      <>
        <NameCard key={value.version} profile={value} onChanged={profile.reload} />
        <PasswordCard profile={value} onChanged={profile.reload} />
        <FactorCard profile={value} onChanged={profile.reload} />
        <PasskeyCard />
        <ProvidersCard />
        <SessionsCard />
        <OwnData />
      </>
    )}</Shown>
  );
}

interface PartProps { readonly profile: Schema<"Profile">; readonly onChanged: () => void }

function NameCard({profile, onChanged}: PartProps) {
  const client = useService("client"), toasts = useService("toasts"), session = useService("session");
  const [name, setName] = useState(profile.name), [email, setEmail] = useState(profile.email ?? "");
  const [keep, busy] = useTask(async () => {
    const after = await client.patch("/profile", {ifMatch: profile.version, body: {...(name !== profile.name ? {name: name.trim()} : {}), ...(email !== (profile.email ?? "") ? {email: email.trim()} : {})}});
    toasts.show("good", after.new_email ? t("profile.email.sent", {email: after.new_email}) : t("settings.kept"));
    await session.refresh();
    onChanged();
  });
  return (
    <Card title={t("profile.who")}>
      <form className="stack narrow" onSubmit={(event) => { event.preventDefault(); keep(); }}>
        <Field label={t("account.name")} value={name} maxLength={200} required onChange={(event) => setName(event.target.value)} />
        <Field label={t("account.email")} type="email" value={email} onChange={(event) => setEmail(event.target.value)} hint={profile.new_email ? t("profile.email.sent", {email: profile.new_email}) : undefined} />
        <div><Button type="submit" look="primary" disabled={busy || (name === profile.name && email === (profile.email ?? ""))}>{t("action.save")}</Button></div>
      </form>
    </Card>
  );
}

function PasswordCard({profile, onChanged}: PartProps) {
  const client = useService("client"), toasts = useService("toasts");
  const [now, setNow] = useState(""), [next, setNext] = useState("");
  const [keep, busy] = useTask(async () => {
    await client.put("/profile/password", {body: {new_password: next, ...(profile.has_password ? {current_password: now} : {})}});
    setNow("");
    setNext("");
    toasts.show("good", t("profile.password.done"));
    onChanged();
  });
  return (
    <Card title={t("account.password")}>
      <form className="stack narrow" onSubmit={(event) => { event.preventDefault(); keep(); }}>
        {profile.has_password && <Field label={t("profile.password.now")} type="password" autoComplete="current-password" required value={now} onChange={(event) => setNow(event.target.value)} />}
        <Field label={t("account.password.new")} type="password" autoComplete="new-password" required minLength={12} hint={t("account.password.hint")} value={next} onChange={(event) => setNext(event.target.value)} />
        <div><Button type="submit" disabled={busy || next.length < 12}>{t("profile.password.do")}</Button></div>
      </form>
    </Card>
  );
}

function FactorCard({profile, onChanged}: PartProps) {
  const client = useService("client");
  const [secret, setSecret] = useState<Schema<"TotpSecret">>(), [code, setCode] = useState(""), [codes, setCodes] = useState<readonly string[]>();
  const [begin, busy] = useTask(async () => setSecret(await client.post("/profile/totp")));
  const [confirm, confirming] = useTask(async () => {
    const {recovery_codes} = await client.post("/profile/totp/confirm", {body: {code: code.replaceAll(" ", "")}});
    setSecret(undefined);
    setCode("");
    setCodes(recovery_codes);
    onChanged();
  });
  const [renew] = useTask(async () => {
    setCodes((await client.post("/profile/recovery-codes")).recovery_codes);
    onChanged();
  });
  return (
    <Card title={t("factor.app")} text={profile.totp ? t("factor.on", {n: profile.recovery_codes_left}) : t("factor.off")} actions={profile.totp
      ? <span className="row"><Button small onClick={renew}>{t("factor.codes.new")}</Button><AskButton label={t("action.remove")} question={t("factor.remove.ask")} onYes={async () => { await client.delete("/profile/totp"); onChanged(); }} /></span>
      : <Button small look="primary" disabled={busy} onClick={begin}>{t("factor.begin")}</Button>}>
      {secret && (
        <FormDialog title={t("factor.app")} action={t("factor.confirm")} busy={confirming} disabled={code.length < 6} onSubmit={confirm} onClose={() => setSecret(undefined)}>
          <p>{t("factor.scan")}</p>
          {secret.qr_svg && <img className="qr" width={180} height={180} alt={t("factor.qr")} src={`data:image/svg+xml;base64,${btoa(secret.qr_svg)}`} />}
          <code className="secret">{secret.secret.replace(/(.{4})(?=.)/g, "$1 ")}</code>
          <Field label={t("factor.code")} inputMode="numeric" autoComplete="one-time-code" autoFocus value={code} onChange={(event) => setCode(event.target.value)} />
        </FormDialog>
      )}
      {codes && <SecretDialog title={t("factor.codes")} secret={codes.join("\n")} text={t("factor.codes.text")} onClose={() => setCodes(undefined)} />}
    </Card>
  );
}

function PasskeyCard() {
  const client = useService("client");
  const keys = useLoaded((signal) => allPages((cursor) => client.get("/profile/passkeys", {query: {limit: 200, ...(cursor ? {cursor} : {})}, signal})), [client]);
  const [naming, setNaming] = useState(false), [name, setName] = useState("");
  const [make, busy] = useTask(async () => {
    const {challenge_id, public_key} = await client.post("/profile/passkeys/options");
    await client.post("/profile/passkeys", {body: {challenge_id, name: name.trim(), credential: await makePasskey(public_key)}});
    setNaming(false);
    keys.reload();
  });
  return (
    <Card title={t("passkeys.title")} text={t("passkeys.text")} actions={<Button small disabled={!canUsePasskeys()} onClick={() => setNaming(true)}>{t("passkeys.add")}</Button>}>
      <Shown of={keys}>{(all) => all.length > 0 && (
        <table className="table"><tbody>{all.map((key) => (
          <tr key={key.id}><td className="strong">{key.name}</td><td className="faint">{key.last_used_at ? t("keys.used", {when: dateText(key.last_used_at)}) : t("keys.unused")}</td>
            <td className="end"><AskButton label={t("action.remove")} question={t("passkeys.remove.ask", {name: key.name})} onYes={async () => { await client.delete("/profile/passkeys/{id}", {path: {id: key.id}}); keys.reload(); }} /></td></tr>
        ))}</tbody></table>
      )}</Shown>
      {naming && <FormDialog title={t("passkeys.add")} action={t("action.next")} busy={busy} disabled={name.trim() === ""} onSubmit={make} onClose={() => setNaming(false)}><Field label={t("passkeys.name")} value={name} autoFocus maxLength={200} onChange={(event) => setName(event.target.value)} /></FormDialog>}
    </Card>
  );
}

function SessionsCard() {
  const client = useService("client");
  const sessions = useLoaded((signal) => allPages((cursor) => client.get("/profile/sessions", {query: {limit: 200, ...(cursor ? {cursor} : {})}, signal})), [client]);
  const [end, ending] = useTask(async (id: string) => {
    await client.delete("/profile/sessions/{id}", {path: {id}});
    sessions.reload();
  });
  return (
    <Card title={t("sessions.title")} actions={<AskButton label={t("sessions.end.all")} question={t("sessions.end.ask")} onYes={async () => { await client.delete("/profile/sessions"); sessions.reload(); }} />}>
      <Shown of={sessions}>{(all) => (
        <table className="table"><tbody>{all.map((each) => (
          <tr key={each.id}><td className="strong" title={each.browser}>{each.browser ? browserText(each.browser) : t("sessions.unknown")} {each.current && <span className="tag good">{t("sessions.this")}</span>}</td><td className="faint">{each.address}</td><td className="faint">{momentText(each.last_seen_at)}</td>
            <td className="end">{!each.current && <Button small look="quiet" disabled={ending} onClick={() => end(each.id)}>{t("sessions.end")}</Button>}</td></tr>
        ))}</tbody></table>
      )}</Shown>
    </Card>
  );
}
