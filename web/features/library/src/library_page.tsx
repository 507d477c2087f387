import {countOf, emptyLayout, everything, followingOf, nothingSelected, Preference, rowsOf, t, toggledColumn, isShown, ordered, type ColumnLayout, type Selection} from "@stratum/model";
import {Button, EmptyState, ErrorState, LoadingState, MenuButton, useMay, useScoped, useService, useStore, useTask, useTitle} from "@stratum/ui";
import {useCallback, useEffect, useMemo, useRef, useState, type ReactNode} from "react";
import {ChangedMeanwhile, keepEdit} from "./actions";
import {trackColumns, type EditableField} from "./columns";
import {filterAddress, filterOf, isFiltered, nextSort, queryOf, type Filter, type TrackQuery} from "./filter";
import {FilterBar} from "./filter_bar";
import {HelpDialog} from "./help_dialog";
import {ContextMenu, SelectionBar} from "./selection_bar";
import {idsOf, remember, remembered, stillChosen} from "./table_memory";
import {useTrackActions, type KeptByHand} from "./track_actions";
import {TrackTable} from "./track_table";
import {useTrackList} from "./use_track_list";
import type {TrackSummary} from "@stratum/api";
import "./library.css";

const isLayout = (value: unknown): value is ColumnLayout =>
  typeof value === "object" && value !== null && Array.isArray((value as ColumnLayout).order) && Array.isArray((value as ColumnLayout).hidden) && typeof (value as ColumnLayout).widths === "object";
const layoutPreference = new Preference<ColumnLayout>("columns", emptyLayout, isLayout);

interface LibraryProps {
  readonly title: string;
  /** What stands below the title: what a collection is about. */
  readonly text?: string;
  readonly fixed?: Partial<Filter>;
  /** What stands beside the title: buttons to add music, for example. */
  readonly actions?: ReactNode;
  readonly empty: ReactNode;
  /** The collection that is shown, where it is kept by hand. */
  readonly inside?: KeptByHand | undefined;
}

const none: Partial<Filter> = {};

/** A page with the table: all of the library, its bin, a collection. */
export function LibraryPage({title, text, fixed = none, actions, empty, inside}: LibraryProps) {
  useTitle(title);
  const router = useService("router"), client = useService("client"), player = useService("player"), toasts = useService("toasts");
  const place = useStore(router);
  const filter = useMemo(() => filterOf(place, fixed), [place, fixed]);
  // Who comes back from a track finds the table as it was left.
  const [before] = useState(() => {
    const table = remembered(place.entry);
    return table?.asked === JSON.stringify(queryOf(filter)) ? table : undefined;
  });
  const top = useRef(before?.top ?? 0);
  const {list, fresh, reload, asked} = useTrackList(filter, before?.sight);
  const state = useStore(list.state);
  const layout = useStore(layoutPreference);
  const current = useStore(player.state).track?.id;
  const editable = useMay("tracks.write") && !filter.bin;
  const [selection, setSelection] = useState<Selection>(nothingSelected);
  const [help, setHelp] = useState(false), [choosing, setChoosing] = useState(false);
  const [menu, setMenu] = useState<{x: number; y: number}>();
  const known = useRef<string | undefined>(undefined);
  useEffect(() => {
    if (list.state.get().total === undefined) return;
    // Rows of another list are others; the same list read anew has at least the place that one was at.
    const again = known.current === asked, first = known.current === undefined;
    known.current = asked;
    setSelection((selection) => again ? {...nothingSelected, cursor: Math.max(0, Math.min(selection.cursor, (list.state.get().total ?? 0) - 1))} : nothingSelected);
    if (!first || !before) return;
    void stillChosen(list, before).then((chosen) => chosen && setSelection((now) => (now.ranges.length === 0 ? chosen : now)));
  }, [list, asked, before]);
  const leaving = useRef<() => void>(undefined);
  useEffect(() => {
    leaving.current = () => remember(place.entry, {asked, top: top.current, sight: list.sight, selection, ids: idsOf(list, selection)});
  });
  useEffect(() => () => leaving.current?.(), []);
  useScoped((scope) => scope.on(window, "keydown", (event) => {
    if (event.key !== "/" || event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) return;
    event.preventDefault();
    document.getElementById("library-search")?.focus();
  }), []);

  const change = (part: Partial<Filter>) => router.replace(filterAddress(place.path, {...filter, ...part}, fixed));
  const play = useCallback((row: number) => {
    // What follows in the list is the queue; what of it is not loaded is read when it comes near.
    const queue: TrackSummary[] = [];
    for (let n = row; queue.length < 500; ++n) {
      const track = list.at(n);
      if (!track) break;
      queue.push(track);
    }
    const next = row + queue.length, whole = next >= (list.state.get().total ?? 0);
    player.play(queue, 0, 0, whole ? undefined : followingOf((place) => client.get("/tracks", {query: {...JSON.parse(asked) as TrackQuery, ...place, limit: 100}}), next, queue));
  }, [list, asked, client, player]);
  const open = useCallback((row: number) => {
    const track = list.at(row);
    if (track) router.go(`/tracks/${track.id}`);
  }, [list, router]);
  const lastEdit = useRef<Promise<unknown>>(Promise.resolve());
  const edited = useCallback(async (track: TrackSummary, field: EditableField, value: string) => {
    try {
      // One after the other: with Tab the next cell of a track is left before the last one is kept.
      const edit = lastEdit.current.then(() => {
        const shown = list.at(list.rowOf(track.id) ?? -1);
        return keepEdit(client, shown && shown[field] === track[field] ? shown : track, field, value);
      });
      lastEdit.current = edit.catch(() => undefined);
      const now = await edit;
      if (now) list.replace(now);
      return true;
    } catch (reason) {
      if (reason instanceof ChangedMeanwhile) list.replace(reason.track);
      toasts.fail(reason);
      return false;
    }
  }, [client, toasts, list]);
  const [rate] = useTask(async (row: number, rating: number) => {
    const track = list.at(row);
    if (track) list.replace(await client.patch("/tracks/{id}", {path: {id: track.id}, body: {rating}}));
  });
  const count = countOf(selection);
  const choose = (on: boolean) => {
    setChoosing(on);
    setSelection({...selection, ranges: []});
  };
  // One chosen track has its menu in its row; in the bin there is little else to do with it.
  const barred = choosing || count >= (filter.bin ? 1 : 2);
  const {entries, dialogs, askBin, reading} = useTrackActions({
    count, bin: filter.bin, inside, collect: (tell) => list.collect(rowsOf(selection), tell), onOpen: () => open(selection.cursor), onPlay: () => play(selection.cursor), onChanged: reload, onEdited: (track) => list.replace(track),
  });

  const body = state.error !== undefined && state.total === undefined ? <ErrorState reason={state.error} onRetry={reload} />
    : state.total === undefined ? <LoadingState />
    : state.total === 0 ? (isFiltered(filter) ? <NothingFound onClear={() => change({q: "", bpmMin: "", bpmMax: "", key: "", state: ""})} /> : empty)
    : (
      <TrackTable label={title} list={list} asked={asked} top={top} selection={selection} onSelection={setSelection} layout={layout} onLayout={(next) => layoutPreference.set(next)} sort={filter.sort}
        onSort={(column) => change({sort: nextSort(filter.sort, column, "-added_at")})} current={current} editable={editable} choosing={choosing} play={play} open={open}
        remove={() => count > 0 && askBin()} help={() => setHelp(true)} edited={edited} rate={rate} missed={(text) => state.total !== undefined && !list.whole && toasts.show("plain", t("library.type.unloaded", {text}))} context={setMenu} />
    );
  return (
    <div className="library">
      <header className="page-head">
        <div className="grow">
          <h1>{title}</h1>
          <p className="faint numeric" aria-live="polite">{state.total === undefined ? " " : t("tracks.count", {n: state.total})}</p>
          {text && <p className="soft cut">{text}</p>}
        </div>
        {actions}
        <span className="wide-only"><MenuButton label={t("library.columns")} icon="columns" entries={() => ordered(trackColumns, layout).map((column) => ({
          label: t(column.label), checked: isShown(column, layout), run: () => layoutPreference.set(toggledColumn(trackColumns, layoutPreference.get(), column.id)),
        }))} /></span>
        <span className="wide-only"><Button look="quiet" icon="help" aria-label={t("keys.title")} title={t("keys.title")} className="icon" onClick={() => setHelp(true)} /></span>
      </header>
      <FilterBar filter={filter} onChange={change} choosing={choosing} onChoosing={choose} />
      {state.error !== undefined && state.total !== undefined && <div className="notice bad" role="alert"><span className="grow">{t("library.page.failed")}</span><Button small onClick={() => list.retry()}>{t("action.retry")}</Button></div>}
      {fresh > 0 && <button type="button" className="fresh" onClick={reload}>{t("library.fresh", {n: fresh})}</button>}
      {body}
      {barred && <SelectionBar count={count} entries={entries} reading={reading} choosing={choosing} onAll={() => setSelection(everything(state.total ?? 0, selection))} onClear={() => choose(false)} />}
      {menu && <ContextMenu point={menu} entries={entries} onClose={() => setMenu(undefined)} />}
      {dialogs}
      {help && <HelpDialog onClose={() => setHelp(false)} />}
    </div>
  );
}

function NothingFound({onClear}: {readonly onClear: () => void}) {
  return <EmptyState title={t("library.none")} actions={<Button onClick={onClear}>{t("library.filters.clear")}</Button>}>{t("library.none.hint")}</EmptyState>;
}
