import {askPasskey, canUsePasskeys, type Session} from "@stratum/api";
import {placeText, refusalAt, t, type Place} from "@stratum/model";
import {Button, Check, Field, Link, useService, useStore} from "@stratum/ui";
import {useEffect, useState} from "react";
import {Front, Wrong} from "./front";
import {useForm} from "./use_form";

/** E-mail and password, or a passkey, or another provider; then the second factor where there is one. */
export function SignInPage({session}: {readonly session: Session}) {
  const client = useService("client"), model = useService("session"), router = useService("router");
  // Told once: whoever loads the page again, or goes on with a provider, begins anew.
  const [refusal] = useState(() => refusalAt(router.get()));
  useEffect(() => { if (refusal) router.replace("/"); }, [refusal, router]);
  const [email, setEmail] = useState(""), [password, setPassword] = useState(""), [remember, setRemember] = useState(true);
  const form = useForm(async () => {
    model.remember.set(remember);
    model.take(await client.post("/session", {body: {email: email.trim(), password, remember}}));
  });
  const passkey = useForm(async () => {
    if (!session.second_factors) model.remember.set(remember);
    const {challenge_id, public_key} = await client.post("/session/passkey/options");
    model.take(await client.post("/session/passkey", {body: {challenge_id, credential: await askPasskey(public_key), remember: model.remember.get()}}));
  });
  if (session.second_factors?.length) return <SecondFactorPage factors={session.second_factors} onPasskey={passkey.onSubmit} wrong={passkey.wrong} />;
  const {server} = session;
  const wrong = form.wrong ?? passkey.wrong ?? (refusal && t(refusal));
  const place = router.get(), invitation = place.path === "/invitation" ? tokenIn(place) : "";
  return (
    <Front title={t("signin.title")} text={invitation && t("invitation.signin")}>
      <form className="stack" onSubmit={form.onSubmit}>
        {wrong && <Wrong>{wrong}</Wrong>}
        <Field label={t("account.email")} type="email" autoComplete="username webauthn" required autoFocus value={email} wrong={form.about("email")} onChange={(event) => setEmail(event.target.value)} />
        <Field label={t("account.password")} type="password" autoComplete="current-password" required value={password} wrong={form.about("password")} onChange={(event) => setPassword(event.target.value)} />
        <div className="row apart"><Check label={t("signin.remember")} checked={remember} onChange={(event) => setRemember(event.target.checked)} /><Link to="/reset">{t("signin.forgot")}</Link></div>
        <Button type="submit" look="primary" disabled={form.busy}>{t("signin.do")}</Button>
      </form>
      {server.passkeys && canUsePasskeys() && <form onSubmit={passkey.onSubmit}><Button type="submit" icon="key" className="whole" disabled={passkey.busy}>{t("signin.passkey")}</Button></form>}
      {server.oidc_providers.map((provider) => (
        <a key={provider.id} className="button whole" href={client.address("/session/oidc/{provider}/start", {path: {provider: provider.id}, query: {return_to: location.pathname + location.search, ...(remember ? {} : {remember})}})} onClick={() => model.remember.set(remember)}>{t("signin.with", {name: provider.name})}</a>
      ))}
      {invitation ? <p className="soft">{t("signin.new")} <Link to={placeText("/invitation", {token: invitation})}>{t("signup.title")}</Link></p> : server.sign_up === "open" && <p className="soft">{t("signin.new")} <Link to="/sign-up">{t("signup.title")}</Link></p>}
    </Front>
  );
}

function SecondFactorPage({factors, onPasskey, wrong}: {readonly factors: readonly string[]; readonly onPasskey: (event: React.FormEvent) => void; readonly wrong: string | undefined}) {
  const client = useService("client"), model = useService("session");
  const [code, setCode] = useState("");
  const form = useForm(async () => model.take(await client.post("/session/second-factor", {body: {code: code.replaceAll(" ", ""), remember: model.remember.get()}})));
  return (
    <Front title={t("factor.title")} text={t("factor.text")}>
      <form className="stack" onSubmit={form.onSubmit}>
        {(form.wrong ?? wrong) && <Wrong>{form.wrong ?? wrong}</Wrong>}
        <Field label={t("factor.code")} hint={t("factor.hint")} autoComplete="one-time-code" inputMode="text" required minLength={6} autoFocus value={code} onChange={(event) => setCode(event.target.value)} />
        <Button type="submit" look="primary" disabled={form.busy}>{t("signin.do")}</Button>
      </form>
      {factors.includes("passkey") && canUsePasskeys() && <form onSubmit={onPasskey}><Button type="submit" icon="key" className="whole">{t("signin.passkey")}</Button></form>}
    </Front>
  );
}

/** What a link of an e-mail carries. */
const tokenIn = ({query}: Pick<Place, "query">): string => query["token"] ?? query["invitation"] ?? "";

/** The first run makes its owner; later people sign up, alone or invited. */
export function SignUpPage({session}: {readonly session: Session}) {
  const client = useService("client"), model = useService("session");
  const router = useService("router");
  const place = useStore(router);
  const owner = session.server.needs_owner;
  const invitation = owner ? "" : tokenIn(place);
  const [email, setEmail] = useState(""), [name, setName] = useState(""), [password, setPassword] = useState("");
  const [sent, setSent] = useState<string>();
  const kind = owner ? "setup" : invitation ? "invitation" : "signup";
  const form = useForm(async () => {
    const body = {email: email.trim(), name: name.trim(), password};
    if (owner) {
      model.take(await client.post("/setup", {body}));
      return router.go("/");
    }
    const {message} = await client.post("/sign-up", {body: invitation ? {...body, invitation} : body});
    if (!invitation) return setSent(message);
    // The invitation proved the address: who has it is in at once.
    model.take(await client.post("/session", {body: {email: body.email, password, remember: true}}));
    router.go("/");
  });
  if (sent !== undefined) return <Front title={t("signup.sent")} text={sent}><Link className="button whole" to="/">{t("action.back")}</Link></Front>;
  return (
    <Front title={t(`${kind}.title`)} text={kind === "signup" ? "" : t(`${kind}.text`)}>
      <form className="stack" onSubmit={form.onSubmit}>
        {form.wrong && <Wrong>{form.wrong}</Wrong>}
        <Field label={t("account.name")} autoComplete="name" required maxLength={200} autoFocus value={name} wrong={form.about("name")} onChange={(event) => setName(event.target.value)} />
        <Field label={t("account.email")} type="email" autoComplete="username" required value={email} wrong={form.about("email")} onChange={(event) => setEmail(event.target.value)} />
        <Field label={t("account.password")} type="password" autoComplete="new-password" required minLength={12} hint={t("account.password.hint")} value={password} wrong={form.about("password")} onChange={(event) => setPassword(event.target.value)} />
        <Button type="submit" look="primary" disabled={form.busy}>{t(kind === "signup" ? "signup.title" : `${kind}.do`)}</Button>
      </form>
      {invitation && <p className="soft">{t("invitation.known")} <Link to={placeText("/invitation", {token: invitation, account: "1"})}>{t("signin.title")}</Link></p>}
    </Front>
  );
}

/** Asks for the e-mail, and sets the new password when one comes back with its link. */
export function ResetPage({session}: {readonly session: Session}) {
  const client = useService("client"), model = useService("session"), router = useService("router");
  const token = useStore(router).query["token"];
  const [value, setValue] = useState(""), [sent, setSent] = useState<string>();
  const form = useForm(async () => {
    if (!token) return setSent((await client.post("/password/reset", {body: {email: value.trim()}})).message);
    model.take(await client.post("/password/reset/confirm", {body: {token, password: value}}));
    router.go("/");
  });
  if (!token && !session.server.mail) return <Front title={t("reset.title")} text={t("reset.unsent")}><Link className="button whole" to="/">{t("action.back")}</Link></Front>;
  if (sent !== undefined) return <Front title={t("signup.sent")} text={sent}><Link className="button whole" to="/">{t("action.back")}</Link></Front>;
  return (
    <Front title={t("reset.title")} text={token ? "" : t("reset.text")}>
      <form className="stack" onSubmit={form.onSubmit}>
        {form.wrong && <Wrong>{form.wrong}</Wrong>}
        {token ? <Field label={t("account.password.new")} type="password" autoComplete="new-password" required minLength={12} hint={t("account.password.hint")} autoFocus value={value} wrong={form.about("password")} onChange={(event) => setValue(event.target.value)} />
          : <Field label={t("account.email")} type="email" autoComplete="username" required autoFocus value={value} wrong={form.about("email")} onChange={(event) => setValue(event.target.value)} />}
        <Button type="submit" look="primary" disabled={form.busy}>{token ? t("action.save") : t("reset.send")}</Button>
      </form>
      <Link to="/">{t("action.back")}</Link>
    </Front>
  );
}

/** Where the links of e-mails lead: proves an address, or accepts an invitation for somebody who is in already. */
export function TokenPage({kind}: {readonly kind: "verify" | "invitation"}) {
  const client = useService("client"), model = useService("session"), router = useService("router"), toasts = useService("toasts");
  const token = tokenIn(useStore(router));
  const join = async () => {
    const before = model.current()?.workspaces.map((each) => each.id) ?? [];
    const session = await client.post("/invitations/accept", {body: {token}});
    const joined = session.workspaces.find((each) => !before.includes(each.id));
    if (!joined) return model.take(session);
    await model.enter(joined.id);
    toasts.show("good", t("invitation.joined", {name: joined.name}));
  };
  const form = useForm(async () => {
    if (kind === "verify") model.take(await client.post("/sign-up/verify", {body: {token}}));
    else await join();
    router.go("/");
  });
  if (token === "") return <Front title={t(`${kind}.title`)} text={t(`${kind}.broken`)}><Link className="button whole" to="/">{t("action.back")}</Link></Front>;
  return (
    <Front title={t(kind === "verify" ? "verify.title" : "invitation.title")} text={t(kind === "verify" ? "verify.text" : "invitation.text")}>
      <form className="stack" onSubmit={form.onSubmit}>
        {form.wrong && <Wrong>{form.wrong}</Wrong>}
        <Button type="submit" look="primary" disabled={form.busy}>{t(kind === "verify" ? "verify.do" : "invitation.do")}</Button>
      </form>
    </Front>
  );
}
