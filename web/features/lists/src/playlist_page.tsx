import {allPages, Unreachable, type Entry, type Playlist} from "@stratum/api";
import {bpmText, spanText, t, timeText} from "@stratum/model";
import {Button, EmptyState, ErrorState, Field, FormDialog, Icon, KeyBadge, LoadingState, MenuButton, useLoaded, useMay, useService, useStore, useTask, useTitle} from "@stratum/ui";
import {useEffect, useRef, useState, type KeyboardEvent} from "react";
import {moveTo} from "./reorder";
import "./lists.css";

/** A playlist in its order, which is changed by dragging or with Alt and the arrow keys. */
export function PlaylistPage({id}: {readonly id: string}) {
  const client = useService("client");
  const playlist = useLoaded((signal) => client.get("/playlists/{id}", {path: {id}, signal}), [client, id]);
  const entries = useLoaded((signal) => allPages((cursor) => client.get("/playlists/{id}/entries", {path: {id}, query: {limit: 200, ...(cursor ? {cursor} : {})}, signal})), [client, id]);
  useTitle(playlist.value?.name ?? "");
  if (playlist.kind === "failed") return <ErrorState whole reason={playlist.reason} onRetry={playlist.reload} />;
  if (entries.kind === "failed") return <ErrorState whole reason={entries.reason} onRetry={entries.reload} />;
  if (!playlist.value || !entries.value) return <LoadingState />;
  return <PlaylistView playlist={playlist.value} entries={entries.value} onPlaylist={playlist.set} onEntries={entries.set} reload={() => { playlist.reload(); entries.reload(); }} />;
}

interface ViewProps {
  readonly playlist: Playlist;
  readonly entries: readonly Entry[];
  readonly onPlaylist: (playlist: Playlist) => void;
  readonly onEntries: (entries: Entry[]) => void;
  readonly reload: () => void;
}

function PlaylistView({playlist, entries, onPlaylist, onEntries, reload}: ViewProps) {
  const client = useService("client"), player = useService("player"), router = useService("router"), toasts = useService("toasts");
  const may = useMay("playlists.write");
  const current = useStore(player.state).track?.id;
  const [dragged, setDragged] = useState<string>(), [gap, setGap] = useState<number>();
  const [asking, setAsking] = useState<"rename" | "delete">();
  const latest = useRef(entries);
  useEffect(() => { latest.current = entries; });
  /** Shows the change at once; when it can not be kept, what was there is there again. */
  const change = async (next: Entry[], work: () => Promise<void>) => {
    const before = [...latest.current];
    onEntries(next);
    try {
      await work();
    } catch (reason) {
      onEntries(before);
      if (!(reason instanceof Unreachable)) reload();
      throw reason;
    }
  };
  const [move] = useTask(async (id: string, to: number) => {
    const moved = moveTo(entries.map((entry) => entry.id), new Set([id]), to);
    if (!moved) return;
    const byId = new Map(entries.map((entry) => [entry.id, entry]));
    await change(moved.order.map((each, position) => ({...byId.get(each)!, position})), async () => onPlaylist(await client.post("/playlists/{id}/entries/move", {path: {id: playlist.id}, body: moved.move})));
  });
  const [putBack] = useTask(async (entry: Entry, after: readonly string[]) => {
    const before = after.find((id) => latest.current.some((each) => each.id === id));
    await client.post("/playlists/{id}/entries", {path: {id: playlist.id}, body: {track_ids: [entry.track.id], ...(before ? {before} : {})}});
    reload();
  });
  const [remove] = useTask(async (entry: Entry) => {
    const after = entries.slice(entries.indexOf(entry) + 1).map((each) => each.id);
    await change(entries.filter((each) => each !== entry), () => client.delete("/playlists/{id}/entries/{entry}", {path: {id: playlist.id, entry: entry.id}}));
    reload();
    toasts.show("plain", t("lists.removed", {name: entry.track.title ?? entry.track.file_name}), {action: {label: t("action.undo"), run: () => putBack(entry, after)}});
  });
  const [drop, dropping] = useTask(async () => {
    await client.delete("/playlists/{id}", {path: {id: playlist.id}});
    toasts.show("plain", t("lists.deleted", {name: playlist.name}));
    router.go("/playlists");
  });
  const play = (index: number) => player.play(entries.map((entry) => entry.track), index);
  const onKeyDown = (event: KeyboardEvent, index: number, entry: Entry) => {
    if (event.target !== event.currentTarget) return;
    const rows = event.currentTarget.parentElement?.children;
    const focus = (n: number) => (rows?.[n] as HTMLElement | undefined)?.focus();
    if (event.altKey && may && (event.key === "ArrowUp" || event.key === "ArrowDown")) move(entry.id, event.key === "ArrowUp" ? index - 1 : index + 2);
    else if (event.key === "ArrowDown") focus(index + 1);
    else if (event.key === "ArrowUp") focus(index - 1);
    else if (event.key === "Home") focus(0);
    else if (event.key === "End") focus(entries.length - 1);
    else if (event.key === "Enter") play(index);
    else if (event.key === "Delete" && may) {
      focus(index + 1 < entries.length ? index + 1 : index - 1);
      remove(entry);
    }
    else return;
    event.preventDefault();
  };
  return (
    <div className="page">
      <header className="row wrap">
        <div className="grow"><h1>{playlist.name}</h1><p className="faint numeric">{t("tracks.count", {n: playlist.tracks})} · {spanText(playlist.duration)}</p>{playlist.description && <p className="soft">{playlist.description}</p>}</div>
        <Button look="primary" icon="play" disabled={entries.length === 0} onClick={() => play(0)}>{t("action.play")}</Button>
        {may && <MenuButton label={t("action.more")} entries={[{label: t("lists.edit"), icon: "list", run: () => setAsking("rename")}, {label: t("lists.delete"), icon: "bin", danger: true, run: () => setAsking("delete")}]} />}
      </header>
      {entries.length === 0 ? <EmptyState title={t("lists.no.tracks")}>{t("lists.no.tracks.hint")}</EmptyState> : (
        <ol className="entries" aria-label={playlist.name}>
          {entries.map((entry, index) => (
            <li key={entry.id} tabIndex={0} draggable={may} className={`entry ${gap === index ? "gap" : ""} ${gap === entries.length && index === entries.length - 1 ? "gap-after" : ""} ${current === entry.track.id ? "current" : ""}`}
              onKeyDown={(event) => onKeyDown(event, index, entry)} onDoubleClick={() => play(index)} onDragStart={() => setDragged(entry.id)} onDragEnd={() => { setDragged(undefined); setGap(undefined); }}
              onDragOver={(event) => {
                if (!dragged) return;
                event.preventDefault();
                const box = event.currentTarget.getBoundingClientRect();
                setGap(event.clientY > box.top + box.height / 2 ? index + 1 : index);
              }}
              onDrop={(event) => { event.preventDefault(); if (dragged && gap !== undefined) move(dragged, gap); setGap(undefined); }}>
              {may && <span className="handle"><Icon name="drag" /></span>}
              <span className="numeric faint place">{index + 1}</span>
              <span className="grow what"><span className="cut strong">{entry.track.title ?? entry.track.file_name}</span><span className="cut faint">{entry.track.artist ?? ""}</span></span>
              <Step from={entries[index - 1]} to={entry} />
              <span className="numeric bpm">{entry.track.bpm === undefined ? "" : bpmText(Math.round(entry.track.bpm * 10) / 10)}</span>
              <span className="key">{entry.track.key && <KeyBadge value={entry.track.key} />}</span>
              <span className="numeric faint time">{timeText(entry.track.duration)}</span>
              <MenuButton small label={t("lists.entry.menu", {name: entry.track.title ?? entry.track.file_name})} entries={[
                {label: t("action.play"), icon: "play", run: () => play(index)}, {label: t("library.open"), icon: "machine", run: () => router.go(`/tracks/${entry.track.id}`)}, "separator",
                {label: t("lists.up"), icon: "up", disabled: !may || index === 0, run: () => move(entry.id, index - 1)}, {label: t("lists.down"), icon: "down", disabled: !may || index === entries.length - 1, run: () => move(entry.id, index + 2)}, "separator",
                {label: t("lists.remove"), icon: "close", danger: true, disabled: !may, run: () => remove(entry)}]} />
            </li>
          ))}
        </ol>
      )}
      {asking === "delete" && <FormDialog danger title={t("lists.delete")} action={t("lists.delete")} busy={dropping} onSubmit={drop} onClose={() => setAsking(undefined)}><p>{t("lists.delete.ask", {name: playlist.name})}</p></FormDialog>}
      {asking === "rename" && <RenameDialog playlist={playlist} onDone={onPlaylist} onClose={() => setAsking(undefined)} />}
    </div>
  );
}

/** How far the tempo jumps from the track before, where that is more than a pitch fader likes. */
function Step({from, to}: {readonly from: Entry | undefined; readonly to: Entry}) {
  const a = from?.track.bpm, b = to.track.bpm;
  if (a === undefined || b === undefined) return null;
  const change = (b / a - 1) * 100;
  if (Math.abs(change) < 6) return null;
  return <span className="tag warn numeric" title={t("lists.jump")}>{change > 0 ? "+" : "−"}{Math.abs(change).toFixed(0)} %<span className="hidden-text">{t("lists.jump")}</span></span>;
}

function RenameDialog({playlist, onDone, onClose}: {readonly playlist: Playlist; readonly onDone: (playlist: Playlist) => void; readonly onClose: () => void}) {
  const client = useService("client");
  const [name, setName] = useState(playlist.name), [description, setDescription] = useState(playlist.description ?? "");
  const [keep, busy] = useTask(async () => {
    onDone(await client.patch("/playlists/{id}", {path: {id: playlist.id}, ifMatch: playlist.version, body: {name: name.trim(), description: description.trim() || null}}));
    onClose();
  });
  return (
    <FormDialog title={t("lists.edit")} action={t("action.save")} busy={busy} disabled={name.trim() === ""} onSubmit={keep} onClose={onClose}>
      <Field label={t("lists.name")} value={name} maxLength={200} onChange={(event) => setName(event.target.value)} />
      <Field label={t("lists.description")} value={description} maxLength={4000} onChange={(event) => setDescription(event.target.value)} />
    </FormDialog>
  );
}
