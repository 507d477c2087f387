import type {TrackSummary} from "@stratum/api";
import {t} from "@stratum/model";
import {FormDialog, useMay, useService, useTask, type MenuEntry} from "@stratum/ui";
import {lazy, Suspense, useState, type ReactNode} from "react";
import {analyseAll, doToAll, type ListKind} from "./actions";

const EditDialog = lazy(() => import("./edit_dialog").then((module) => ({default: module.EditDialog})));
const EditManyDialog = lazy(() => import("./edit_many_dialog").then((module) => ({default: module.EditManyDialog})));
const ListDialog = lazy(() => import("./list_dialog").then((module) => ({default: module.ListDialog})));

/** A collection that is kept by hand. */
export interface KeptByHand { readonly id: string; readonly name: string }

interface ActionProps {
  readonly count: number;
  readonly collect: (tell: (read: number) => void) => Promise<readonly TrackSummary[]>;
  readonly bin: boolean;
  /** The collection that is looked at, where tracks can be taken out of it. */
  readonly inside?: KeptByHand | undefined;
  /** Nothing on the track's own page. */
  readonly onOpen?: () => void;
  readonly onPlay: () => void;
  readonly onChanged: () => void;
  readonly onErased?: () => void;
  readonly onEdited: (track: TrackSummary) => void;
}

interface Question { readonly kind: "bin" | "erase" | "edit" | ListKind; readonly tracks: readonly TrackSummary[] }

/** What can be done with the chosen tracks: as a bar below the table, as its context menu, and on a track's page. */
export function useTrackActions(props: ActionProps) {
  const client = useService("client"), toasts = useService("toasts"), jobs = useService("jobs");
  const mayEdit = useMay("tracks.write"), mayList = useMay("playlists.write"), mayCollect = useMay("collections.write"), mayRun = useMay("analyses.run"), mayDelete = useMay("tracks.delete");
  const [question, setQuestion] = useState<Question>();
  /** How many of the chosen tracks are read, while the rest is on its way. */
  const [reading, setReading] = useState<number>();
  const collect = () => props.collect(setReading).finally(() => setReading(undefined));
  const {inside, onOpen, onChanged} = props;
  const [analyse] = useTask(async () => {
    jobs.put(...await analyseAll(client, await collect()));
    toasts.show("plain", t("library.analysing", {n: props.count}));
  });
  const [restore] = useTask(async () => {
    await doToAll(client, "restore", await collect());
    toasts.show("good", t("library.restored", {n: props.count}));
    onChanged();
  });
  const [takeOut] = useTask(async () => {
    if (!inside) return;
    const tracks = await collect(), list_id = inside.id;
    await doToAll(client, "remove_from_collection", tracks, {list_id});
    onChanged();
    toasts.show("plain", t("library.taken.out", {n: tracks.length, name: inside.name}), {
      action: {label: t("action.undo"), run: () => void doToAll(client, "add_to_collection", tracks, {list_id}).then(onChanged, toasts.fail)},
    });
  });
  const [ask] = useTask(async (kind: Question["kind"]) => setQuestion({kind, tracks: await collect()}));
  const busy = reading !== undefined || props.count === 0;
  const entries: MenuEntry[] = props.bin
    ? [{label: t("library.restore"), icon: "undo", disabled: busy || !mayDelete, run: restore}, {label: t("library.erase"), icon: "bin", danger: true, disabled: busy || !mayDelete, run: () => ask("erase")}]
    : [
        {label: t("action.play"), icon: "play", disabled: props.count === 0, run: props.onPlay},
        ...(onOpen && props.count === 1 ? [{label: t("library.open"), icon: "machine" as const, run: onOpen}] : []),
        {label: t("action.edit"), icon: "list", disabled: busy || !mayEdit, run: () => ask("edit")},
        "separator",
        {label: t("library.to.playlist"), icon: "playlist", disabled: busy || !mayList, run: () => ask("playlist")},
        {label: t("library.to.collection"), icon: "collection", disabled: busy || !mayCollect, run: () => ask("collection")},
        ...(inside ? [{label: t("library.take.out"), icon: "close" as const, disabled: busy || !mayCollect, run: takeOut}] : []),
        {label: t("library.analyse"), icon: "refresh", disabled: busy || !mayRun, run: analyse},
        "separator",
        {label: t("library.bin"), icon: "bin", danger: true, disabled: busy || !mayDelete, run: () => ask("bin")},
      ];
  const close = () => setQuestion(undefined);
  const dialogOf = ({kind, tracks}: Question) => {
    const [first] = tracks;
    if (kind === "edit" && tracks.length > 1) return <EditManyDialog tracks={tracks} onChanged={onChanged} onClose={close} />;
    if (kind === "edit") return first && <EditDialog track={first} onEdited={props.onEdited} onClose={close} />;
    if (kind === "bin" || kind === "erase") return <AwayDialog erase={kind === "erase"} tracks={tracks} onClose={close} onChanged={onChanged} onErased={props.onErased ?? onChanged} />;
    return <ListDialog kind={kind} tracks={tracks} onClose={close} />;
  };
  const dialogs: ReactNode = question && <Suspense fallback={null}>{dialogOf(question)}</Suspense>;
  return {entries, dialogs, reading, askBin: () => { if (!busy) ask(props.bin ? "erase" : "bin"); }};
}

/** Asks before tracks go into the bin, or out of it for good. */
function AwayDialog({erase, tracks, onClose, onChanged, onErased}: {
  readonly erase: boolean; readonly tracks: readonly TrackSummary[]; readonly onClose: () => void; readonly onChanged: () => void; readonly onErased: () => void;
}) {
  const client = useService("client"), toasts = useService("toasts");
  const n = tracks.length, what = t(erase ? "library.erase" : "library.bin");
  const [run, busy] = useTask(async () => {
    await doToAll(client, erase ? "erase" : "bin", tracks);
    onClose();
    (erase ? onErased : onChanged)();
    if (erase) return toasts.show("plain", t("library.erased", {n}));
    toasts.show("plain", t("library.binned", {n}), {action: {label: t("action.undo"), run: () => void doToAll(client, "restore", tracks).then(onChanged, toasts.fail)}});
  });
  return <FormDialog title={what} action={what} danger busy={busy} onSubmit={run} onClose={onClose}><p>{t(erase ? "library.erase.ask" : "library.bin.ask", {n})}</p></FormDialog>;
}
