import {allPages, type Schema} from "@stratum/api";
import {isOver, momentText, t} from "@stratum/model";
import {Button, EmptyState, ErrorState, FormDialog, Icon, LoadingState, useLoaded, useMay, useScoped, useService, useTask, useTitle} from "@stratum/ui";
import {useState} from "react";
import {AddMusic} from "./upload_button";
import "./upload.css";

type Folder = Schema<"Folder">;

/** The folders of the server's computer that were added: looked through again, or forgotten. */
export function FoldersPage() {
  useTitle(t("folders.title"));
  const client = useService("client"), live = useService("live");
  const folders = useLoaded((signal) => allPages((cursor) => client.get("/folders", {query: {limit: 200, ...(cursor ? {cursor} : {})}, signal})), [client]);
  const {reload} = folders;
  const [forgetting, setForgetting] = useState<Folder>();
  useScoped((scope) => {
    scope.add(live.onEvent(({data: {job}}) => {
      if (job?.kind === "scan" && (isOver(job) || job.state === "queued")) reload();
    }));
  }, [live, reload]);
  return (
    <div className="page">
      <header className="row wrap"><div className="grow"><h1>{t("folders.title")}</h1><p className="soft">{t("folders.text")}</p></div><AddMusic /></header>
      {folders.kind === "failed" ? <ErrorState reason={folders.reason} onRetry={reload} /> : !folders.value ? <LoadingState />
        : folders.value.length === 0 ? <EmptyState title={t("folders.none")}>{t("folders.none.hint")}</EmptyState>
        : <ul className="card folders" aria-label={t("folders.title")}>{[...folders.value].sort((a, b) => a.path.localeCompare(b.path)).map((folder) => <FolderRow key={folder.id} folder={folder} reload={reload} onForget={() => setForgetting(folder)} />)}</ul>}
      {forgetting && <ForgetDialog folder={forgetting} onDone={reload} onClose={() => setForgetting(undefined)} />}
    </div>
  );
}

function FolderRow({folder, reload, onForget}: {readonly folder: Folder; readonly reload: () => void; readonly onForget: () => void}) {
  const client = useService("client"), jobs = useService("jobs"), toasts = useService("toasts");
  const may = useMay("folders.add");
  const [scan, busy] = useTask(async () => {
    jobs.put((await client.post("/folders/{id}/scan", {path: {id: folder.id}})).job);
    toasts.show("good", t("folders.scanning", {path: folder.path}));
    reload();
  });
  return (
    <li className="row wrap">
      <Icon name="folder" />
      <div className="grow"><span className="strong path">{folder.path}</span>
        <p className="faint numeric">{t("tracks.count", {n: folder.tracks})}{folder.scanned_at && ` · ${t("folders.scanned", {when: momentText(folder.scanned_at)})}`}</p></div>
      {!folder.present && <span className="tag bad">{t("track.file.gone")}</span>}
      {may && <Button small icon="refresh" disabled={busy || !folder.present} onClick={scan}>{t("folders.scan")}</Button>}
      {may && <Button small look="danger" onClick={onForget}>{t("folders.forget")}</Button>}
    </li>
  );
}

function ForgetDialog({folder, onDone, onClose}: {readonly folder: Folder; readonly onDone: () => void; readonly onClose: () => void}) {
  const client = useService("client"), toasts = useService("toasts");
  const [forget, busy] = useTask(async () => {
    await client.delete("/folders/{id}", {path: {id: folder.id}});
    onClose();
    toasts.show("plain", t("folders.forgotten", {path: folder.path}));
    onDone();
  });
  return <FormDialog danger title={t("folders.forget")} action={t("folders.forget")} busy={busy} onSubmit={forget} onClose={onClose}><p>{t("folders.forget.ask", {path: folder.path})}</p></FormDialog>;
}
