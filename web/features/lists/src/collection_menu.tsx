import type {Collection} from "@stratum/api";
import {t} from "@stratum/model";
import {Field, FormDialog, MenuButton, useMay, useService, useTask} from "@stratum/ui";
import {useState} from "react";

/** Renames, describes, queries and deletes a collection. */
export function CollectionMenu({collection, onChanged}: {readonly collection: Collection; readonly onChanged: (collection: Collection) => void}) {
  const client = useService("client"), router = useService("router"), toasts = useService("toasts");
  const may = useMay("collections.write");
  const [asking, setAsking] = useState<"edit" | "delete">();
  const close = () => setAsking(undefined);
  const [drop, dropping] = useTask(async () => {
    await client.delete("/collections/{id}", {path: {id: collection.id}});
    toasts.show("plain", t("lists.deleted", {name: collection.name}));
    router.go("/playlists");
  });
  if (!may) return null;
  return (
    <>
      <MenuButton label={t("action.more")} entries={[{label: t("action.edit"), icon: "list", run: () => setAsking("edit")}, {label: t("lists.collection.delete"), icon: "bin", danger: true, run: () => setAsking("delete")}]} />
      {asking === "delete" && <FormDialog danger title={t("lists.collection.delete")} action={t("lists.collection.delete")} busy={dropping} onSubmit={drop} onClose={close}><p>{t("lists.delete.ask", {name: collection.name})}</p></FormDialog>}
      {asking === "edit" && <CollectionDialog collection={collection} onDone={onChanged} onClose={close} />}
    </>
  );
}

function CollectionDialog({collection, onDone, onClose}: {readonly collection: Collection; readonly onDone: (collection: Collection) => void; readonly onClose: () => void}) {
  const client = useService("client");
  const byQuery = collection.kind === "query";
  const [name, setName] = useState(collection.name), [description, setDescription] = useState(collection.description ?? ""), [query, setQuery] = useState(collection.query ?? "");
  const [keep, busy] = useTask(async () => {
    const body = {name: name.trim(), description: description.trim() || null, ...(byQuery ? {query: query.trim()} : {})};
    onDone(await client.patch("/collections/{id}", {path: {id: collection.id}, ifMatch: collection.version, body}));
    onClose();
  });
  return (
    <FormDialog title={t("action.edit")} action={t("action.save")} busy={busy} disabled={name.trim() === "" || (byQuery && query.trim() === "")} onSubmit={keep} onClose={onClose}>
      <Field label={t("lists.name")} value={name} maxLength={200} onChange={(event) => setName(event.target.value)} />
      <Field label={t("lists.description")} value={description} maxLength={4000} onChange={(event) => setDescription(event.target.value)} />
      {byQuery && <Field label={t("lists.query")} value={query} maxLength={500} spellCheck={false} onChange={(event) => setQuery(event.target.value)} />}
    </FormDialog>
  );
}
