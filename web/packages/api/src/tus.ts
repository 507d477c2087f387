import type {Client} from "./client";
import {ApiProblem, Unreachable} from "./problem";

/** Where an upload stands; `url` is what it goes on with after a break, even one of the browser. */
export interface TusState {
  url: string;
  offset: number;
  length: number;
}

export interface TusOptions {
  readonly client: Client;
  readonly file: Blob;
  readonly metadata: Readonly<Record<string, string>>;
  /** Where the file goes, wherever one is by then; null is the server's default one. */
  readonly workspace: string | null;
  /** Of an upload that was begun before. */
  readonly resume?: string | undefined;
  readonly chunk?: number;
  readonly signal: AbortSignal;
  readonly sleep: (ms: number) => Promise<void>;
  readonly onProgress: (state: TusState) => void;
  /** The connection is lost; it is tried again, and progress tells that it is back. */
  readonly onBreak?: () => void;
}

export interface TusDone {
  /** The job that analyses the file. */
  readonly job: string | undefined;
}

const version = {"Tus-Resumable": "1.0.0"};

/** `filename c29uZy5mbGFj,filetype YXVkaW8vZmxhYw==` */
export function metadataText(metadata: Readonly<Record<string, string>>): string {
  return Object.entries(metadata).map(([name, value]) => `${name} ${base64(new TextEncoder().encode(value))}`).join(",");
}

function base64(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

/** Sends a file piece by piece; after a break it asks how far the server got and goes on from there. */
export async function upload(options: TusOptions): Promise<TusDone> {
  const {client, file, signal, workspace} = options;
  const chunk = options.chunk ?? 4 * 1024 * 1024;
  const state: TusState = {url: options.resume ?? "", offset: 0, length: file.size};
  let job: string | undefined;
  if (state.url) state.offset = (await offsetOf(options, state.url)) ?? -1;
  if (!state.url || state.offset < 0) {
    const made = await client.raw("POST", client.address("/uploads"), {
      signal, workspace, headers: {...version, "Upload-Length": String(file.size), "Upload-Metadata": metadataText(options.metadata)},
    });
    const location = made.headers.get("Location");
    if (!location) throw new Error("The server did not say where the upload goes.");
    state.url = location;
    state.offset = 0;
  }
  options.onProgress({...state});
  let failures = 0;
  while (state.offset < file.size) {
    try {
      const part = file.slice(state.offset, state.offset + chunk);
      const checksum = await checksumOf(part);
      const response = await client.raw("PATCH", state.url, {
        signal, workspace, body: part,
        headers: {...version, "Upload-Offset": String(state.offset), "Content-Type": "application/offset+octet-stream",
          ...(checksum ? {"Upload-Checksum": checksum} : {})},
      });
      state.offset = Number(response.headers.get("Upload-Offset"));
      job = response.headers.get("Stratum-Job") ?? job;
      failures = 0;
      options.onProgress({...state});
    } catch (reason) {
      if (signal.aborted || !worthRetrying(reason) || ++failures > 8) throw reason;
      options.onBreak?.();
      await options.sleep(Math.min(30_000, 500 * 2 ** failures));
      const offset = await offsetOf(options, state.url).catch(() => undefined);
      if (offset === undefined) continue;
      state.offset = offset;
      options.onProgress({...state});
    }
  }
  return {job};
}

/** Whether the same piece may go through later: no network, a wrong checksum or place, a server that is busy. */
function worthRetrying(reason: unknown): boolean {
  if (reason instanceof Unreachable) return true;
  return reason instanceof ApiProblem && [409, 423, 429, 460, 500, 502, 503, 504].includes(reason.status);
}

async function offsetOf({client, signal, workspace}: TusOptions, url: string): Promise<number | undefined> {
  try {
    const response = await client.raw("HEAD", url, {signal, workspace, headers: version});
    return Number(response.headers.get("Upload-Offset"));
  } catch (reason) {
    if (reason instanceof ApiProblem && (reason.status === 404 || reason.status === 410)) return undefined;
    throw reason;
  }
}

/** Browsers hash only on secure pages (https or this computer); elsewhere the part goes without. */
async function checksumOf(part: Blob): Promise<string | undefined> {
  if (!globalThis.isSecureContext) return undefined;
  const digest = await crypto.subtle.digest("SHA-256", await part.arrayBuffer());
  return `sha256 ${base64(new Uint8Array(digest))}`;
}
