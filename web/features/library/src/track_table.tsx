import type {TrackSummary} from "@stratum/api";
import {contentOffset, extended, isSelected, only, placedColumns, scrollHeight, scrollToShow, t, toggled, visibleRows, type ColumnLayout, type Selection, type WindowedList} from "@stratum/model";
import {useMedia, useScoped, useStore} from "@stratum/ui";
import {useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent, type MouseEvent, type RefObject} from "react";
import {flushSync} from "react-dom";
import {cellAfter, fieldAfter} from "./cells";
import {trackColumns, type EditableField} from "./columns";
import {sortedRowStarting} from "./find_row";
import {HeaderRow} from "./header_row";
import {rowStarting, selectionAfter, TypeAhead} from "./keyboard";
import {TrackRow} from "./track_row";

export interface TableActions {
  readonly play: (row: number) => void;
  readonly open: (row: number) => void;
  readonly remove: () => void;
  readonly help: () => void;
  /** Keeps what was typed; whether it is kept. */
  readonly edited: (track: TrackSummary, field: EditableField, value: string) => Promise<boolean>;
  readonly rate: (row: number, stars: number) => void;
  /** A name that nobody finds among what is loaded. */
  readonly missed: (text: string) => void;
  readonly context: (point: {x: number; y: number}) => void;
}

interface TableProps extends TableActions {
  readonly label: string;
  readonly list: WindowedList<TrackSummary>;
  /** What the list is of; another one is looked at from its beginning. */
  readonly asked: string;
  /** How far it is scrolled, kept by whoever shows the table. */
  readonly top: RefObject<number>;
  readonly selection: Selection;
  readonly onSelection: (selection: Selection) => void;
  readonly layout: ColumnLayout;
  readonly onLayout: (layout: ColumnLayout) => void;
  readonly sort: string;
  readonly onSort: (column: string) => void;
  readonly current: string | undefined;
  readonly editable: boolean;
  /** Clicks and taps choose rows, as with Ctrl. */
  readonly choosing: boolean;
}

/** The library as a grid: only the rows in the window are in the page, however many there are. */
export function TrackTable(props: TableProps) {
  const {list, selection, onSelection, layout} = props;
  const {total = 0} = useStore(list.state);
  const compact = useMedia("(max-width: 640px)");
  const rowHeight = compact ? 58 : 34;
  const scroller = useRef<HTMLDivElement>(null);
  const [box, setBox] = useState({top: 0, height: 600});
  const [editing, setEditing] = useState<{row: number; field: EditableField; text?: string}>();
  /** The cell that has the keyboard; nothing where the row as a whole has. */
  const [cell, setCell] = useState<string>();
  const ahead = useRef(new TypeAhead());

  useScoped((scope) => {
    const element = scroller.current;
    if (!element) return;
    scope.onResize(element, (_, height) => setBox((before) => ({...before, height})));
    scope.on(element, "scroll", () => {
      // Where places are true to scale, nothing changes within one row.
      const {scrollTop} = element;
      props.top.current = scrollTop;
      const scaled = contentOffset(scrollTop, total, rowHeight, element.clientHeight) !== scrollTop;
      const top = scaled ? scrollTop : scrollTop - scrollTop % rowHeight;
      // In the same frame: the browser tells of scrolling once a frame, just before it draws.
      flushSync(() => setBox((before) => before.top === top ? before : {...before, top}));
    }, {passive: true});
  }, [total, rowHeight]);
  // Another list is looked at from its beginning, the same one from where it was.
  const {asked, top} = props;
  const seen = useRef(asked);
  useLayoutEffect(() => {
    if (!scroller.current) return;
    if (seen.current !== asked) top.current = 0;
    seen.current = asked;
    scroller.current.scrollTop = top.current;
    // Not left to the event: it may come before anybody listens.
    setBox((before) => ({...before, top: scroller.current?.scrollTop ?? 0}));
  }, [asked, top]);

  const columns = useMemo(() => placedColumns(trackColumns, layout), [layout]);
  const template = useMemo(() => columns.map(({width}, n) => n === 0 ? `minmax(${width}px, 1fr)` : `${width}px`).join(" "), [columns]);
  const headHeight = compact ? 0 : 32;
  const window = Math.max(0, box.height - headHeight);
  const offset = contentOffset(box.top, total, rowHeight, window);
  const {first, last} = visibleRows(offset, window, total, rowHeight);
  useEffect(() => {
    void list.look(first, Math.max(first, last));
  }, [list, first, last]);

  const goTo = useCallback((next: Selection) => {
    onSelection(next);
    const element = scroller.current;
    if (element) element.scrollTop = scrollToShow(next.cursor, element.scrollTop, element.clientHeight - headHeight, total, rowHeight);
  }, [onSelection, total, rowHeight, headHeight]);

  const shown = columns.map(({column}) => column);
  const edit = (field: EditableField | undefined) => {
    if (field && props.editable && list.at(selection.cursor)) setEditing({row: selection.cursor, field});
  };
  const nameOf = (track: TrackSummary) => props.sort.replace("-", "") === "artist" ? track.artist : track.title ?? track.file_name;
  const jump = (text: string) => {
    const row = rowStarting(text, selection.cursor, total, (each) => {
      const track = list.at(each);
      return track && nameOf(track);
    });
    if (row !== undefined) return goTo(only(row));
    if (!/^-?(title|artist)$/.test(props.sort)) return props.missed(text);
    void sortedRowStarting(text, list, (track) => props.sort.endsWith("artist") ? track.artist : track.title, props.sort.startsWith("-")).then((found) => {
      if (!ahead.current.is(text)) return;
      if (found !== undefined) goTo(only(found));
    });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.target !== event.currentTarget) return;
    const press = {key: event.key, ctrl: event.ctrlKey || event.metaKey, shift: event.shiftKey};
    const next = selectionAfter(press, selection, total, Math.floor(window / rowHeight));
    const space = event.key === " " && ahead.current.going(event.timeStamp);
    if (next && !space) goTo(next);
    else if (event.key === "Enter") (event.altKey ? props.open : props.play)(selection.cursor);
    else if ((event.key === "ArrowRight" || event.key === "ArrowLeft") && !compact && !press.ctrl && !press.shift && !event.altKey) setCell(cellAfter(event.key, cell, shown.map((column) => column.id)));
    else if (event.key === "F2") edit(cell === undefined ? "title" : shown.find((column) => column.id === cell)?.edit);
    else if (event.key === "Delete") props.remove();
    else if (event.key === "?") props.help();
    else if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) {
      const box = document.getElementById(`track-row-${selection.cursor}`)?.getBoundingClientRect();
      props.context({x: (box?.left ?? 0) + 60, y: box?.bottom ?? 100});
    } else if (/^[0-5]$/.test(event.key) && !press.ctrl && !event.altKey && props.editable && !ahead.current.going(event.timeStamp)) {
      props.rate(selection.cursor, Number(event.key));
    } else if (event.key.length === 1 && !press.ctrl && !event.altKey && (space || /[\p{L}\p{N}]/u.test(event.key))) {
      jump(ahead.current.type(event.key, event.timeStamp));
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const rowOf = (event: MouseEvent) => {
    const element = (event.target as Element).closest("[data-row]");
    return element ? Number(element.getAttribute("data-row")) : undefined;
  };
  const onClick = (event: MouseEvent) => {
    const row = rowOf(event);
    if (row === undefined || editing) return;
    setCell(undefined);
    const menu = (event.target as Element).closest("[data-menu]")?.getBoundingClientRect();
    if (menu) {
      if (!isSelected(selection, row)) onSelection(only(row));
      grid.current?.focus({preventScroll: true});
      return props.context({x: menu.right, y: menu.bottom});
    }
    const ctrl = event.ctrlKey || event.metaKey || props.choosing;
    onSelection(event.shiftKey ? extended(selection, row, ctrl) : ctrl ? toggled(selection, row) : only(row));
    if (compact && !event.shiftKey && !ctrl) props.play(row);
  };
  const onDoubleClick = (event: MouseEvent) => {
    const row = rowOf(event), column = (event.target as Element).closest("[data-column]")?.getAttribute("data-column");
    if (row === undefined || props.choosing || (event.target as Element).closest("a, [data-menu]")) return;
    const field = trackColumns.find((each) => each.id === column)?.edit;
    if (field && field !== "title" && props.editable) setEditing({row, field});
    else props.play(row);
  };
  const onContextMenu = (event: MouseEvent) => {
    const row = rowOf(event);
    if (row === undefined) return;
    event.preventDefault();
    if (!isSelected(selection, row)) onSelection(only(row));
    props.context({x: event.clientX, y: event.clientY});
  };
  const {edited} = props;
  const onEdited = useCallback((row: number, track: TrackSummary, field: EditableField, value: string | undefined, step?: 1 | -1) => {
    const next = step && fieldAfter(field, step, columns.map(({column}) => column));
    setEditing(next && {row, field: next});
    if (next) setCell(next);
    else grid.current?.focus({preventScroll: true});
    if (value === undefined) return;
    void edited(track, field, value).then((kept) => {
      // What was typed is not lost: it is back in its cell, unless another one is typed into.
      if (!kept) setEditing((now) => now ?? (list.at(row)?.id === track.id ? {row, field, text: value} : undefined));
    });
  }, [edited, columns, list]);
  const grid = useRef<HTMLDivElement>(null);

  const rows = [];
  for (let row = first; row <= last; ++row) {
    const track = list.at(row);
    rows.push(
      <TrackRow key={row} row={row} top={headHeight + row * rowHeight - (offset - box.top)} track={track} columns={columns} template={template} compact={compact} choosing={props.choosing}
        selected={isSelected(selection, row)} cursor={selection.cursor === row} current={track !== undefined && track.id === props.current}
        at={selection.cursor === row ? cell : undefined} editing={editing?.row === row ? editing.field : undefined} text={editing?.row === row ? editing.text : undefined} onEdited={onEdited} />);
  }
  // Only what is in the page can be pointed at; a row that is scrolled away comes back with the next key.
  const present = selection.cursor >= first && selection.cursor <= last;
  const active = !present ? undefined : cell !== undefined && list.at(selection.cursor) && shown.some((column) => column.id === cell) ? `track-cell-${selection.cursor}-${cell}` : `track-row-${selection.cursor}`;
  return (
    <div ref={scroller} className={`track-scroll ${compact ? "compact" : ""}`}>
      <div ref={grid} role="grid" className="track-grid" tabIndex={0} aria-label={props.label} aria-multiselectable="true" aria-rowcount={total + 1} aria-colcount={compact ? undefined : columns.length}
        aria-activedescendant={active} style={{height: headHeight + scrollHeight(total, rowHeight), "--row": `${rowHeight}px`} as React.CSSProperties}
        onKeyDown={onKeyDown} onClick={onClick} onDoubleClick={onDoubleClick} onContextMenu={onContextMenu}>
        {!compact && <HeaderRow columns={columns} template={template} sort={props.sort} layout={layout} onSort={props.onSort} onLayout={props.onLayout} />}
        {rows}
        {total === 0 && <div role="row" className="hidden-text"><div role="gridcell">{t("library.empty.row")}</div></div>}
      </div>
    </div>
  );
}
