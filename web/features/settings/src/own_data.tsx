import {ApiProblem, type Schema} from "@stratum/api";
import {t} from "@stratum/model";
import {Button, Field, FormDialog, Icon, useLoaded, useScoped, useService, useTask} from "@stratum/ui";
import {useState} from "react";
import {Card, Shown} from "./parts";

type Profile = Schema<"Profile">;

/** What is kept about oneself: to take along, and to have erased. Whoever is in no workspace has it, too. */
export function OwnData() {
  const client = useService("client");
  const profile = useLoaded((signal) => client.get("/profile", {signal}), [client]);
  return <Card title={t("own.title")} text={t("own.text")}><Shown of={profile}>{(value) => <div className="row wrap"><Export /><Erase profile={value} /></div>}</Shown></Card>;
}

function Export() {
  const client = useService("client"), toasts = useService("toasts");
  const [job, setJob] = useState<string>(), [ready, setReady] = useState(false);
  const [collect, busy] = useTask(async () => {
    setReady(false);
    setJob((await client.post("/privacy/export")).job.id);
  });
  const archive = job && client.address("/privacy/export/{job}", {path: {job}});
  useScoped((scope) => {
    if (!archive) return;
    const look = () => void client.raw("HEAD", archive, {}).then(() => setReady(true), (reason: unknown) => {
      // Conflict: it is still being collected.
      if (reason instanceof ApiProblem && reason.status === 409) return scope.after(1000, look);
      setJob(undefined);
      toasts.fail(reason);
    });
    scope.after(300, look);
  }, [archive, client, toasts]);
  if (archive && ready) return <a className="button primary" href={archive} download><Icon name="download" />{t("own.download")}</a>;
  return <Button icon="download" disabled={busy || job !== undefined} onClick={collect}>{t(job === undefined ? "own.export" : "own.collecting")}</Button>;
}

function Erase({profile}: {readonly profile: Profile}) {
  const client = useService("client"), session = useService("session"), toasts = useService("toasts");
  const [asking, setAsking] = useState(false), [confirm, setConfirm] = useState(""), [password, setPassword] = useState("");
  const name = profile.email ?? profile.name;
  const [erase, erasing] = useTask(async () => {
    await client.post("/privacy/erase", {body: {confirm, ...(password ? {password} : {})}});
    setAsking(false);
    toasts.show("good", t("own.erased"));
    await session.refresh();
  });
  return (
    <>
      <Button look="danger" onClick={() => setAsking(true)}>{t("own.erase")}</Button>
      {asking && (
        <FormDialog danger title={t("own.erase")} action={t("own.erase")} busy={erasing} disabled={confirm !== name} onSubmit={erase} onClose={() => setAsking(false)}>
          <p>{t("own.erase.ask")}</p>
          <Field label={t("own.erase.confirm", {name})} value={confirm} autoComplete="off" onChange={(event) => setConfirm(event.target.value)} />
          {profile.has_password && <Field label={t("account.password")} type="password" autoComplete="current-password" value={password} onChange={(event) => setPassword(event.target.value)} />}
        </FormDialog>
      )}
    </>
  );
}
