import {allPages, type Schema} from "@stratum/api";
import {t, told} from "@stratum/model";
import {Button, Check, Choice, Field, FormDialog, useLoaded, useMay, useService, useTask} from "@stratum/ui";
import {useState} from "react";
import {AskButton, Card, Shown} from "./parts";

type Role = Schema<"Role">;
type Permission = Schema<"PermissionList">["items"][number];

const meaningOf = (permission: Permission) => told(`server.permission.${permission.name}`, permission.description);
/** Custom roles are described by people, in their own language. */
const descriptionOf = (role: Role) => role.built_in ? told(`server.role.${role.name}`, role.description ?? "") : role.description;

export function RolesPage() {
  const client = useService("client");
  const may = useMay("roles.manage");
  const [editing, setEditing] = useState<Role | "new">();
  const page = useLoaded(async (signal) => {
    const [roles, permissions] = await Promise.all([
      allPages((cursor) => client.get("/roles", {query: {limit: 200, ...(cursor ? {cursor} : {})}, signal})), client.get("/permissions", {signal}),
    ]);
    return {roles, permissions: permissions.items};
  }, [client]);
  return (
    <Shown of={page}>{({roles, permissions}) => (
      <>
        <Card title={t("roles.title")} text={t("roles.text")} actions={may && <Button small look="primary" icon="add" onClick={() => setEditing("new")}>{t("roles.new")}</Button>}>
          <ul className="role-list">{roles.map((role) => (
            <li key={role.id} className="row wrap apart">
              <div className="grow"><span className="strong">{role.name}</span> {role.built_in && <span className="tag">{t("roles.built.in")}</span>}<p className="faint">{[descriptionOf(role), t("roles.facts", {n: role.permissions.length, members: role.members})].filter(Boolean).join(" · ")}</p></div>
              {may && !role.built_in && <span className="row"><Button small onClick={() => setEditing(role)}>{t("action.edit")}</Button><AskButton label={t("action.remove")} question={t("roles.remove.ask", {name: role.name})} onYes={async () => { await client.delete("/roles/{id}", {path: {id: role.id}, ifMatch: role.version}); page.reload(); }} /></span>}
            </li>
          ))}</ul>
        </Card>
        <Matrix roles={roles} permissions={permissions} />
        <WhyCard permissions={permissions} />
        {editing && <RoleDialog role={editing === "new" ? undefined : editing} permissions={permissions} onClose={() => setEditing(undefined)} onDone={() => { setEditing(undefined); page.reload(); }} />}
      </>
    )}</Shown>
  );
}

function Matrix({roles, permissions}: {readonly roles: readonly Role[]; readonly permissions: readonly Permission[]}) {
  return (
    <Card title={t("roles.matrix")}>
      <div className="scroll-x" tabIndex={0} role="region" aria-label={t("roles.matrix")}><table className="table matrix">
        <thead><tr><th>{t("roles.permission")}</th>{roles.map((role) => <th key={role.id} className="turn">{role.name}</th>)}</tr></thead>
        <tbody>{permissions.map((permission) => (
          <tr key={permission.name}><th scope="row" title={meaningOf(permission)}>{permission.name}</th>{roles.map((role) => {
            const yes = role.permissions.includes(permission.name);
            return <td key={role.id} className={yes ? "yes" : "no"}>{yes ? "✓" : "·"}<span className="hidden-text">{t(yes ? "value.yes" : "value.no")}</span></td>;
          })}</tr>
        ))}</tbody>
      </table></div>
    </Card>
  );
}

function WhyCard({permissions}: {readonly permissions: readonly Permission[]}) {
  const client = useService("client");
  const members = useLoaded((signal) => allPages((cursor) => client.get("/members", {query: {limit: 200, ...(cursor ? {cursor} : {})}, signal})), [client]);
  const [user, setUser] = useState(""), [permission, setPermission] = useState(permissions[0]?.name ?? ""), [answer, setAnswer] = useState<Schema<"PermissionAnswer">>();
  const who = user || (members.value?.[0]?.id ?? "");
  const [ask, busy] = useTask(async () => setAnswer(await client.get("/permissions/why", {query: {user: who, permission}})));
  return (
    <Card title={t("why.title")}>
      <form className="row wrap why" onSubmit={(event) => { event.preventDefault(); ask(); }}>
        <Choice label={t("why.who")} value={who} onChange={(event) => setUser(event.target.value)}>{members.value?.map((member) => <option key={member.id} value={member.id}>{member.name}</option>)}</Choice>
        <Choice label={t("why.what")} value={permission} onChange={(event) => setPermission(event.target.value)}>{permissions.map((each) => <option key={each.name} value={each.name}>{each.name}</option>)}</Choice>
        <Button type="submit" disabled={busy || who === ""}>{t("why.ask")}</Button>
      </form>
      {answer && <p role="status"><span className={`tag ${answer.allowed ? "good" : "bad"}`}>{t(answer.allowed ? "value.yes" : "value.no")}</span> {told(`server.why.${answer.code}`, answer.reason, {role: answer.role ?? ""})}</p>}
    </Card>
  );
}

function RoleDialog({role, permissions, onClose, onDone}: {readonly role: Role | undefined; readonly permissions: readonly Permission[]; readonly onClose: () => void; readonly onDone: () => void}) {
  const client = useService("client");
  const [name, setName] = useState(role?.name ?? ""), [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(role?.permissions));
  const [keep, busy] = useTask(async () => {
    const body = {name: name.trim(), permissions: [...chosen]};
    if (role) await client.patch("/roles/{id}", {path: {id: role.id}, ifMatch: role.version, body});
    else await client.post("/roles", {body});
    onDone();
  });
  const toggle = (each: string) => setChosen((before) => {
    const next = new Set(before);
    if (!next.delete(each)) next.add(each);
    return next;
  });
  return (
    <FormDialog title={role ? role.name : t("roles.new")} action={t("action.save")} busy={busy} disabled={name.trim() === ""} onSubmit={keep} onClose={onClose}>
      <Field label={t("account.name")} value={name} maxLength={200} required onChange={(event) => setName(event.target.value)} />
      <fieldset className="scopes"><legend>{t("roles.permissions")}</legend>{permissions.map((each) => <Check key={each.name} label={<>{each.name} <span className="faint">{meaningOf(each)}</span></>} checked={chosen.has(each.name)} onChange={() => toggle(each.name)} />)}</fieldset>
    </FormDialog>
  );
}
