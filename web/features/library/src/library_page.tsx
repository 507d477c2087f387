import {countOf, emptyLayout, nothingSelected, Preference, rowsOf, t, toggledColumn, isShown, ordered, type ColumnLayout, type Selection} from "@stratum/model";
import {Button, EmptyState, ErrorState, LoadingState, MenuButton, useMay, useScoped, useService, useStore, useTitle} from "@stratum/ui";
import {useCallback, useEffect, useMemo, useState, type ReactNode} from "react";
import {keepEdit} from "./actions";
import {trackColumns, type EditableField} from "./columns";
import {filterAddress, filterOf, isFiltered, nextSort, type Filter} from "./filter";
import {FilterBar} from "./filter_bar";
import {HelpDialog} from "./help_dialog";
import {ContextMenu, SelectionBar, useTrackActions} from "./selection_bar";
import {TrackTable} from "./track_table";
import {useTrackList} from "./use_track_list";
import type {TrackSummary} from "@stratum/api";
import "./library.css";

const isLayout = (value: unknown): value is ColumnLayout =>
  typeof value === "object" && value !== null && Array.isArray((value as ColumnLayout).order) && Array.isArray((value as ColumnLayout).hidden) && typeof (value as ColumnLayout).widths === "object";
const layoutPreference = new Preference<ColumnLayout>("columns", emptyLayout, isLayout);

interface LibraryProps {
  readonly title: string;
  readonly fixed?: Partial<Filter>;
  /** What stands beside the title: buttons to add music, for example. */
  readonly actions?: ReactNode;
  readonly empty: ReactNode;
}

const none: Partial<Filter> = {};

/** A page with the table: all of the library, its bin, a collection. */
export function LibraryPage({title, fixed = none, actions, empty}: LibraryProps) {
  useTitle(title);
  const router = useService("router"), client = useService("client"), player = useService("player"), toasts = useService("toasts");
  const place = useStore(router);
  const filter = useMemo(() => filterOf(place, fixed), [place, fixed]);
  const {list, fresh, reload} = useTrackList(filter);
  const state = useStore(list.state);
  const layout = useStore(layoutPreference);
  const current = useStore(player.state).track?.id;
  const editable = useMay("tracks.write") && !filter.bin;
  const [selection, setSelection] = useState<Selection>(nothingSelected);
  const [help, setHelp] = useState(false);
  const [menu, setMenu] = useState<{x: number; y: number}>();
  useEffect(() => setSelection(nothingSelected), [list]);
  useScoped((scope) => scope.on(window, "keydown", (event) => {
    if (event.key !== "/" || event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) return;
    event.preventDefault();
    document.getElementById("library-search")?.focus();
  }), []);

  const change = (part: Partial<Filter>) => router.replace(filterAddress(place.path, {...filter, ...part}, fixed));
  const play = useCallback((row: number) => {
    // What follows in the list is the queue, as far as it is loaded.
    const queue: TrackSummary[] = [];
    for (let n = row; queue.length < 500; ++n) {
      const track = list.at(n);
      if (!track) break;
      queue.push(track);
    }
    if (queue.length > 0) player.play(queue, 0);
  }, [list, player]);
  const open = useCallback((row: number) => {
    const track = list.at(row);
    if (track) router.go(`/tracks/${track.id}`);
  }, [list, router]);
  const edited = useCallback((track: TrackSummary, field: EditableField, value: string | undefined) => {
    if (value === undefined) return;
    keepEdit(client, toasts, track, field, value).then((now) => now && list.replace(now), toasts.fail);
  }, [client, toasts, list]);
  const count = countOf(selection);
  const {entries, dialogs, askBin} = useTrackActions({
    count, bin: filter.bin, collect: () => list.collect(rowsOf(selection)), onOpen: () => open(selection.cursor), onPlay: () => play(selection.cursor),
    onClear: () => setSelection(nothingSelected), onChanged: reload,
  });

  const body = state.error !== undefined && state.total === undefined ? <ErrorState reason={state.error} onRetry={reload} />
    : state.total === undefined ? <LoadingState />
    : state.total === 0 ? (isFiltered(filter) ? <NothingFound onClear={() => change({q: "", bpmMin: "", bpmMax: "", key: "", state: ""})} /> : empty)
    : (
      <TrackTable label={title} list={list} selection={selection} onSelection={setSelection} layout={layout} onLayout={(next) => layoutPreference.set(next)} sort={filter.sort}
        onSort={(column) => change({sort: nextSort(filter.sort, column, "-added_at")})} current={current} editable={editable} play={play} open={open}
        remove={() => count > 0 && askBin()} help={() => setHelp(true)} edited={edited} context={setMenu} />
    );
  return (
    <div className="library">
      <header className="page-head">
        <div className="grow">
          <h1>{title}</h1>
          <p className="faint numeric" aria-live="polite">{state.total === undefined ? " " : t("tracks.count", {n: state.total})}</p>
        </div>
        {actions}
        <span className="wide-only"><MenuButton label={t("library.columns")} icon="columns" entries={() => ordered(trackColumns, layout).map((column) => ({
          label: t(column.label), checked: isShown(column, layout), run: () => layoutPreference.set(toggledColumn(trackColumns, layoutPreference.get(), column.id)),
        }))} /></span>
        <span className="wide-only"><Button look="quiet" icon="help" aria-label={t("keys.title")} title={t("keys.title")} className="icon" onClick={() => setHelp(true)} /></span>
      </header>
      <FilterBar filter={filter} onChange={change} />
      {state.error !== undefined && state.total !== undefined && <div className="notice bad" role="alert"><span className="grow">{t("library.page.failed")}</span><Button small onClick={() => list.retry()}>{t("action.retry")}</Button></div>}
      {fresh > 0 && <button type="button" className="fresh" onClick={reload}>{t("library.fresh", {n: fresh})}</button>}
      {body}
      <SelectionBar count={count} entries={entries} onClear={() => setSelection(nothingSelected)} />
      {menu && <ContextMenu point={menu} entries={entries} onClose={() => setMenu(undefined)} />}
      {dialogs}
      {help && <HelpDialog onClose={() => setHelp(false)} />}
    </div>
  );
}

function NothingFound({onClear}: {readonly onClear: () => void}) {
  return <EmptyState title={t("library.none")} actions={<Button onClick={onClear}>{t("library.filters.clear")}</Button>}>{t("library.none.hint")}</EmptyState>;
}
