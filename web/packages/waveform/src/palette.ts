/** Colours of a waveform and what lies over it, as the theme's custom properties have them. */
export interface Palette {
  readonly low: Rgb;
  readonly mid: Rgb;
  readonly high: Rgb;
  readonly beat: string;
  readonly downbeat: string;
  readonly grid: string;
  readonly text: string;
  readonly faint: string;
  readonly lane: string;
  readonly cue: string;
  readonly cueText: string;
  readonly person: string;
  readonly sections: Readonly<Record<string, string>>;
}

/** 0 to 1. */
export type Rgb = readonly [number, number, number];

export function parseRgb(text: string): Rgb {
  const hex = /^#([0-9a-f]{6})$/i.exec(text.trim());
  if (!hex) return [0.5, 0.5, 0.5];
  const value = parseInt(hex[1]!, 16);
  return [(value >> 16) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255];
}

const kinds = ["intro", "verse", "chorus", "drop", "break", "bridge", "build", "outro", "other"];

/** Reads the colours from an element, so that a theme is one list of custom properties. */
export function paletteOf(element: Element): Palette {
  const style = getComputedStyle(element);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return {
    low: parseRgb(read("--wave-low")), mid: parseRgb(read("--wave-mid")), high: parseRgb(read("--wave-high")),
    beat: read("--wave-beat"), downbeat: read("--wave-downbeat"), grid: read("--line"), text: read("--ink"), faint: read("--ink-faint"),
    lane: read("--panel-raised"), cue: read("--accent"), cueText: read("--accent-ink"), person: read("--person"),
    sections: Object.fromEntries(kinds.map((kind) => [kind, read(`--section-${kind}`)])),
  };
}
