import {allPages, type Collection, type Playlist} from "@stratum/api";
import {byName, spanText, t} from "@stratum/model";
import {Button, EmptyState, ErrorState, Field, FormDialog, Icon, Link, LoadingState, useLoaded, useMay, useScoped, useService, useTask, useTitle} from "@stratum/ui";
import {useState} from "react";
import "./lists.css";

/** Playlists and collections. */
export function PlaylistsPage() {
  useTitle(t("nav.playlists"));
  const client = useService("client"), live = useService("live");
  const mayWrite = useMay("playlists.write"), mayCollect = useMay("collections.write");
  const playlists = useLoaded((signal) => allPages((cursor) => client.get("/playlists", {query: {limit: 200, ...(cursor ? {cursor} : {})}, signal})), [client]);
  const collections = useLoaded((signal) => allPages((cursor) => client.get("/collections", {query: {limit: 200, ...(cursor ? {cursor} : {})}, signal})), [client]);
  const {reload: reloadPlaylists} = playlists, {reload: reloadCollections} = collections;
  const [making, setMaking] = useState<"playlist" | "collection">();
  useScoped((scope) => {
    scope.add(live.onEvent((event) => {
      if (event.name.startsWith("playlist.")) reloadPlaylists();
      if (event.name.startsWith("collection.")) reloadCollections();
    }));
  }, [live, reloadPlaylists, reloadCollections]);
  return (
    <div className="page">
      <header className="row wrap lists-head"><h1 className="grow">{t("nav.playlists")}</h1>
        {mayWrite && <Button look="primary" icon="add" onClick={() => setMaking("playlist")}>{t("lists.new")}</Button>}
        {mayCollect && <Button icon="collection" onClick={() => setMaking("collection")}>{t("lists.collection.new")}</Button>}</header>
      {playlists.kind === "failed" ? <ErrorState reason={playlists.reason} onRetry={reloadPlaylists} /> : !playlists.value ? <LoadingState />
        : playlists.value.length === 0 ? <EmptyState title={t("lists.empty")}>{t("lists.empty.hint")}</EmptyState>
        : <ul className="list-cards">{[...playlists.value].sort(byName).map((list) => <PlaylistCard key={list.id} list={list} />)}</ul>}
      {collections.kind === "failed" && playlists.kind !== "failed" && <><h2>{t("lists.collections")}</h2><ErrorState reason={collections.reason} onRetry={reloadCollections} /></>}
      {collections.value && collections.value.length > 0 && <>
        <h2>{t("lists.collections")}</h2>
        <ul className="list-cards">{[...collections.value].sort(byName).map((list) => <CollectionCard key={list.id} list={list} />)}</ul>
      </>}
      {making && <NewListDialog kind={making} onClose={() => setMaking(undefined)} />}
    </div>
  );
}

function PlaylistCard({list}: {readonly list: Playlist}) {
  return (
    <li><Link to={`/playlists/${list.id}`} className="list-card"><Icon name="playlist" /><span className="grow cut"><strong>{list.name}</strong><span className="faint">{t("tracks.count", {n: list.tracks})} {list.tracks > 0 && ` · ${spanText(list.duration)}`}</span></span></Link></li>
  );
}

function CollectionCard({list}: {readonly list: Collection}) {
  return (
    <li><Link to={`/collections/${list.id}`} className="list-card"><Icon name={list.kind === "query" ? "search" : "collection"} /><span className="grow cut"><strong>{list.name}</strong><span className="faint">{list.query ?? t("tracks.count", {n: list.tracks ?? 0})}</span></span></Link></li>
  );
}

function NewListDialog({kind, onClose}: {readonly kind: "playlist" | "collection"; readonly onClose: () => void}) {
  const client = useService("client"), router = useService("router");
  const [name, setName] = useState(""), [query, setQuery] = useState("");
  const [make, busy] = useTask(async () => {
    const made = kind === "playlist" ? await client.post("/playlists", {body: {name: name.trim()}})
      : await client.post("/collections", {body: {name: name.trim(), ...(query.trim() ? {query: query.trim()} : {})}});
    onClose();
    router.go(`/${kind}s/${made.id}`);
  });
  return (
    <FormDialog title={kind === "playlist" ? t("lists.new") : t("lists.collection.new")} action={t("action.create")} busy={busy} disabled={name.trim() === ""} onSubmit={make} onClose={onClose}>
      <Field label={t("lists.name")} value={name} maxLength={200} autoFocus onChange={(event) => setName(event.target.value)} />
      {kind === "collection" && <Field label={t("lists.query")} hint={t("lists.query.hint")} value={query} maxLength={500} spellCheck={false} onChange={(event) => setQuery(event.target.value)} />}
    </FormDialog>
  );
}
