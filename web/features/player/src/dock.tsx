import {bpmText, t, timeText} from "@stratum/model";
import {Icon, IconButton, KeyBadge, Link, useLoaded, useScoped, useService, useStore, WaveformView} from "@stratum/ui";
import {useRef} from "react";
import "./dock.css";

/** What is playing, at the foot of every page. */
export function PlayerDock() {
  const player = useService("player");
  const state = useStore(player.state);
  useSoundKeys();
  if (!state.track) return null;
  const {track} = state;
  return (
    <section className="dock" aria-label={t("player.label")}>
      <div className="dock-what">
        <Link to={`/tracks/${track.id}`} className="cut strong">{track.title ?? track.file_name}</Link>
        <span className="cut faint" role={state.error === undefined ? undefined : "alert"}>{state.error ?? track.artist ?? " "}</span>
      </div>
      <div className="dock-buttons">
        <IconButton icon="previous" label={t("player.previous")} onClick={() => player.step(-1)} />
        <button type="button" className="play-button" aria-label={state.playing ? t("action.pause") : t("action.play")} data-loading={state.loading || undefined} onClick={() => player.toggle()}>
          <Icon name={state.playing ? "pause" : "play"} />
        </button>
        <IconButton icon="next" label={t("player.next")} disabled={!state.queue[state.index + 1] && !state.more} onClick={() => player.step(1)} />
      </div>
      <Clock duration={track.duration} />
      <DockWaveform key={track.id} trackId={track.id} duration={track.duration} />
      <div className="dock-facts">
        {track.bpm !== undefined && <span className="numeric">{bpmText(Math.round(track.bpm * 10) / 10)} <span className="faint">{t("unit.bpm")}</span></span>}
        {track.key && <KeyBadge value={track.key} />}
      </div>
      <Volume />
      <IconButton icon="close" label={t("player.close")} className="dock-close" onClick={() => player.stop()} />
    </section>
  );
}

function Clock({duration}: {readonly duration: number}) {
  const player = useService("player");
  const text = useRef<HTMLSpanElement>(null);
  useScoped((scope) => {
    let last = "";
    const show = () => {
      const now = timeText(player.time());
      if (now !== last && text.current) text.current.textContent = last = now;
      scope.frame(show);
    };
    show();
  }, [player]);
  return <div className="dock-clock numeric"><span ref={text} /> <span className="faint">/ {timeText(duration)}</span></div>;
}

function DockWaveform({trackId, duration}: {readonly trackId: string; readonly duration: number}) {
  const client = useService("client"), player = useService("player");
  const facts = useLoaded((signal) => client.get("/tracks/{id}/waveform", {path: {id: trackId}, signal}), [trackId]);
  return (
    <div className="dock-wave">
      {facts.kind === "there" && <WaveformView strip trackId={trackId} duration={facts.value.duration || duration} facts={facts.value} onSeek={(time) => player.seek(time)} />}
    </div>
  );
}

function Volume() {
  const player = useService("player");
  const volume = useStore(player.volume);
  return (
    <label className="dock-volume">
      <Icon name="volume" /><span className="hidden-text">{t("player.volume")}</span>
      <input type="range" min={0} max={1} step={0.02} value={volume} onChange={(event) => player.volume.set(Number(event.target.value))} />
    </label>
  );
}

/** K plays and pauses, J and L go back and on; the space bar too, where nothing else has it. */
function useSoundKeys(): void {
  const player = useService("player");
  useScoped((scope) => scope.on(window, "keydown", (event) => {
    const target = event.target instanceof HTMLElement ? event.target : undefined;
    if (event.ctrlKey || event.metaKey || event.altKey || target?.closest("input, textarea, select, [role=grid], [role=menu], dialog")) return;
    if (event.key === " " && target?.closest("button, a, [role=slider]")) return;
    const key = event.key.toLowerCase();
    if (key === "k" || key === " ") player.toggle();
    else if (key === "j") player.seek(player.time() - 10);
    else if (key === "l") player.seek(player.time() + 10);
    else return;
    event.preventDefault();
  }), [player]);
}
