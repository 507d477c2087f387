import {t} from "@stratum/model";
import {useService, useStore} from "@stratum/ui";
import {useEffect} from "react";
import {Card} from "./parts";

/** Other sites to sign in by: who goes there and comes back can sign in by them from then on. */
export function ProvidersCard() {
  const client = useService("client"), model = useService("session"), router = useService("router"), toasts = useService("toasts");
  const state = useStore(model.state), place = useStore(router);
  const session = state.kind === "there" ? state.session : undefined;
  const providers = session?.server.oidc_providers ?? [];
  // The way back carries which one it was; who came to nothing is led elsewhere.
  const linked = providers.find((each) => each.id === place.query["linked"])?.name;
  useEffect(() => {
    if (linked === undefined) return;
    toasts.show("good", t("providers.linked", {name: linked}));
    router.replace("/settings/profile");
  }, [linked, router, toasts]);
  // Where nobody needs to sign in there is no session that another site could be linked with.
  if (providers.length === 0 || session?.forced === false) return null;
  return (
    <Card title={t("providers.title")} text={t("providers.text")}>
      <div className="row wrap">{providers.map(({id, name}) => (
        <a key={id} className="button" href={client.address("/session/oidc/{provider}/start", {path: {provider: id}, query: {return_to: `/settings/profile?linked=${id}`}})}>{t("providers.link", {name})}</a>
      ))}</div>
    </Card>
  );
}
