import {resizedColumn, movedColumn, Scope, t, type ColumnLayout, type PlacedColumn} from "@stratum/model";
import {memo, useEffect, useRef, useState, type KeyboardEvent, type PointerEvent} from "react";
import {trackColumns, type TrackColumn} from "./columns";

interface HeaderProps {
  readonly columns: readonly PlacedColumn<TrackColumn>[];
  readonly template: string;
  readonly sort: string;
  readonly layout: ColumnLayout;
  readonly onSort: (column: string) => void;
  readonly onLayout: (layout: ColumnLayout) => void;
}

/** Column heads: a click sorts, dragging moves, the right edge resizes; with Alt the arrow keys do the same. */
export const HeaderRow = memo(function HeaderRow({columns, template, sort, layout, onSort, onLayout}: HeaderProps) {
  const [over, setOver] = useState<string>();
  const dragged = useRef<string | undefined>(undefined);
  const drop = (before: string) => {
    if (dragged.current && dragged.current !== before) onLayout(movedColumn(trackColumns, layout, dragged.current, before));
    setOver(undefined);
  };
  const onKeyDown = (event: KeyboardEvent, {column, width}: PlacedColumn<TrackColumn>) => {
    if (!event.altKey || (event.key !== "ArrowLeft" && event.key !== "ArrowRight")) return;
    event.preventDefault();
    const right = event.key === "ArrowRight";
    if (!event.shiftKey) return onLayout(resizedColumn(layout, column, width + (right ? 16 : -16)));
    const at = columns.findIndex((each) => each.column.id === column.id);
    onLayout(movedColumn(trackColumns, layout, column.id, columns[right ? at + 2 : at - 1]?.column.id ?? (right ? undefined : columns[0]?.column.id)));
  };
  return (
    <div role="row" className="head-row" aria-rowindex={1} style={{gridTemplateColumns: template}}>
      {columns.map((placed) => {
        const {column} = placed, ascending = sort === column.sort, descending = sort === `-${column.sort}`;
        return (
          <div key={column.id} role="columnheader" className={`head ${column.numeric ? "end" : ""} ${over === column.id ? "over" : ""}`}
            aria-sort={ascending ? "ascending" : descending ? "descending" : "none"} draggable
            onDragStart={(event) => { dragged.current = column.id; event.dataTransfer.effectAllowed = "move"; event.dataTransfer.setData("text/plain", column.id); }}
            onDragOver={(event) => { if (dragged.current) { event.preventDefault(); setOver(column.id); } }} onDragLeave={() => setOver(undefined)}
            onDrop={(event) => { event.preventDefault(); drop(column.id); }} onDragEnd={() => { dragged.current = undefined; setOver(undefined); }}>
            <button type="button" title={t("library.column.hint")} disabled={!column.sort} onClick={() => column.sort && onSort(column.sort)} onKeyDown={(event) => onKeyDown(event, placed)}>
              <span className="cut">{t(column.label)}</span>
              {(ascending || descending) && <span aria-hidden="true">{ascending ? "↑" : "↓"}</span>}
            </button>
            <Resizer width={placed.width} onResize={(width) => onLayout(resizedColumn(layout, column, width))} />
          </div>
        );
      })}
    </div>
  );
});

function Resizer({width, onResize}: {readonly width: number; readonly onResize: (width: number) => void}) {
  const drag = useRef<Scope | undefined>(undefined);
  useEffect(() => () => drag.current?.dispose(), []);
  const begin = (event: PointerEvent<HTMLSpanElement>) => {
    event.preventDefault();
    event.stopPropagation();
    const start = event.clientX, scope = drag.current = new Scope();
    scope.on(window, "pointermove", (move) => onResize(width + move.clientX - start));
    scope.on(window, "pointerup", () => scope.dispose());
    scope.on(window, "pointercancel", () => scope.dispose());
  };
  return <span className="resizer" aria-hidden="true" draggable onDragStart={(event) => { event.preventDefault(); event.stopPropagation(); }} onPointerDown={begin} />;
}
