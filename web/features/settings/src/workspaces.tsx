import {allPages, type Schema} from "@stratum/api";
import {t} from "@stratum/model";
import {Button, Field, FormDialog, useLoaded, useMay, useService, useStore, useTask} from "@stratum/ui";
import {useState} from "react";
import {AskButton, Card, Shown} from "./parts";
import {ThisWorkspace} from "./this_workspace";

type Workspace = Schema<"Workspace">;

/** The workspaces one is in: to go to, to make, to rename and to leave. */
export function WorkspacesPage() {
  const client = useService("client"), model = useService("session"), router = useService("router"), toasts = useService("toasts");
  const state = useStore(model.state);
  const session = state.kind === "there" ? state.session : undefined;
  const here = session?.workspace?.id, user = session?.user?.id;
  const [naming, setNaming] = useState<Workspace | "new">();
  const all = useLoaded((signal) => allPages((cursor) => client.get("/workspaces", {query: {limit: 200, ...(cursor ? {cursor} : {})}, signal})), [client]);
  const enter = async ({id, name}: Pick<Workspace, "id" | "name">) => {
    await model.enter(id);
    toasts.show("good", t("workspace.made", {name}));
    router.go("/");
  };
  const [go, going] = useTask(enter);
  const named = async (name: string) => {
    if (naming === "new") return enter(await client.post("/workspaces", {body: {name}}));
    if (naming) await client.patch("/workspaces/{id}", {path: {id: naming.id}, ifMatch: naming.version, body: {name}});
    setNaming(undefined);
    all.reload();
    await model.refresh();
  };
  return (
    <>
      <Card title={t("workspaces.title")} text={t("workspaces.text")} actions={user && <Button small look="primary" icon="add" onClick={() => setNaming("new")}>{t("workspace.new")}</Button>}>
        <Shown of={all}>{(items) => (
          <ul className="role-list">{items.map((each) => (
            <li key={each.id} className="row wrap apart">
              <div className="grow"><span className="strong">{each.name}</span> {each.id === here && <span className="tag good">{t("workspace.here")}</span>}<p className="faint">{each.role}</p></div>
              {each.id === here ? <Here workspace={each} signedIn={user !== undefined} onRename={() => setNaming(each)} /> : <Button small disabled={going} aria-label={t("nav.workspace", {name: each.name})} onClick={() => go(each)}>{t("workspace.go")}</Button>}
            </li>
          ))}</ul>
        )}</Shown>
      </Card>
      <ThisWorkspace />
      {naming && <NameDialog before={naming === "new" ? undefined : naming.name} onName={named} onClose={() => setNaming(undefined)} />}
    </>
  );
}

/** What can be done about the workspace one is in. */
function Here({workspace, signedIn, onRename}: {readonly workspace: Workspace; readonly signedIn: boolean; readonly onRename: () => void}) {
  const client = useService("client"), model = useService("session"), router = useService("router"), toasts = useService("toasts");
  const mayRename = useMay("workspace.manage");
  const leave = async () => {
    await client.delete("/workspaces/{id}/membership", {path: {id: workspace.id}});
    toasts.show("plain", t("workspace.left", {name: workspace.name}));
    await model.refresh();
    router.go("/");
  };
  return (
    <span className="row">
      {mayRename && <Button small onClick={onRename}>{t("workspace.rename")}</Button>}
      {signedIn && <AskButton label={t("workspace.leave")} question={t("workspace.leave.ask", {name: workspace.name})} onYes={leave} />}
    </span>
  );
}

function NameDialog({before, onName, onClose}: {readonly before: string | undefined; readonly onName: (name: string) => Promise<void>; readonly onClose: () => void}) {
  const [name, setName] = useState(before ?? "");
  const [keep, busy] = useTask(() => onName(name.trim()));
  return (
    <FormDialog title={t(before === undefined ? "workspace.new" : "workspace.rename")} action={t(before === undefined ? "action.create" : "action.save")} busy={busy} disabled={name.trim() === "" || name.trim() === before} onSubmit={keep} onClose={onClose}>
      <Field label={t("account.name")} value={name} maxLength={200} required autoFocus onChange={(event) => setName(event.target.value)} />
    </FormDialog>
  );
}
