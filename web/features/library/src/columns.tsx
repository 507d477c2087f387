import type {TrackPatch, TrackSummary} from "@stratum/api";
import {bpmColumn, dateText, lufsText, t, timeText, type ColumnSpec, type MessageId} from "@stratum/model";
import {AnalysisTag, Icon, KeyBadge, Stars} from "@stratum/ui";
import type {ReactNode} from "react";

export type EditableField = Exclude<keyof TrackPatch, "rating" | "album_artist" | "label">;

export interface TrackColumn extends ColumnSpec {
  readonly label: MessageId;
  /** What the server sorts by. */
  readonly sort?: string;
  readonly edit?: EditableField;
  readonly numeric?: boolean;
  /** Text of its own is cut at the cell's edge. */
  readonly render: (track: TrackSummary, playing: boolean) => ReactNode;
}

/** A value with the sign of a person where one set it. */
export function Said({track, field, children}: {readonly track: TrackSummary; readonly field: "tempo" | "key"; readonly children: ReactNode}) {
  if (!track.corrected.includes(field)) return children;
  return <span className="by-person" title={t("origin.person.long")}>{children}<Icon name="person" /><span className="hidden-text">{t("origin.person.long")}</span></span>;
}

function Energy({value}: {readonly value: number}) {
  return (
    <span className="energy" role="img" aria-label={t("track.energy.of", {n: value})}>
      <i style={{width: `${value * 4.2}px`}} /><span aria-hidden="true">{value}</span>
    </span>
  );
}

const text = (id: EditableField, label: MessageId, width: number, shown = true): TrackColumn => ({
  id, label, width, narrowest: 70, shown, edit: id, ...(id === "comment" ? {} : {sort: id}), render: (track) => track[id] ?? "",
});

export const trackColumns: readonly TrackColumn[] = [
  {
    ...text("title", "column.title", 270), narrowest: 120,
    render: (track, playing) => {
      const title = <span className="cut strong">{track.title ?? track.file_name}</span>;
      return !playing && track.analysis === "done" ? title
        : <span className="row">{playing && <span className="playing"><Icon name="volume" /><span className="hidden-text">{t("player.current")}</span></span>}{title}<AnalysisTag state={track.analysis} /></span>;
    },
  },
  text("artist", "column.artist", 190),
  {id: "bpm", label: "column.bpm", sort: "bpm", width: 84, narrowest: 62, shown: true, numeric: true,
    render: (track) => track.bpm === undefined ? "" : <Said track={track} field="tempo">{bpmColumn(track.bpm)}</Said>},
  {id: "key", label: "column.key", sort: "key", width: 104, narrowest: 64, shown: true,
    render: (track) => track.key && <Said track={track} field="key"><KeyBadge value={track.key} /></Said>},
  {id: "energy", label: "column.energy", sort: "energy", width: 92, narrowest: 84, shown: true, render: (track) => track.energy !== undefined && <Energy value={track.energy} />},
  {id: "duration", label: "column.duration", sort: "duration", width: 72, narrowest: 56, shown: true, numeric: true, render: (track) => timeText(track.duration)},
  text("genre", "column.genre", 130),
  text("album", "column.album", 180),
  {id: "rating", label: "column.rating", sort: "rating", width: 96, narrowest: 80, shown: true, render: (track) => track.rating ? <Stars value={track.rating} label="" /> : null},
  {id: "lufs", label: "column.lufs", sort: "lufs", width: 84, narrowest: 60, shown: false, numeric: true, render: (track) => track.lufs === undefined ? "" : lufsText(track.lufs)},
  {...text("year", "column.year", 70, false), numeric: true, narrowest: 52, render: (track) => track.year ?? ""},
  text("comment", "column.comment", 220, false),
  {id: "added_at", label: "column.added", sort: "added_at", width: 118, narrowest: 90, shown: true, render: (track) => <span className="faint">{dateText(track.added_at)}</span>},
  {id: "file_name", label: "column.file", width: 220, narrowest: 90, shown: false, render: (track) => <span className="faint">{track.file_name}</span>},
];
