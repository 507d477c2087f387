import type {WaveformFacts} from "@stratum/api";
import {t, timeText, type Seconds} from "@stratum/model";
import {following, noMarks, resized, scrolled, TileCache, tileLoader, timeToX, WaveformPicture, wheelFactor, wholeTrack, xToTime, zoomed, type Marks, type View} from "@stratum/waveform";
import {useEffect, useImperativeHandle, useRef, useState, type KeyboardEvent, type PointerEvent, type Ref} from "react";
import {useScoped, useStore} from "./hooks";
import {useService} from "./services";

export interface WaveformHandle {
  readonly zoom: (factor: number) => void;
  readonly fit: () => void;
}

interface WaveformProps {
  readonly trackId: string;
  readonly duration: Seconds;
  readonly facts: WaveformFacts;
  readonly marks?: Marks;
  /** The whole track in little, without marks and zoom. */
  readonly strip?: boolean;
  readonly onSeek: (time: Seconds) => void;
  /** With it a drag moves the beats instead of the picture. */
  readonly onNudge?: ((by: Seconds) => void) | undefined;
  readonly ref?: Ref<WaveformHandle>;
}

interface Drag { readonly x: number; readonly view: View; moved: boolean }

/** The waveform of a track: wheel and pinch zoom, drag scrolls, a click goes there. Everything works by keys too. */
export function WaveformView({trackId, duration, facts, marks = noMarks, strip, onSeek, onNudge, ref}: WaveformProps) {
  const client = useService("client"), player = useService("player"), session = useService("session");
  const theme = useStore(session.theme);
  const playing = useStore(player.state);
  const isCurrent = playing.track?.id === trackId;
  const host = useRef<HTMLDivElement>(null), wave = useRef<HTMLCanvasElement>(null), overlay = useRef<HTMLCanvasElement>(null), head = useRef<HTMLDivElement>(null);
  const picture = useRef<WaveformPicture | undefined>(undefined);
  const view = useRef<View>(wholeTrack(duration, 1));
  const drags = useRef(new Map<number, Drag>());
  const held = useRef(false);
  const [shown, setShown] = useState<{start: Seconds; end: Seconds}>({start: 0, end: duration});

  const look = (next: View) => {
    view.current = next;
    picture.current?.show(next);
    placeHead();
    if (!strip) setShown({start: next.start, end: Math.min(duration, next.start + next.width * next.secondsPerPixel)});
  };
  const placeHead = () => {
    const line = head.current;
    if (!line) return;
    const x = timeToX(view.current, isCurrentNow() ? player.time() : 0);
    line.style.transform = `translateX(${x}px)`;
    line.style.visibility = isCurrentNow() && x >= -1 && x <= view.current.width + 1 ? "visible" : "hidden";
  };
  const isCurrentNow = () => player.state.get().track?.id === trackId;

  useScoped((scope) => {
    const element = host.current, canvas = wave.current;
    if (!element || !canvas) return;
    const load = tileLoader(client, trackId, facts, scope.signal());
    const made = picture.current = new WaveformPicture(scope, canvas, overlay.current ?? undefined, facts, (arrived) => new TileCache(load, arrived));
    made.mark(marks);
    const fit = (width: number, height: number) => {
      made.resize(width, height);
      look(view.current.width <= 1 ? wholeTrack(duration, width) : resized({...view.current, duration}, width));
    };
    view.current = wholeTrack(duration, 1);
    scope.onResize(element, fit);
    scope.on(matchMedia("(prefers-color-scheme: light)"), "change", () => made.recolour());
    scope.on(element, "wheel", (event) => {
      if (strip) return;
      event.preventDefault();
      held.current = true;
      const sideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
      const x = event.clientX - element.getBoundingClientRect().left;
      look(sideways ? scrolled(view.current, event.deltaX || event.deltaY) : zoomed(view.current, wheelFactor(event.deltaY * (event.deltaMode === 1 ? 20 : 1)), x));
    }, {passive: false});
    scope.add(() => { picture.current = undefined; });
  }, [client, trackId, facts, duration, strip]);
  useEffect(() => picture.current?.mark(marks), [marks]);
  useScoped((scope) => scope.frame(() => picture.current?.recolour()), [theme]);

  // The playhead moves with the sound; the picture follows until somebody scrolls.
  useScoped((scope) => {
    const step = () => {
      if (isCurrent && playing.playing && !strip && !held.current && drags.current.size === 0) {
        const next = following(view.current, player.time());
        if (next !== view.current) look(next);
      }
      placeHead();
      if (isCurrent) scope.frame(step);
    };
    step();
    if (playing.playing) held.current = false;
  }, [isCurrent, playing.playing, trackId, player]);

  const zoom = (factor: number) => {
    held.current = true;
    const at = timeToX(view.current, player.time());
    look(zoomed(view.current, factor, isCurrent && at >= 0 && at <= view.current.width ? at : view.current.width / 2));
  };
  useImperativeHandle(ref, () => ({zoom, fit: () => look(wholeTrack(duration, view.current.width))}));

  const xOf = (event: PointerEvent) => event.clientX - (host.current?.getBoundingClientRect().left ?? 0);
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    for (const drag of drags.current.values()) drag.moved = true;
    drags.current.set(event.pointerId, {x: xOf(event), view: view.current, moved: drags.current.size > 0});
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    const drag = drags.current.get(event.pointerId);
    if (!drag) return;
    const x = xOf(event), all = [...drags.current.entries()];
    if (Math.abs(x - drag.x) > 3) drag.moved = true;
    if (strip) return onSeek(xToTime(view.current, x));
    if (!drag.moved) return;
    held.current = true;
    if (all.length === 2) {
      const other = all.find(([id]) => id !== event.pointerId)![1];
      const before = Math.abs(drag.x - other.x), now = Math.abs(x - other.x);
      if (before > 8 && now > 8) look(zoomed(view.current, now / before, (x + other.x) / 2));
      drags.current.set(event.pointerId, {x, view: view.current, moved: true});
    } else if (onNudge) {
      const by = (x - drag.x) * view.current.secondsPerPixel;
      const later = (time: Seconds) => time + by;
      picture.current?.mark({...marks, beats: marks.beats.map(later), downbeats: marks.downbeats.map(later), gridByPerson: true});
    } else {
      look(scrolled(drag.view, drag.x - x));
    }
  };
  const onPointerUp = (event: PointerEvent<HTMLDivElement>) => {
    const drag = drags.current.get(event.pointerId);
    drags.current.delete(event.pointerId);
    if (!drag) return;
    if (!drag.moved) onSeek(xToTime(view.current, xOf(event)));
    else if (onNudge && !strip && drags.current.size === 0) onNudge((xOf(event) - drag.x) * view.current.secondsPerPixel);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.shiftKey ? 30 : 5;
    const now = isCurrent ? player.time() : 0;
    if (event.key === "ArrowRight") onSeek(Math.min(duration, now + step));
    else if (event.key === "ArrowLeft") onSeek(Math.max(0, now - step));
    else if (event.key === "Home") onSeek(0);
    else if (event.key === "End") onSeek(Math.max(0, duration - 5));
    else if (!strip && (event.key === "+" || event.key === "=")) zoom(1.6);
    else if (!strip && event.key === "-") zoom(1 / 1.6);
    else if (!strip && event.key === "0") look(wholeTrack(duration, view.current.width));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div ref={host} className={`waveform ${strip ? "strip" : ""} ${onNudge ? "nudging" : ""}`} role="slider" tabIndex={0} aria-label={t("waveform.label")}
      aria-valuemin={0} aria-valuemax={Math.round(duration)} aria-valuenow={isCurrent ? Math.round(player.time()) : 0} aria-valuetext={timeText(isCurrent ? player.time() : 0)}
      data-from={shown.start.toFixed(3)} data-to={shown.end.toFixed(3)}
      onPointerDown={onPointerDown} onPointerMove={onPointerMove} onPointerUp={onPointerUp} onPointerCancel={(event) => drags.current.delete(event.pointerId)} onKeyDown={onKeyDown}>
      <canvas ref={wave} className="wave" />
      {!strip && <canvas ref={overlay} />}
      <div ref={head} className="playhead" />
    </div>
  );
}
