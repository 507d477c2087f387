import type {Track} from "@stratum/api";
import {fileNameOf, t} from "@stratum/model";
import {MenuButton, useSaveFile, useService} from "@stratum/ui";

export const nameOf = (track: Pick<Track, "title" | "artist" | "file_name">): string =>
  track.title === undefined ? track.file_name.replace(/\.[^.]+$/, "") : [track.artist, track.title].filter(Boolean).join(" - ");

/** What was heard, as files for other programs. */
export function ExportMenu({track}: {readonly track: Track}) {
  const client = useService("client"), save = useSaveFile();
  const path = {id: track.id};
  const report = (ending: string, query: Readonly<Record<string, string>>) => () => save(client.url("/tracks/{id}/report", {path, query}), fileNameOf(nameOf(track), ending));
  return (
    <MenuButton label={t("track.export")} icon="download" look="plain" entries={[
      {label: "JSON", run: report("json", {format: "json", full: "true"})}, {label: "CBOR", run: report("cbor", {format: "cbor", full: "true"})},
      {label: "CSV", run: report("csv", {format: "csv"})}, {label: "JAMS", run: report("jams", {format: "jams"})},
      {label: "MIDI", run: () => save(client.url("/tracks/{id}/midi", {path}), fileNameOf(nameOf(track), "mid"))},
      {label: t("track.export.labels"), run: report("txt", {format: "labels", layer: "beats"})},
    ]}>{t("track.export")}</MenuButton>
  );
}
