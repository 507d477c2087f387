import type {TrackReport, TrackSummary} from "@stratum/api";
import {t, type Seconds} from "@stratum/model";
import {ErrorState, IconButton, LoadingState, useLoaded, useService, useStore, WaveformView, type WaveformHandle} from "@stratum/ui";
import {marksOf, noMarks} from "@stratum/waveform";
import {useEffect, useMemo, useRef} from "react";

interface PanelProps {
  readonly track: TrackSummary;
  readonly report: TrackReport | undefined;
  readonly onNudge?: ((by: Seconds) => void) | undefined;
}

/** The large waveform with its tools; the sound goes where one clicks. */
export function WaveformPanel({track, report, onNudge}: PanelProps) {
  const client = useService("client"), player = useService("player");
  const state = useStore(player.state);
  const handle = useRef<WaveformHandle>(null);
  const facts = useLoaded((signal) => client.get("/tracks/{id}/waveform", {path: {id: track.id}, signal}), [client, track.id]);
  const marks = useMemo(() => !report ? noMarks : marksOf(report.report, report.corrected.includes("grid"), {
    section: (kind, label) => `${label} ${t(`section.${kind as "intro"}`)}`, mixIn: t("cue.in"), mixOut: t("cue.out"),
  }), [report]);
  useEffect(() => player.offer(track), [player, track]);
  const isCurrent = state.track?.id === track.id;
  const seek = (time: Seconds) => {
    if (!isCurrent) player.play([track], 0, time);
    else player.seek(time);
  };
  return (
    <section className="wave-panel" aria-label={t("waveform.label")}>
      <div className="wave-tools row">
        <IconButton icon={isCurrent && state.playing ? "pause" : "play"} look="primary" label={isCurrent && state.playing ? t("action.pause") : t("action.play")} onClick={() => (isCurrent ? player.toggle() : player.play([track], 0))} />
        <span className="grow faint wave-hint">{onNudge ? t("waveform.hint.drag") : t("waveform.hint")}</span>
        <IconButton icon="zoomOut" label={t("waveform.zoom.out")} onClick={() => handle.current?.zoom(1 / 2)} />
        <IconButton icon="zoomIn" label={t("waveform.zoom.in")} onClick={() => handle.current?.zoom(2)} />
        <IconButton icon="fit" label={t("waveform.fit")} onClick={() => handle.current?.fit()} />
      </div>
      <div className="wave-box">
        {facts.kind === "failed" ? <ErrorState reason={facts.reason} onRetry={facts.reload} />
          : facts.value === undefined ? <LoadingState />
          : <WaveformView ref={handle} trackId={track.id} duration={facts.value.duration || track.duration} facts={facts.value} marks={marks} onSeek={seek} onNudge={onNudge} />}
      </div>
    </section>
  );
}
