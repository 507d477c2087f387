import type {Client, WaveformFacts} from "@stratum/api";
import type {Scope} from "@stratum/model";
import {makeCanvasRenderer} from "./canvas_renderer";
import {makeGlRenderer} from "./gl_renderer";
import {drawMarks, noMarks, type Marks} from "./overlays";
import {paletteOf, type Palette} from "./palette";
import {stripOf, type Renderer, type Strip} from "./renderer";
import type {Tile, TileCache} from "./tile_cache";
import {levelFor, nearbyTiles, parentOf, tileTimes, visibleTiles, type TileId} from "./tiling";
import type {View} from "./view";

/** Asks the server for tiles of one track; the revision makes them immutable for every cache on the way. */
export function tileLoader(client: Client, track: string, facts: WaveformFacts, signal: AbortSignal): (id: TileId) => Promise<ArrayBuffer> {
  return ({level, tile}) => client.bytes("/tracks/{id}/waveform/{level}/{tile}", {
    path: {id: track, level, tile}, query: {v: facts.revision}, signal, headers: {Accept: "application/octet-stream"},
  });
}

/** The strips that show the view: the tiles of its level, and where one is missing the nearest coarser one. */
export function stripsFor(facts: WaveformFacts, view: View, level: number, get: (id: TileId) => Tile | undefined): Strip[] {
  const strips: Strip[] = [];
  for (const id of visibleTiles(facts, view, level)) {
    const {from, to} = tileTimes(facts, id);
    let at = id, tile = get(id);
    while (!tile && at.level < facts.levels - 1) {
      at = parentOf(at);
      tile = get(at);
    }
    const strip = tile && stripOf(facts, view, tile, Math.max(view.start, from), Math.min(view.start + view.width * view.secondsPerPixel, to));
    if (strip) strips.push(strip);
  }
  return strips;
}

/** A waveform on the page: two canvases, drawn at most once a frame and only when something changed. */
export class WaveformPicture {
  private readonly scope: Scope;
  private readonly renderer: Renderer;
  private readonly wave: HTMLCanvasElement;
  private readonly overlay: HTMLCanvasElement | undefined;
  private readonly cache: TileCache;
  private readonly facts: WaveformFacts;
  private palette: Palette;
  private marks: Marks = noMarks;
  private view: View | undefined;
  private height = 0;
  private pending = false;

  constructor(scope: Scope, wave: HTMLCanvasElement, overlay: HTMLCanvasElement | undefined, facts: WaveformFacts, cacheOf: (arrived: () => void) => TileCache) {
    this.scope = scope;
    this.wave = wave;
    this.overlay = overlay;
    this.facts = facts;
    this.palette = paletteOf(wave);
    this.renderer = makeGlRenderer(wave) ?? makeCanvasRenderer(wave);
    this.cache = cacheOf(() => this.redraw());
    scope.add(() => this.renderer.dispose());
  }

  resize(width: number, height: number): void {
    this.height = height;
    const ratio = devicePixelRatio;
    this.renderer.resize(width, height, ratio);
    if (this.overlay) {
      this.overlay.width = Math.round(width * ratio);
      this.overlay.height = Math.round(height * ratio);
    }
    this.redraw();
  }

  show(view: View): void {
    this.view = view;
    this.redraw();
  }

  mark(marks: Marks): void {
    this.marks = marks;
    this.redraw();
  }

  /** The theme changed. */
  recolour(): void {
    this.palette = paletteOf(this.wave);
    this.redraw();
  }

  private redraw(): void {
    if (this.pending) return;
    this.pending = true;
    this.scope.frame(() => {
      this.pending = false;
      this.draw();
    });
  }

  private draw(): void {
    const {view, facts, overlay} = this;
    if (!view || this.height === 0) return;
    const level = levelFor(facts, view, devicePixelRatio);
    this.cache.want([...visibleTiles(facts, view, level), ...nearbyTiles(facts, view, level)]);
    this.renderer.draw(stripsFor(facts, view, level, (id) => this.cache.get(id)), this.palette);
    const context = overlay?.getContext("2d");
    if (!context) return;
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    drawMarks(context, view, this.height, this.marks, this.palette, getComputedStyle(this.wave).fontFamily);
  }
}
