import {askPasskey, canUsePasskeys, type Session} from "@stratum/api";
import {t} from "@stratum/model";
import {Button, Field, FormDialog, useService} from "@stratum/ui";
import {useState} from "react";
import {Wrong} from "./front";
import {useForm} from "./use_form";

/** Asks who is signed in to prove once more that it is them, when the server wants that before something dangerous. */
export function ConfirmDialog({session, onAnswer}: {readonly session: Session; readonly onAnswer: (given: boolean) => void}) {
  const client = useService("client"), model = useService("session");
  const providers = session.server.oidc_providers;
  const [password, setPassword] = useState("");
  const form = useForm(async () => {
    model.take(await client.post("/session/confirm", {body: {password, remember: model.remember.get()}}));
    onAnswer(true);
  });
  const passkey = useForm(async () => {
    const {challenge_id, public_key} = await client.post("/session/passkey/options");
    const proved = await client.post("/session/passkey", {body: {challenge_id, credential: await askPasskey(public_key), remember: model.remember.get()}});
    model.take(proved);
    // By another one's passkey it is not still the same person, and what was begun is not theirs.
    onAnswer(proved.user?.id === session.user?.id);
  });
  return (
    <FormDialog title={t("confirm.title")} action={t("confirm.do")} busy={form.busy} disabled={password === ""} onSubmit={() => form.submit()} onClose={() => onAnswer(false)}>
      <p>{t("confirm.text", {name: session.user?.email ?? session.user?.name ?? ""})}</p>
      {passkey.wrong && <Wrong>{passkey.wrong}</Wrong>}
      <Field label={t("account.password")} type="password" autoComplete="current-password" autoFocus value={password} wrong={form.about("password") ?? form.wrong} onChange={(event) => setPassword(event.target.value)} />
      {session.server.passkeys && canUsePasskeys() && <Button icon="key" disabled={passkey.busy} onClick={() => passkey.submit()}>{t("signin.passkey")}</Button>}
      {providers.length > 0 && <p className="soft">{t("confirm.provider")}</p>}
      {providers.map(({id, name}) => (
        <a key={id} className="button whole" href={client.address("/session/oidc/{provider}/start", {path: {provider: id}, query: {return_to: location.pathname + location.search, ...(model.remember.get() ? {} : {remember: false})}})}>{t("signin.with", {name})}</a>
      ))}
    </FormDialog>
  );
}
