import type {TrackSummary} from "@stratum/api";
import {bpmText, bylineOf, t, timeText, type PlacedColumn} from "@stratum/model";
import {AnalysisTag, Icon, KeyBadge, Link} from "@stratum/ui";
import {memo, useEffect, useRef, useState} from "react";
import {Said, type EditableField, type TrackColumn} from "./columns";

interface RowProps {
  readonly row: number;
  readonly top: number;
  readonly track: TrackSummary | undefined;
  readonly columns: readonly PlacedColumn<TrackColumn>[];
  readonly template: string;
  readonly selected: boolean;
  readonly cursor: boolean;
  readonly current: boolean;
  readonly compact: boolean;
  /** Taps choose rows. */
  readonly choosing: boolean;
  /** The column of the cell that has the keyboard. */
  readonly at: string | undefined;
  readonly editing: EditableField | undefined;
  /** What was typed before and could not be kept. */
  readonly text: string | undefined;
  readonly onEdited: (row: number, track: TrackSummary, field: EditableField, value: string | undefined, step?: 1 | -1) => void;
}

/** One row. It is drawn again only when something of it changed. */
export const TrackRow = memo(function TrackRow(props: RowProps) {
  const {row, top, track, columns, template, selected, cursor, current, compact, choosing} = props;
  const inside = track !== undefined && columns.some(({column}) => column.id === props.at);
  const look = `track-row ${selected ? "selected" : ""} ${cursor ? "cursor" : ""} ${current ? "current" : ""} ${compact ? "compact" : ""} ${choosing ? "choosing" : ""} ${inside ? "inside" : ""}`;
  return (
    <div role="row" id={`track-row-${row}`} className={look} aria-rowindex={row + 2} aria-selected={selected} data-row={row}
      style={{top, ...(compact ? {} : {gridTemplateColumns: template})}}>
      {!track ? <Waiting columns={compact ? 1 : columns.length} /> : compact ? <CompactCells track={track} current={current} chosen={choosing ? selected : undefined} /> : columns.map(({column}, n) => (
        <div key={column.id} id={`track-cell-${row}-${column.id}`} role="gridcell" aria-colindex={n + 1} className={`cell ${column.numeric ? "end numeric" : ""} ${props.at === column.id ? "at" : ""}`} data-column={column.id}>
          {props.editing !== undefined && props.editing === column.edit ? <CellEditor key={props.text} row={row} track={track} field={column.edit} typed={props.text} label={t(column.label)} onDone={props.onEdited} />
            : column.id === "title" ? <span className="row title-cell"><span className="grow cut">{column.render(track, current)}</span><OpenLink track={track} /><RowMenu track={track} /></span> : column.render(track, current)}
        </div>
      ))}
    </div>
  );
});

/** The way to a track's page for the pointer; the keyboard has Alt Enter. */
function OpenLink({track}: {readonly track: TrackSummary}) {
  return <Link to={`/tracks/${track.id}`} className="row-open" tabIndex={-1} aria-label={t("library.open.page", {title: track.title ?? track.file_name})} title={t("keys.open")} onClick={(event) => event.stopPropagation()}><Icon name="right" /></Link>;
}

/** What can be done with the track, for the pointer; the keyboard has Shift F10. The table opens it. */
function RowMenu({track}: {readonly track: TrackSummary}) {
  return <button type="button" className="row-open row-menu" tabIndex={-1} data-menu aria-haspopup="menu" aria-label={t("lists.entry.menu", {name: track.title ?? track.file_name})}><Icon name="more" /></button>;
}

function Waiting({columns}: {readonly columns: number}) {
  return Array.from({length: columns}, (_, n) => <div key={n} role="gridcell" className="cell"><span className="skeleton" style={{width: `${[70, 55, 40, 60][n % 4]}%`}} /></div>);
}

/** Two lines, for phones; `chosen` while tracks are chosen by tapping. */
function CompactCells({track, current, chosen}: {readonly track: TrackSummary; readonly current: boolean; readonly chosen: boolean | undefined}) {
  const byline = bylineOf(track);
  return (
    <>
      {chosen !== undefined && <div role="gridcell" className="cell"><span className={`choice-sign ${chosen ? "on" : ""}`}>{chosen && <Icon name="check" />}</span></div>}
      <div role="gridcell" className="cell lines">
        <span className="cut strong">{current && <span className="playing"><Icon name="volume" /></span>}{track.title ?? track.file_name}</span>
        {byline && <span className="cut faint">{byline}</span>}
      </div>
      <div role="gridcell" className="cell lines end numeric">
        <span>{track.bpm === undefined ? <AnalysisTag state={track.analysis} /> : <Said track={track} field="tempo">{bpmText(Math.round(track.bpm * 10) / 10)}</Said>}</span>
        <span className="faint">{timeText(track.duration)}</span>
      </div>
      <div role="gridcell" className="cell key">{track.key && <Said track={track} field="key"><KeyBadge value={track.key} short /></Said>}</div>
      {chosen === undefined && <>
        <div role="gridcell" className="cell"><OpenLink track={track} /></div>
        <div role="gridcell" className="cell"><RowMenu track={track} /></div>
      </>}
    </>
  );
}

interface EditorProps { readonly row: number; readonly track: TrackSummary; readonly field: EditableField; readonly typed: string | undefined; readonly label: string; readonly onDone: RowProps["onEdited"] }

function CellEditor({row, track, field, typed, label, onDone}: EditorProps) {
  // As it was when typing began: that is what is changed, whoever else changes it meanwhile.
  const [before] = useState(track);
  const [text, setText] = useState(typed ?? String(track[field] ?? ""));
  const input = useRef<HTMLInputElement>(null);
  const over = useRef(false);
  useEffect(() => {
    // Text that comes back is gone on with, a value that was there is typed over.
    if (typed === undefined) input.current?.select();
    else input.current?.focus();
  }, [typed]);
  const done = (value: string | undefined, step?: 1 | -1) => {
    if (over.current) return;
    over.current = true;
    onDone(row, before, field, value, step);
  };
  return (
    <input ref={input} className="cell-input" value={text} aria-label={label} inputMode={field === "year" ? "numeric" : "text"} onChange={(event) => setText(event.target.value)}
      onBlur={() => done(text)} onDoubleClick={(event) => event.stopPropagation()}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === "Enter") done(text);
        else if (event.key === "Escape") done(undefined);
        else if (event.key === "Tab") {
          event.preventDefault();
          done(text, event.shiftKey ? -1 : 1);
        }
      }} />
  );
}
