import type {TrackSummary} from "@stratum/api";
import {contentOffset, extended, isSelected, only, placedColumns, scrollHeight, scrollToShow, t, toggled, visibleRows, type ColumnLayout, type Selection, type WindowedList} from "@stratum/model";
import {useMedia, useScoped, useStore} from "@stratum/ui";
import {useCallback, useEffect, useMemo, useRef, useState, type KeyboardEvent, type MouseEvent} from "react";
import {flushSync} from "react-dom";
import {trackColumns, type EditableField} from "./columns";
import {HeaderRow} from "./header_row";
import {rowStarting, selectionAfter, TypeAhead} from "./keyboard";
import {TrackRow} from "./track_row";

export interface TableActions {
  readonly play: (row: number) => void;
  readonly open: (row: number) => void;
  readonly remove: () => void;
  readonly help: () => void;
  readonly edited: (track: TrackSummary, field: EditableField, value: string | undefined) => void;
  readonly context: (point: {x: number; y: number}) => void;
}

interface TableProps extends TableActions {
  readonly label: string;
  readonly list: WindowedList<TrackSummary>;
  readonly selection: Selection;
  readonly onSelection: (selection: Selection) => void;
  readonly layout: ColumnLayout;
  readonly onLayout: (layout: ColumnLayout) => void;
  readonly sort: string;
  readonly onSort: (column: string) => void;
  readonly current: string | undefined;
  readonly editable: boolean;
}

/** The library as a grid: only the rows in the window are in the page, however many there are. */
export function TrackTable(props: TableProps) {
  const {list, selection, onSelection, layout} = props;
  const {total = 0} = useStore(list.state);
  const compact = useMedia("(max-width: 640px)");
  const rowHeight = compact ? 58 : 34;
  const scroller = useRef<HTMLDivElement>(null);
  const [box, setBox] = useState({top: 0, height: 600});
  const [editing, setEditing] = useState<{row: number; field: EditableField}>();
  const ahead = useRef(new TypeAhead());

  useScoped((scope) => {
    const element = scroller.current;
    if (!element) return;
    scope.onResize(element, (_, height) => setBox((before) => ({...before, height})));
    scope.on(element, "scroll", () => {
      // Where places are true to scale, nothing changes within one row.
      const {scrollTop} = element, scaled = contentOffset(scrollTop, total, rowHeight, element.clientHeight) !== scrollTop;
      const top = scaled ? scrollTop : scrollTop - scrollTop % rowHeight;
      // In the same frame: the browser tells of scrolling once a frame, just before it draws.
      flushSync(() => setBox((before) => before.top === top ? before : {...before, top}));
    }, {passive: true});
  }, [total, rowHeight]);
  useEffect(() => {
    if (scroller.current) scroller.current.scrollTop = 0;
  }, [list]);

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

  const edit = (field: EditableField) => {
    if (props.editable && list.at(selection.cursor)) setEditing({row: selection.cursor, field});
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.target !== event.currentTarget) return;
    const press = {key: event.key, ctrl: event.ctrlKey || event.metaKey, shift: event.shiftKey};
    const next = selectionAfter(press, selection, total, Math.floor(window / rowHeight));
    if (next) goTo(next);
    else if (event.key === "Enter") (event.altKey ? props.open : props.play)(selection.cursor);
    else if (event.key === "F2") edit("title");
    else if (event.key === "Delete") props.remove();
    else if (event.key === "?") props.help();
    else if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) {
      const box = document.getElementById(`track-row-${selection.cursor}`)?.getBoundingClientRect();
      props.context({x: (box?.left ?? 0) + 60, y: box?.bottom ?? 100});
    } else if (event.key.length === 1 && !press.ctrl && !event.altKey && /[\p{L}\p{N}]/u.test(event.key)) {
      const text = ahead.current.type(event.key, event.timeStamp);
      const field = props.sort.replace("-", "") === "artist" ? "artist" : "title";
      const row = rowStarting(text, selection.cursor, total, (each) => list.at(each)?.[field] ?? list.at(each)?.file_name);
      if (row !== undefined) goTo(only(row));
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
    const ctrl = event.ctrlKey || event.metaKey;
    onSelection(event.shiftKey ? extended(selection, row, ctrl) : ctrl ? toggled(selection, row) : only(row));
    if (compact && !event.shiftKey && !ctrl) props.play(row);
  };
  const onDoubleClick = (event: MouseEvent) => {
    const row = rowOf(event), column = (event.target as Element).closest("[data-column]")?.getAttribute("data-column");
    if (row === undefined) return;
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
  const onEdited = useCallback((track: TrackSummary, field: EditableField, value: string | undefined) => {
    setEditing(undefined);
    grid.current?.focus({preventScroll: true});
    edited(track, field, value);
  }, [edited]);
  const grid = useRef<HTMLDivElement>(null);

  const rows = [];
  for (let row = first; row <= last; ++row) {
    const track = list.at(row);
    rows.push(
      <TrackRow key={row} row={row} top={headHeight + row * rowHeight - (offset - box.top)} track={track} columns={columns} template={template} compact={compact}
        selected={isSelected(selection, row)} cursor={selection.cursor === row} current={track !== undefined && track.id === props.current}
        editing={editing?.row === row ? editing.field : undefined} onEdited={onEdited} />);
  }
  return (
    <div ref={scroller} className={`track-scroll ${compact ? "compact" : ""}`}>
      <div ref={grid} role="grid" className="track-grid" tabIndex={0} aria-label={props.label} aria-multiselectable="true" aria-rowcount={total + 1}
        aria-activedescendant={total > 0 ? `track-row-${selection.cursor}` : undefined} style={{height: headHeight + scrollHeight(total, rowHeight), "--row": `${rowHeight}px`} as React.CSSProperties}
        onKeyDown={onKeyDown} onClick={onClick} onDoubleClick={onDoubleClick} onContextMenu={onContextMenu}>
        {!compact && <HeaderRow columns={columns} template={template} sort={props.sort} layout={layout} onSort={props.onSort} onLayout={props.onLayout} />}
        {rows}
        {total === 0 && <div role="row" className="hidden-text"><div role="gridcell">{t("library.empty.row")}</div></div>}
      </div>
    </div>
  );
}
