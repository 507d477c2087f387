import type {TrackSummary} from "@stratum/api";
import {bpmText, bylineOf, t, timeText, type PlacedColumn} from "@stratum/model";
import {AnalysisTag, Icon, KeyBadge} from "@stratum/ui";
import {memo, useEffect, useRef, useState} from "react";
import type {EditableField, TrackColumn} from "./columns";

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
  readonly editing: EditableField | undefined;
  readonly onEdited: (track: TrackSummary, field: EditableField, value: string | undefined) => void;
}

/** One row. It is drawn again only when something of it changed. */
export const TrackRow = memo(function TrackRow(props: RowProps) {
  const {row, top, track, columns, template, selected, cursor, current, compact} = props;
  const look = `track-row ${selected ? "selected" : ""} ${cursor ? "cursor" : ""} ${current ? "current" : ""} ${compact ? "compact" : ""}`;
  return (
    <div role="row" id={`track-row-${row}`} className={look} aria-rowindex={row + 2} aria-selected={selected} data-row={row}
      style={{top, ...(compact ? {} : {gridTemplateColumns: template})}}>
      {!track ? <Waiting columns={compact ? 1 : columns.length} /> : compact ? <CompactCells track={track} current={current} /> : columns.map(({column}) => (
        <div key={column.id} role="gridcell" className={`cell ${column.numeric ? "end numeric" : ""}`} data-column={column.id}>
          {props.editing !== undefined && props.editing === column.edit ? <CellEditor track={track} field={column.edit} label={t(column.label)} onDone={props.onEdited} /> : column.render(track, current)}
        </div>
      ))}
    </div>
  );
});

function Waiting({columns}: {readonly columns: number}) {
  return Array.from({length: columns}, (_, n) => <div key={n} role="gridcell" className="cell"><span className="skeleton" style={{width: `${[70, 55, 40, 60][n % 4]}%`}} /></div>);
}

/** Two lines, for phones. */
function CompactCells({track, current}: {readonly track: TrackSummary; readonly current: boolean}) {
  const byline = bylineOf(track);
  return (
    <>
      <div role="gridcell" className="cell lines">
        <span className="cut strong">{current && <span className="playing"><Icon name="volume" /></span>}{track.title ?? track.file_name}</span>
        {byline && <span className="cut faint">{byline}</span>}
      </div>
      <div role="gridcell" className="cell lines end numeric">
        <span>{track.bpm === undefined ? <AnalysisTag state={track.analysis} /> : bpmText(Math.round(track.bpm * 10) / 10)}</span>
        <span className="faint">{timeText(track.duration)}</span>
      </div>
      <div role="gridcell" className="cell">{track.key && <KeyBadge value={track.key} short />}</div>
    </>
  );
}

function CellEditor({track, field, label, onDone}: {readonly track: TrackSummary; readonly field: EditableField; readonly label: string; readonly onDone: RowProps["onEdited"]}) {
  const [text, setText] = useState(String(track[field] ?? ""));
  const input = useRef<HTMLInputElement>(null);
  const over = useRef(false);
  useEffect(() => input.current?.select(), []);
  const done = (value: string | undefined) => {
    if (over.current) return;
    over.current = true;
    onDone(track, field, value);
  };
  return (
    <input ref={input} className="cell-input" value={text} aria-label={label} inputMode={field === "year" ? "numeric" : "text"} onChange={(event) => setText(event.target.value)}
      onBlur={() => done(text)} onDoubleClick={(event) => event.stopPropagation()}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === "Enter") done(text);
        else if (event.key === "Escape") done(undefined);
      }} />
  );
}
