import type {Palette, Rgb} from "./palette";
import type {Renderer, Strip} from "./renderer";

const css = ([r, g, b]: Rgb, alpha = 1) => `rgb(${Math.round(r * 255)} ${Math.round(g * 255)} ${Math.round(b * 255)} / ${alpha})`;

/** The largest of the columns from `from` to `to` of one band (0 peak, 1 low, 2 middle, 3 high), 0 to 1. */
export function largest(columns: Uint8Array, band: number, from: number, to: number): number {
  const last = Math.min(columns.length / 4 - 1, Math.max(Math.floor(from), Math.ceil(to) - 1));
  let value = 0;
  for (let column = Math.max(0, Math.floor(from)); column <= last; ++column) value = Math.max(value, columns[column * 4 + band]!);
  return value / 255;
}

/** Draws on a plain canvas, one upright line a pixel: where there is no WebGL2. */
export function makeCanvasRenderer(canvas: HTMLCanvasElement): Renderer {
  const context = canvas.getContext("2d")!;
  let ratio = 1;
  return {
    resize(width, height, pixelRatio) {
      ratio = pixelRatio;
      canvas.width = Math.max(1, Math.round(width * pixelRatio));
      canvas.height = Math.max(1, Math.round(height * pixelRatio));
    },
    draw(strips, palette: Palette) {
      context.clearRect(0, 0, canvas.width, canvas.height);
      const middle = canvas.height / 2;
      const layers = [
        {band: 0, height: (value: number) => value, fill: css(palette.low, 0.45)},
        {band: 1, height: (value: number) => value * value, fill: css(palette.low)},
        {band: 2, height: (value: number) => value * value * 0.92, fill: css(palette.mid)},
        {band: 3, height: (value: number) => value * value * 0.8, fill: css(palette.high)},
      ];
      for (const layer of layers) {
        context.fillStyle = layer.fill;
        context.beginPath();
        for (const strip of strips) drawStrip(context, strip, layer.band, layer.height, middle, ratio, canvas.width);
        context.fill();
      }
    },
    dispose() {
      context.clearRect(0, 0, canvas.width, canvas.height);
    },
  };
}

function drawStrip(context: CanvasRenderingContext2D, strip: Strip, band: number, height: (value: number) => number, middle: number,
  ratio: number, width: number): void {
  const perPixel = strip.columns / (strip.width * ratio);
  const first = Math.max(0, Math.floor(strip.x * ratio)), last = Math.min(width, Math.ceil((strip.x + strip.width) * ratio));
  for (let x = first; x < last; ++x) {
    const column = strip.firstColumn + (x - strip.x * ratio) * perPixel;
    const half = height(largest(strip.tile.columns, band, column, column + perPixel)) * middle * 0.96;
    if (half > 0) context.rect(x, middle - half, 1, 2 * half);
  }
}
