import type {TrackSummary} from "@stratum/api";
import {allPages, type Playlist} from "@stratum/api";
import {byName, numberText, t} from "@stratum/model";
import {Button, Field, FormDialog, Menu, MenuButton, ProgressBar, useMay, useService, useTask, type MenuEntry} from "@stratum/ui";
import {useState} from "react";
import {doToAll} from "./actions";

interface SelectionProps {
  readonly count: number;
  readonly collect: (tell: (read: number) => void) => Promise<TrackSummary[]>;
  readonly bin: boolean;
  readonly onOpen: () => void;
  readonly onPlay: () => void;
  readonly onClear: () => void;
  readonly onChanged: () => void;
}

type Question = {readonly kind: "bin" | "erase"; readonly tracks: readonly TrackSummary[]} | {readonly kind: "playlist"; readonly tracks: readonly TrackSummary[]};

/** What can be done with the chosen tracks: as a bar below the table and as its context menu. */
export function useTrackActions(props: SelectionProps) {
  const client = useService("client"), toasts = useService("toasts"), jobs = useService("jobs");
  const mayWrite = useMay("playlists.write"), mayRun = useMay("analyses.run"), mayDelete = useMay("tracks.delete");
  const [question, setQuestion] = useState<Question>();
  /** How many of the chosen tracks are read, while the rest is on its way. */
  const [reading, setReading] = useState<number>();
  const collect = () => props.collect(setReading).finally(() => setReading(undefined));
  const [analyse] = useTask(async () => {
    const {job} = await client.post("/analyses", {body: {track_ids: (await collect()).map((track) => track.id), force: true}});
    jobs.put(job);
    toasts.show("plain", t("library.analysing", {n: props.count}));
  });
  const [restore] = useTask(async () => {
    await doToAll(client, "restore", await collect());
    toasts.show("good", t("library.restored", {n: props.count}));
    props.onChanged();
  });
  const [ask] = useTask(async (kind: Question["kind"]) => setQuestion({kind, tracks: await collect()}));
  const busy = reading !== undefined;
  const entries: MenuEntry[] = props.bin
    ? [{label: t("library.restore"), icon: "undo", disabled: busy || !mayDelete, run: restore}, {label: t("library.erase"), icon: "bin", danger: true, disabled: busy || !mayDelete, run: () => ask("erase")}]
    : [
        {label: t("action.play"), icon: "play", run: props.onPlay},
        {label: t("library.open"), icon: "machine", run: props.onOpen},
        "separator",
        {label: t("library.to.playlist"), icon: "playlist", disabled: busy || !mayWrite, run: () => ask("playlist")},
        {label: t("library.analyse"), icon: "refresh", disabled: busy || !mayRun, run: analyse},
        "separator",
        {label: t("library.bin"), icon: "bin", danger: true, disabled: busy || !mayDelete, run: () => ask("bin")},
      ];
  const dialogs = question && <ActionDialog question={question} onClose={() => setQuestion(undefined)} onChanged={props.onChanged} />;
  return {entries, dialogs, reading, askBin: () => { if (!busy) ask(props.bin ? "erase" : "bin"); }};
}

export function SelectionBar({count, entries, reading, onClear}: {readonly count: number; readonly entries: readonly MenuEntry[]; readonly reading: number | undefined; readonly onClear: () => void}) {
  if (count < 2) return null;
  return (
    <div className="selection-bar" role="region" aria-label={t("library.selection")}>
      <span className="strong numeric" aria-live="polite">{t("library.chosen", {n: count})}</span>
      <span className="row wide-only">
        {entries.filter((entry) => entry !== "separator").slice(0, 6).map((entry) => (
          <Button key={entry.label} small look={entry.danger ? "danger" : "plain"} disabled={entry.disabled} {...(entry.icon ? {icon: entry.icon} : {})} onClick={entry.run}>{entry.label}</Button>
        ))}
      </span>
      <span className="narrow-only"><MenuButton label={t("action.more")} entries={entries} /></span>
      {reading === undefined ? <span className="grow" /> : (
        <span className="grow reading" role="status"><span className="numeric">{t("library.reading", {done: numberText(reading), total: numberText(count)})}</span><ProgressBar value={reading / count} label={t("library.selection")} /></span>
      )}
      <Button small look="quiet" icon="close" onClick={onClear}>{t("library.selection.clear")}</Button>
    </div>
  );
}

export function ContextMenu({point, entries, onClose}: {readonly point: {x: number; y: number}; readonly entries: readonly MenuEntry[]; readonly onClose: () => void}) {
  return <Menu label={t("library.selection")} entries={entries} anchor={{left: point.x, right: point.x, top: point.y, bottom: point.y}} onClose={onClose} />;
}

function ActionDialog({question, onClose, onChanged}: {readonly question: Question; readonly onClose: () => void; readonly onChanged: () => void}) {
  const client = useService("client"), toasts = useService("toasts");
  const n = question.tracks.length;
  const [run, busy] = useTask(async () => {
    if (question.kind === "playlist") return;
    await doToAll(client, question.kind, question.tracks);
    onClose();
    onChanged();
    if (question.kind === "erase") return toasts.show("plain", t("library.erased", {n}));
    toasts.show("plain", t("library.binned", {n}), {action: {label: t("action.undo"), run: () => void doToAll(client, "restore", question.tracks).then(onChanged, toasts.fail)}});
  });
  if (question.kind === "playlist") return <PlaylistDialog tracks={question.tracks} onClose={onClose} />;
  const erase = question.kind === "erase";
  return (
    <FormDialog title={t(erase ? "library.erase" : "library.bin")} action={t(erase ? "library.erase" : "library.bin")} danger busy={busy} onSubmit={run} onClose={onClose}>
      <p>{t(erase ? "library.erase.ask" : "library.bin.ask", {n})}</p>
    </FormDialog>
  );
}

function PlaylistDialog({tracks, onClose}: {readonly tracks: readonly TrackSummary[]; readonly onClose: () => void}) {
  const client = useService("client"), toasts = useService("toasts"), router = useService("router");
  const [lists, setLists] = useState<readonly Playlist[]>();
  const [chosen, setChosen] = useState(""), [name, setName] = useState("");
  const [load] = useTask(async () => setLists(await allPages((cursor) => client.get("/playlists", {query: {limit: 200, ...(cursor ? {cursor} : {})}}))));
  if (lists === undefined && chosen === "") {
    setChosen("new");
    load();
  }
  const [keep, busy] = useTask(async () => {
    const track_ids = tracks.map((track) => track.id);
    const made = chosen === "new" ? await client.post("/playlists", {body: {name: name.trim(), track_ids}}) : (await client.post("/playlists/{id}/entries", {path: {id: chosen}, body: {track_ids}})).playlist;
    onClose();
    toasts.show("good", t("library.to.playlist.done", {n: tracks.length, name: made.name}), {action: {label: t("action.open"), run: () => router.go(`/playlists/${made.id}`)}});
  });
  return (
    <FormDialog title={t("library.to.playlist")} action={t("action.add")} busy={busy} disabled={chosen === "new" && name.trim() === ""} onSubmit={keep} onClose={onClose}>
      <ul className="choices">
        <li><label className="check"><input type="radio" name="list" checked={chosen === "new"} onChange={() => setChosen("new")} />{t("lists.new")}</label></li>
        {chosen === "new" && <li><Field label={t("lists.name")} value={name} maxLength={200} autoFocus onChange={(event) => setName(event.target.value)} /></li>}
        {lists && [...lists].sort(byName).map((list) => (
          <li key={list.id}><label className="check"><input type="radio" name="list" checked={chosen === list.id} onChange={() => setChosen(list.id)} /><span className="grow cut">{list.name}</span><span className="faint numeric">{t("tracks.count", {n: list.tracks})}</span></label></li>
        ))}
      </ul>
    </FormDialog>
  );
}
