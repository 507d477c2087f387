import type {Pixels, Seconds} from "@stratum/model";

/** What part of a track is in the window. */
export interface View {
  /** At the left edge. */
  readonly start: Seconds;
  /** How much time one pixel stands for. */
  readonly secondsPerPixel: number;
  readonly width: Pixels;
  /** Of the track. */
  readonly duration: Seconds;
}

/** One pixel is never less than this: a beat at 120 BPM is then half a kilopixel wide. */
export const finest = 0.001;

export function wholeTrack(duration: Seconds, width: Pixels): View {
  return {start: 0, secondsPerPixel: Math.max(finest, duration / Math.max(1, width)), width, duration};
}

export const end = (view: View): Seconds => view.start + view.width * view.secondsPerPixel;
export const timeToX = (view: View, time: Seconds): Pixels => (time - view.start) / view.secondsPerPixel;
export const xToTime = (view: View, x: Pixels): Seconds => view.start + x * view.secondsPerPixel;

/** Keeps the view on the track: no empty space while the track is longer than the window. */
export function clamped(view: View): View {
  const widest = Math.max(finest, view.duration / Math.max(1, view.width));
  const secondsPerPixel = Math.min(widest, Math.max(finest, view.secondsPerPixel));
  const latest = Math.max(0, view.duration - view.width * secondsPerPixel);
  return {...view, secondsPerPixel, start: Math.min(latest, Math.max(0, view.start))};
}

/** What is under the pointer stays there. `factor` above 1 comes nearer. */
export function zoomed(view: View, factor: number, x: Pixels): View {
  const time = xToTime(view, x);
  const secondsPerPixel = clamped({...view, secondsPerPixel: view.secondsPerPixel / factor}).secondsPerPixel;
  return clamped({...view, secondsPerPixel, start: time - x * secondsPerPixel});
}

export function scrolled(view: View, pixels: Pixels): View {
  return clamped({...view, start: view.start + pixels * view.secondsPerPixel});
}

export function resized(view: View, width: Pixels): View {
  // The whole track stays the whole track.
  const whole = view.width * view.secondsPerPixel >= view.duration - 1e-9;
  return whole ? wholeTrack(view.duration, width) : clamped({...view, width});
}

/** Puts a time at a share of the window: 0.5 is the middle. */
export function centred(view: View, time: Seconds, share = 0.5): View {
  return clamped({...view, start: time - share * view.width * view.secondsPerPixel});
}

/** While it plays, the picture turns its page before the sound leaves it. */
export function following(view: View, time: Seconds): View {
  const x = timeToX(view, time);
  return x < 0 || x > view.width * 0.9 ? centred(view, time, 0.1) : view;
}

/** A wheel's turn as a factor; touchpads send many small ones. */
export const wheelFactor = (delta: number): number => Math.exp(-Math.max(-120, Math.min(120, delta)) * 0.003);

/** Times for a ruler: a round step with labels at least `apart` pixels from each other. */
export function ruler(view: View, apart: Pixels): {readonly step: Seconds; readonly times: readonly Seconds[]} {
  const steps = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200];
  const step = steps.find((each) => each / view.secondsPerPixel >= apart) ?? 14_400;
  const times: Seconds[] = [];
  const last = Math.min(view.duration, end(view));
  for (let n = Math.ceil(view.start / step); n * step <= last; ++n) times.push(n * step);
  return {step, times};
}
