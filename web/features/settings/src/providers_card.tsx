import {allPages} from "@stratum/api";
import {momentText, t} from "@stratum/model";
import {Button, useLoaded, useService, useStore, useTask} from "@stratum/ui";
import {useEffect} from "react";
import {AskButton, Card, Shown} from "./parts";

/** Other sites to sign in by: who goes there and comes back can sign in by them from then on, until they are unlinked. */
export function ProvidersCard() {
  const client = useService("client"), model = useService("session"), router = useService("router"), toasts = useService("toasts");
  const state = useStore(model.state), place = useStore(router);
  const session = state.kind === "there" ? state.session : undefined;
  const providers = session?.server.oidc_providers ?? [];
  // The way back carries which one it was; who came to nothing is led elsewhere.
  const back = providers.find((each) => each.id === place.query["linked"])?.name;
  useEffect(() => {
    if (back === undefined) return;
    toasts.show("good", t("providers.linked", {name: back}));
    router.replace("/settings/profile");
  }, [back, router, toasts]);
  const [link, going] = useTask(async (provider: string) => {
    const {url} = await client.post("/profile/identities", {body: {provider, return_to: `/settings/profile?linked=${provider}`}});
    location.assign(url);
  });
  // Where nobody needs to sign in there is no session that another site could be linked with.
  if (providers.length === 0 || session?.forced === false) return null;
  return (
    <Card title={t("providers.title")} text={t("providers.text")}>
      <Linked />
      <div className="row wrap">{providers.map((each) => <Button key={each.id} disabled={going} onClick={() => link(each.id)}>{t("providers.link", {name: each.name})}</Button>)}</div>
    </Card>
  );
}

function Linked() {
  const client = useService("client");
  const all = useLoaded((signal) => allPages((cursor) => client.get("/profile/identities", {query: {limit: 200, ...(cursor ? {cursor} : {})}, signal})), [client]);
  const unlink = async (id: string) => {
    await client.delete("/profile/identities/{id}", {path: {id}});
    all.reload();
  };
  return (
    <Shown of={all}>{(items) => items.length > 0 && (
      <table className="table"><tbody>{items.map(({id, name, email, last_used_at}) => (
        <tr key={id}>
          <td><span className="strong">{name}</span>{email && <p className="faint">{email}</p>}</td>
          <td className="faint">{t("keys.used", {when: momentText(last_used_at)})}</td>
          <td className="end"><AskButton label={t("providers.unlink")} question={t("providers.unlink.ask", {name})} onYes={() => unlink(id)} /></td>
        </tr>
      ))}</tbody></table>
    )}</Shown>
  );
}
