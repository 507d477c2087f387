import {t} from "@stratum/model";
import {Button, Field, FormDialog, useMay, useService, useStore, useTask} from "@stratum/ui";
import {useState} from "react";
import {Card} from "./parts";

/** For owners: to delete the workspace they are in. */
export function ThisWorkspace() {
  const model = useService("session"), router = useService("router"), toasts = useService("toasts");
  const session = useStore(model.state);
  const may = useMay("workspace.delete");
  const [asking, setAsking] = useState(false), [confirm, setConfirm] = useState("");
  const [remove, busy] = useTask(async () => {
    await model.deleteWorkspace(confirm);
    toasts.show("plain", t("workspace.deleted", {name: confirm}));
    router.go("/");
  });
  const there = session.kind === "there" ? session.session : undefined;
  const name = there?.workspace?.name ?? "";
  if (!may || !there?.user || name === "") return null;
  return (
    <Card title={t("workspace.title", {name})} text={t("workspace.text")}>
      <div className="row wrap"><Button look="danger" onClick={() => { setConfirm(""); setAsking(true); }}>{t("workspace.delete")}</Button></div>
      {asking && (
        <FormDialog danger title={t("workspace.delete")} action={t("workspace.delete")} busy={busy} disabled={confirm !== name} onSubmit={remove} onClose={() => setAsking(false)}>
          <p>{t("workspace.delete.ask")}</p>
          <Field label={t("own.erase.confirm", {name})} value={confirm} autoComplete="off" onChange={(event) => setConfirm(event.target.value)} />
        </FormDialog>
      )}
    </Card>
  );
}
