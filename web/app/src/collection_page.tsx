import {LibraryPage} from "@stratum/library";
import {t} from "@stratum/model";
import {EmptyState, ErrorState, LoadingState, useLoaded, useScoped, useService} from "@stratum/ui";
import {lazy, Suspense, useMemo} from "react";

const CollectionMenu = lazy(() => import("@stratum/lists").then((module) => ({default: module.CollectionMenu})));

/** A collection as a table; tracks can be taken out of one that is kept by hand. */
export function CollectionPage({id}: {readonly id: string}) {
  const client = useService("client"), live = useService("live");
  const collection = useLoaded((signal) => client.get("/collections/{id}", {path: {id}, signal}), [client, id]);
  const {reload, value} = collection;
  useScoped((scope) => {
    scope.add(live.onEvent((event) => {
      if (event.name.startsWith("collection.") && event.data.collection_id === id) reload();
    }));
  }, [live, id, reload]);
  const fixed = useMemo(() => ({collection: id}), [id]);
  if (collection.kind === "failed") return <ErrorState whole reason={collection.reason} onRetry={reload} />;
  if (!value) return <LoadingState />;
  const byQuery = value.kind === "query";
  return (
    <LibraryPage key={value.query} title={value.name} text={[value.description, value.query].filter(Boolean).join(" · ")} fixed={fixed} inside={byQuery ? undefined : value}
      actions={<Suspense fallback={null}><CollectionMenu collection={value} onChanged={collection.set} /></Suspense>}
      empty={<EmptyState title={t(byQuery ? "lists.collection.none" : "lists.no.tracks")}>{t(byQuery ? "lists.collection.none.hint" : "lists.no.tracks.collection")}</EmptyState>} />
  );
}
