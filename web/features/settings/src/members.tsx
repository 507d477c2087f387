import {allPages, type Schema} from "@stratum/api";
import {dateText, t} from "@stratum/model";
import {Button, Choice, EmptyState, Field, FormDialog, useLoaded, useMay, useService, useStore, useTask} from "@stratum/ui";
import {useState} from "react";
import {AskButton, Card, SecretDialog, Shown} from "./parts";

export function MembersPage() {
  const client = useService("client");
  const may = useMay("people.manage");
  const me = useStore(useService("session").state);
  const [inviting, setInviting] = useState(false), [link, setLink] = useState<Schema<"InvitationCreated">>();
  const page = useLoaded(async (signal) => {
    const [members, roles] = await Promise.all([
      allPages((cursor) => client.get("/members", {query: {limit: 200, ...(cursor ? {cursor} : {})}, signal})),
      allPages((cursor) => client.get("/roles", {query: {limit: 200, ...(cursor ? {cursor} : {})}, signal})),
    ]);
    return {members, roles};
  }, [client]);
  const invitations = useLoaded(async (signal) => (may ? allPages((cursor) => client.get("/invitations", {query: {limit: 200, ...(cursor ? {cursor} : {})}, signal})) : []), [client, may]);
  const [setRole, busy] = useTask(async (member: Schema<"Member">, role_id: string) => {
    await client.patch("/members/{id}", {path: {id: member.id}, ifMatch: member.version, body: {role_id}});
    page.reload();
  });
  const [withdraw, withdrawing] = useTask(async (id: string) => {
    await client.delete("/invitations/{id}", {path: {id}});
    invitations.reload();
  });
  const own = me.kind === "there" ? me.session.user?.id : undefined;
  return (
    <Shown of={page}>{({members, roles}) => (
      <>
        <Card title={t("members.title")} actions={may && <Button small look="primary" icon="add" onClick={() => setInviting(true)}>{t("members.invite")}</Button>}>
          {members.length === 0 ? <EmptyState title={t("profile.nobody")}>{t("profile.nobody.hint")}</EmptyState> : <div className="scroll-x" tabIndex={0}><table className="table">
            <thead><tr><th>{t("account.name")}</th><th>{t("members.role")}</th><th>{t("members.since")}</th><th>{t("members.seen")}</th><th><span className="hidden-text">{t("column.actions")}</span></th></tr></thead>
            <tbody>{members.map((member) => (
              <tr key={member.id}>
                <td><span className="strong">{member.name}</span> {member.locked && <span className="tag bad">{t("members.locked")}</span>}<br /><span className="faint">{member.email}</span></td>
                <td>{may && member.id !== own ? <select className="input role-select" aria-label={t("members.role.of", {name: member.name})} disabled={busy} value={member.role_id} onChange={(event) => setRole(member, event.target.value)}>{roles.map((role) => <option key={role.id} value={role.id}>{role.name}</option>)}</select> : member.role}</td>
                <td className="faint" data-label={t("members.since")}>{dateText(member.joined_at)}</td><td className="faint" data-label={t("members.seen")}>{member.last_seen_at ? dateText(member.last_seen_at) : "–"}</td>
                <td className="end">{may && member.id !== own && <AskButton label={t("action.remove")} question={t("members.remove.ask", {name: member.name})} onYes={async () => { await client.delete("/members/{id}", {path: {id: member.id}, ifMatch: member.version}); page.reload(); }} />}</td>
              </tr>
            ))}</tbody>
          </table></div>}
        </Card>
        {invitations.kind === "failed" && <Card title={t("members.invited")}><Shown of={invitations}>{() => null}</Shown></Card>}
        {(invitations.value ?? []).length > 0 && (
          <Card title={t("members.invited")}>
            <div className="scroll-x" tabIndex={0}><table className="table"><tbody>{invitations.value?.map((each) => (
              <tr key={each.id}><td className="strong">{each.email}</td><td>{each.role}</td><td className="faint">{t("keys.until", {when: dateText(each.expires_at)})}</td>
                <td className="end"><Button small look="quiet" disabled={withdrawing} onClick={() => withdraw(each.id)}>{t("members.withdraw")}</Button></td></tr>
            ))}</tbody></table></div>
          </Card>
        )}
        {inviting && <InviteDialog roles={roles} onClose={() => setInviting(false)} onMade={(made) => { setInviting(false); setLink(made); invitations.reload(); }} />}
        {link && <SecretDialog title={t("members.invited.link")} secret={link.link} text={link.sent ? t("members.invited.sent", {email: link.invitation.email}) : t("members.invited.unsent")} onClose={() => setLink(undefined)} />}
      </>
    )}</Shown>
  );
}

function InviteDialog({roles, onClose, onMade}: {readonly roles: readonly Schema<"Role">[]; readonly onClose: () => void; readonly onMade: (made: Schema<"InvitationCreated">) => void}) {
  const client = useService("client");
  const [email, setEmail] = useState(""), [role_id, setRole] = useState(roles.find((role) => role.name === "member")?.id ?? roles[0]?.id ?? "");
  const [invite, busy] = useTask(async () => onMade(await client.post("/invitations", {body: {email: email.trim(), role_id}})));
  return (
    <FormDialog title={t("members.invite")} action={t("members.invite")} busy={busy} disabled={!email.includes("@")} onSubmit={invite} onClose={onClose}>
      <Field label={t("account.email")} type="email" required autoFocus value={email} onChange={(event) => setEmail(event.target.value)} />
      <Choice label={t("members.role")} value={role_id} onChange={(event) => setRole(event.target.value)}>{roles.map((role) => <option key={role.id} value={role.id}>{role.name}</option>)}</Choice>
    </FormDialog>
  );
}
