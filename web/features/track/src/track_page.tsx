import type {Track, TrackReport} from "@stratum/api";
import {ApiProblem} from "@stratum/api";
import {bpmText, bylineOf, fileNameOf, lufsText, sentences, t, timeText} from "@stratum/model";
import {AnalysisTag, Button, EmptyState, ErrorState, KeyBadge, LoadingState, Origin, Stars, useLoaded, useMay, useSaveFile, useScoped, useService, useStore, useTask, useTitle} from "@stratum/ui";
import {useState, type ReactNode} from "react";
import {CorrectionPanel} from "./correction_panel";
import {ExportMenu, nameOf} from "./export_menu";
import {HistoryCard} from "./history_card";
import {FileCard, LoudnessCard, SectionsCard} from "./report_cards";
import {useCorrections} from "./use_corrections";
import {WaveformPanel} from "./waveform_panel";
import "./track.css";

/** What can be done with the track beyond correcting it; made by whoever knows how. */
type Menu = (track: Track, onChanged: () => void) => ReactNode;

/** Everything about one track. */
export function TrackPage({id, menu}: {readonly id: string; readonly menu: Menu}) {
  const client = useService("client"), live = useService("live");
  const track = useLoaded((signal) => client.get("/tracks/{id}", {path: {id}, signal}), [client, id]);
  const report = useLoaded(async (signal) => {
    try {
      return await client.get("/tracks/{id}/report", {path: {id}, signal});
    } catch (reason) {
      // Not heard yet: the page says so and waits for the event.
      if (reason instanceof ApiProblem && reason.status === 409) return undefined;
      throw reason;
    }
  }, [client, id]);
  const {reload: reloadTrack} = track, {reload: reloadReport} = report;
  useScoped((scope) => {
    scope.add(live.onEvent((event) => {
      if (event.data.track_id !== id && !event.data.track_ids?.includes(id)) return;
      reloadTrack();
      reloadReport();
    }));
  }, [live, id, reloadTrack, reloadReport]);
  useTitle(track.value?.title ?? track.value?.file_name ?? "");
  if (track.kind === "failed") return <ErrorState whole reason={track.reason} onRetry={reloadTrack} />;
  if (!track.value) return <LoadingState />;
  return <TrackView menu={menu} track={track.value} report={report.value} failed={report.kind === "failed" ? report.reason : undefined} onChanged={() => { reloadTrack(); reloadReport(); }} onTrack={track.set} />;
}

interface ViewProps {
  readonly menu: Menu;
  readonly track: Track;
  readonly report: TrackReport | undefined;
  readonly failed: unknown;
  readonly onChanged: () => void;
  readonly onTrack: (track: Track) => void;
}

function TrackView({menu, track, report, failed, onChanged, onTrack}: ViewProps) {
  const [nudging, setNudging] = useState(false);
  const editable = useMay("corrections.write");
  const corrections = useCorrections(track.id, onChanged);
  const nudge = (seconds: number) => corrections.correct({kind: "nudge", seconds: Math.round(Math.max(-10, Math.min(10, seconds)) * 1e4) / 1e4});
  return (
    <div className="page track-page">
      <TrackHead track={track} menu={menu(track, onChanged)} onTrack={onTrack} />
      <WaveformPanel track={track} report={report} onNudge={report && nudging ? nudge : undefined} />
      {failed !== undefined && <ErrorState reason={failed} onRetry={onChanged} />}
      {!report && failed === undefined && <NotHeard track={track} />}
      {report && (
        <div className="track-columns">
          <div className="card">
            <h2>{t("track.values")}</h2>
            <CorrectionPanel report={report} nudging={nudging} onNudging={setNudging} corrections={corrections} editable={editable} />
          </div>
          <div className="stack" style={{gap: 16}}>
            <SectionsCard track={track} report={report.report} />
            <LoudnessCard report={report.report} />
            <HistoryCard id={track.id} version={report.version} onChanged={onChanged} />
          </div>
        </div>
      )}
      {report && <PlotCard track={track} version={report.version} />}
      <FileCard track={track} />
    </div>
  );
}

function TrackHead({track, menu, onTrack}: {readonly track: Track; readonly menu: ReactNode; readonly onTrack: (track: Track) => void}) {
  const client = useService("client");
  const mayWrite = useMay("tracks.write");
  const [rate] = useTask(async (rating: number) => onTrack(await client.patch("/tracks/{id}", {path: {id: track.id}, ifMatch: track.version, body: {rating}})));
  return (
    <header className="track-head">
      <div className="grow">
        <h1>{track.title ?? track.file_name}</h1>
        <p className="soft">{[track.artist, track.album, track.year].filter(Boolean).join(" · ") || bylineOf(track)}</p>
        <div className="row wrap track-facts">
          {track.bpm !== undefined && <span className="fact"><strong className="numeric">{bpmText(Math.round(track.bpm * 100) / 100)}</strong> {t("unit.bpm")}{track.corrected.includes("tempo") && <Origin person />}</span>}
          {track.key && <span className="fact"><KeyBadge value={track.key} />{track.corrected.includes("key") && <Origin person />}</span>}
          {track.energy !== undefined && <span className="fact">{t("track.energy")} <strong className="numeric">{track.energy}</strong></span>}
          {track.lufs !== undefined && <span className="fact"><strong className="numeric">{lufsText(track.lufs)}</strong> {t("unit.lufs")}</span>}
          <span className="fact numeric">{timeText(track.duration)}</span>
          {track.genre && <span className="tag">{track.genre}</span>}
          <AnalysisTag state={track.analysis} />
          {track.binned_at !== undefined && <span className="tag warn">{t("track.binned")}</span>}
          {track.notes.map((note) => <span key={note} className="tag warn">{note}</span>)}
        </div>
      </div>
      <div className="row wrap">
        <Stars value={track.rating ?? 0} label={t("column.rating")} {...(mayWrite ? {onChange: rate} : {})} />
        <ExportMenu track={track} />
        {menu}
      </div>
    </header>
  );
}

function NotHeard({track}: {readonly track: Track}) {
  const client = useService("client"), jobs = useService("jobs");
  const mayRun = useMay("analyses.run");
  const [hear, busy] = useTask(async () => jobs.put((await client.post("/analyses", {body: {track_ids: [track.id], force: track.analysis === "failed"}})).job));
  if (track.analysis === "queued" || track.analysis === "running") return <LoadingState label={t("track.hearing")} />;
  return (
    <EmptyState title={track.analysis === "failed" ? t("track.failed") : t("track.unheard")} actions={<Button look="primary" disabled={!mayRun || busy} onClick={hear}>{t("library.analyse")}</Button>}>
      {track.failure ? sentences(track.failure.detail ?? track.failure.title, track.failure.hint) : t("track.unheard.hint")}
    </EmptyState>
  );
}

/** The server's picture; it is drawn anew when the track or the theme changes. */
function PlotCard({track, version}: {readonly track: Track; readonly version: number}) {
  const client = useService("client"), session = useService("session"), save = useSaveFile();
  useStore(session.theme);
  const theme = document.documentElement.dataset["theme"] === "light" ? "light" : "dark";
  const plot = (query: Record<string, string> = {}) => client.url("/tracks/{id}/plot", {path: {id: track.id}, query: {theme, ...query}});
  return (
    <details className="card plot-card">
      <summary><h2>{t("track.plot")}</h2></summary>
      <div className="scroll-x" tabIndex={0}><img loading="lazy" width={1600} height={900} alt={t("track.plot.alt")} src={plot() + `#${version}`} /></div>
      <p className="row">
        <Button small icon="download" onClick={() => save(plot({format: "png"}), fileNameOf(nameOf(track), "png"))}>PNG</Button>
        <Button small icon="download" onClick={() => save(plot(), fileNameOf(nameOf(track), "svg"))}>SVG</Button>
      </p>
    </details>
  );
}
