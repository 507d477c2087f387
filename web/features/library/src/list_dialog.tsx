import {allPages, type TrackSummary} from "@stratum/api";
import {byName, t} from "@stratum/model";
import {ErrorState, Field, FormDialog, LoadingState, useLoaded, useService, useTask} from "@stratum/ui";
import {useState} from "react";
import {addToList, type ListKind} from "./actions";

/** Puts tracks into a playlist or into a collection that is kept by hand: one that is there, or a new one. */
export function ListDialog({kind, tracks, onClose}: {readonly kind: ListKind; readonly tracks: readonly TrackSummary[]; readonly onClose: () => void}) {
  const client = useService("client"), toasts = useService("toasts"), router = useService("router");
  const [chosen, setChosen] = useState("new"), [name, setName] = useState("");
  const lists = useLoaded(async (signal) => {
    const query = (cursor: string | undefined) => ({limit: 200, ...(cursor ? {cursor} : {})});
    if (kind === "playlist") return allPages((cursor) => client.get("/playlists", {query: query(cursor), signal}));
    return (await allPages((cursor) => client.get("/collections", {query: query(cursor), signal}))).filter((list) => list.kind === "manual");
  }, [client, kind]);
  const [keep, busy] = useTask(async () => {
    const list = await addToList(client, kind, chosen === "new" ? {name: name.trim()} : {id: chosen}, tracks);
    onClose();
    toasts.show("good", t("library.to.playlist.done", {n: tracks.length, name: list.name}), {action: {label: t("action.open"), run: () => router.go(`/${kind}s/${list.id}`)}});
  });
  return (
    <FormDialog title={t(kind === "playlist" ? "library.to.playlist" : "library.to.collection")} action={t("action.add")} busy={busy} disabled={chosen === "new" && name.trim() === ""} onSubmit={keep} onClose={onClose}>
      <ul className="choices">
        <li><label className="check"><input type="radio" name="list" checked={chosen === "new"} onChange={() => setChosen("new")} />{t(kind === "playlist" ? "lists.new" : "lists.collection.new")}</label></li>
        {chosen === "new" && <li><Field label={t("lists.name")} value={name} maxLength={200} autoFocus onChange={(event) => setName(event.target.value)} /></li>}
        {[...lists.value ?? []].sort(byName).map((list) => (
          <li key={list.id}><label className="check"><input type="radio" name="list" checked={chosen === list.id} onChange={() => setChosen(list.id)} /><span className="grow cut">{list.name}</span><span className="faint numeric">{t("tracks.count", {n: list.tracks ?? 0})}</span></label></li>
        ))}
      </ul>
      {lists.kind === "failed" ? <ErrorState reason={lists.reason} onRetry={lists.reload} /> : !lists.value && <LoadingState />}
    </FormDialog>
  );
}
