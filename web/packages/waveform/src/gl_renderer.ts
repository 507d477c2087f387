import type {Palette} from "./palette";
import type {Renderer} from "./renderer";
import type {Tile} from "./tile_cache";
import {tileColumns} from "./tiling";

const vertexSource = `#version 300 es
uniform vec2 place;    // left edge and width, in the window's own -1 to 1
uniform vec2 columns;  // the first one, and how many
out vec2 at;           // column; -1 (bottom) to 1
void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  at = vec2(columns.x + corner.x * columns.y, corner.y * 2.0 - 1.0);
  gl_Position = vec4(place.x + corner.x * place.y, at.y, 0.0, 1.0);
}`;

// A pixel shows the largest of the columns under it, or between two columns where one is wider than a pixel. The bands lie
// over each other: the low one is the tallest body, the high one the bright core.
const fragmentSource = `#version 300 es
precision highp float;
uniform sampler2D tile;
uniform float count;
uniform vec3 low, mid, high;
uniform float pixel;   // height of a device pixel
in vec2 at;
out vec4 colour;
vec4 column(float n) { return texelFetch(tile, ivec2(int(clamp(n, 0.0, count - 1.0)), 0), 0); }
float edge(float height, float y) { return clamp((height - y) / pixel + 0.5, 0.0, 1.0); }
void main() {
  float wide = fwidth(at.x);
  vec4 value;
  if (wide < 1.0) {
    float n = at.x - 0.5;
    value = mix(column(floor(n)), column(floor(n) + 1.0), smoothstep(0.0, 1.0, fract(n)));
  } else {
    value = column(floor(at.x - wide * 0.5));
    for (float n = 1.0; n < 4.0; ++n) if (n <= wide) value = max(value, column(floor(at.x - wide * 0.5 + n)));
  }
  float y = abs(at.y) * 1.04;
  float body = min(value.r, 1.0);
  float l = edge(max(value.g * value.g, body * 0.94 * step(value.b * 0.9 + value.a * 0.4, value.g + 0.02)) , y);
  float m = edge(max(value.b * value.b * 0.92, 0.0), y);
  float h = edge(value.a * value.a * 0.8, y);
  float p = edge(body, y);
  vec3 mixed = mix(low, mid, 0.35);
  vec4 drawn = vec4(mixed * 0.55, 1.0) * p * 0.75;
  drawn = mix(drawn, vec4(low, 1.0), l);
  drawn = mix(drawn, vec4(mid, 1.0), m);
  drawn = mix(drawn, vec4(high, 1.0), h);
  colour = drawn;
}`;

const mostTextures = 96;

/** Draws with WebGL2; undefined where the browser has none. */
export function makeGlRenderer(canvas: HTMLCanvasElement): Renderer | undefined {
  const gl = canvas.getContext("webgl2", {alpha: true, premultipliedAlpha: true, antialias: false, powerPreference: "low-power"});
  const program = gl && linked(gl);
  if (!gl || !program) return undefined;
  const place = (name: string) => gl.getUniformLocation(program, name);
  const uniforms = {place: place("place"), columns: place("columns"), count: place("count"), low: place("low"), mid: place("mid"),
    high: place("high"), pixel: place("pixel")};
  const textures = new Map<Tile, WebGLTexture>();
  const empty = gl.createVertexArray();
  let width = 1;

  const textureOf = (tile: Tile): WebGLTexture => {
    let texture = textures.get(tile);
    if (texture) {
      textures.delete(tile);
    } else {
      texture = gl.createTexture();
      gl.bindTexture(gl.TEXTURE_2D, texture);
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, Math.min(tileColumns, tile.columns.length / 4), 1, 0, gl.RGBA, gl.UNSIGNED_BYTE, tile.columns);
    }
    textures.set(tile, texture);
    for (const [oldest, old] of textures) {
      if (textures.size <= mostTextures) break;
      gl.deleteTexture(old);
      textures.delete(oldest);
    }
    return texture;
  };

  return {
    resize(cssWidth, cssHeight, pixelRatio) {
      width = Math.max(1, cssWidth);
      canvas.width = Math.max(1, Math.round(cssWidth * pixelRatio));
      canvas.height = Math.max(1, Math.round(cssHeight * pixelRatio));
      gl.viewport(0, 0, canvas.width, canvas.height);
    },
    draw(strips, palette: Palette) {
      gl.clearColor(0, 0, 0, 0);
      gl.clear(gl.COLOR_BUFFER_BIT);
      gl.useProgram(program);
      gl.bindVertexArray(empty);
      gl.uniform3fv(uniforms.low, palette.low);
      gl.uniform3fv(uniforms.mid, palette.mid);
      gl.uniform3fv(uniforms.high, palette.high);
      gl.uniform1f(uniforms.pixel, 2 / canvas.height);
      for (const strip of strips) {
        gl.bindTexture(gl.TEXTURE_2D, textureOf(strip.tile));
        gl.uniform2f(uniforms.place, (strip.x / width) * 2 - 1, (strip.width / width) * 2);
        gl.uniform2f(uniforms.columns, strip.firstColumn, strip.columns);
        gl.uniform1f(uniforms.count, strip.tile.columns.length / 4);
        gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
      }
    },
    dispose() {
      for (const texture of textures.values()) gl.deleteTexture(texture);
      textures.clear();
      gl.deleteProgram(program);
      gl.deleteVertexArray(empty);
    },
  };
}

function linked(gl: WebGL2RenderingContext): WebGLProgram | undefined {
  const program = gl.createProgram();
  for (const [kind, source] of [[gl.VERTEX_SHADER, vertexSource], [gl.FRAGMENT_SHADER, fragmentSource]] as const) {
    const shader = gl.createShader(kind);
    if (!shader) return undefined;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
    gl.deleteShader(shader);
  }
  gl.linkProgram(program);
  return gl.getProgramParameter(program, gl.LINK_STATUS) ? program : undefined;
}
