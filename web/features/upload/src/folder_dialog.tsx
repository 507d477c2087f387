import {allPages} from "@stratum/api";
import {t} from "@stratum/model";
import {Button, Dialog, ErrorState, Field, Icon, LoadingState, useLoaded, useService, useTask} from "@stratum/ui";
import {useState} from "react";

/** Walks through the folders of the server's computer and adds one. */
export function FolderDialog({onClose}: {readonly onClose: () => void}) {
  const client = useService("client"), jobs = useService("jobs"), router = useService("router"), toasts = useService("toasts");
  const [path, setPath] = useState("");
  // Nothing: the field shows where one is. What is typed is not replaced by a listing that comes late.
  const [typed, setTyped] = useState<string>();
  const listing = useLoaded((signal) => client.get("/folders/browse", {query: path ? {path} : {}, signal}), [client, path]);
  const at = listing.value?.path ?? path;
  // What is in the field counts, also where nobody asked to see it first.
  const wanted = typed?.trim() || at, elsewhere = wanted !== at;
  const [add, busy] = useTask(async () => {
    const found = elsewhere ? (await client.get("/folders/browse", {query: {path: wanted}})).path : at;
    const before = await allPages((cursor) => client.get("/folders", {query: {limit: 200, ...(cursor ? {cursor} : {})}}));
    const {job} = await client.post("/folders", {body: {path: found}});
    jobs.put(job);
    toasts.show("good", t(before.some((folder) => folder.path === found) ? "folder.again" : "folder.added", {path: found}), {action: {label: t("folders.title"), run: () => router.go("/folders")}});
    onClose();
  });
  return (
    <Dialog title={t("folder.add")} onClose={onClose}>
      <div className="stack">
        <form className="row" onSubmit={(event) => { event.preventDefault(); setPath(wanted); }}>
          <div className="grow"><Field label={t("folder.path")} value={typed ?? at} spellCheck={false} onFocus={() => setTyped(typed ?? at)} onBlur={() => setTyped(typed === at || typed === "" ? undefined : typed)} onChange={(event) => setTyped(event.target.value)} /></div>
          <Button type="submit" className="folder-go">{t("folder.go")}</Button>
        </form>
        {listing.kind === "failed" ? <ErrorState reason={listing.reason} onRetry={() => { setTyped(undefined); setPath(""); }} /> : !listing.value ? <LoadingState /> : (
          <ul className="folder-list" aria-label={t("folder.list")}>
            {listing.value.parent !== undefined && <li><button type="button" onClick={() => { setTyped(undefined); setPath(listing.value?.parent ?? ""); }}><Icon name="up" />{t("folder.up")}</button></li>}
            {listing.value.folders.map((folder) => <li key={folder.path}><button type="button" onClick={() => { setTyped(undefined); setPath(folder.path); }}><Icon name="folder" /><span className="cut">{folder.name}</span></button></li>)}
            {listing.value.folders.length === 0 && <li className="faint">{t("folder.none")}</li>}
          </ul>
        )}
        <div className="row wrap apart"><span className="faint numeric">{listing.value && !elsewhere ? t("folder.audio", {n: listing.value.audio_files}) : ""}</span>
          <Button look="primary" icon="add" disabled={busy || (!elsewhere && listing.kind !== "there")} onClick={add}>{t("folder.add.this")}</Button></div>
      </div>
    </Dialog>
  );
}
