import {describe, expect, it} from "vitest";
import {Client} from "./client";
import {metadataText, upload} from "./tus";

/** A server that keeps what it gets and breaks off as told. */
class Kept {
  data = new Uint8Array(0);
  created = 0;
  heads = 0;
  /** Before which PATCH (counted from 1) the connection breaks, with so many bytes of it kept. */
  breaks = new Map<number, number>();
  private patches = 0;

  readonly fetch: typeof fetch = async (_url, init) => {
    const headers = init!.headers as Record<string, string>;
    if (init!.method === "POST") {
      ++this.created;
      return new Response(null, {status: 201, headers: {Location: "/api/v1/uploads/u1"}});
    }
    if (init!.method === "HEAD") {
      ++this.heads;
      return new Response(null, {headers: {"Upload-Offset": String(this.data.length)}});
    }
    const bytes = new Uint8Array(await (init!.body as Blob).arrayBuffer());
    const cut = this.breaks.get(++this.patches);
    if (Number(headers["Upload-Offset"]) !== this.data.length) return new Response(null, {status: 409});
    this.data = Uint8Array.of(...this.data, ...bytes.subarray(0, cut ?? bytes.length));
    if (cut !== undefined) throw new TypeError("cut");
    return new Response(null, {status: 204, headers: {"Upload-Offset": String(this.data.length), "Stratum-Job": "j1"}});
  };
}

const bytes = Uint8Array.from({length: 1000}, (_, n) => (n * 7) % 251);

function begin(server: Kept, resume?: string) {
  const seen: number[] = [];
  const done = upload({
    client: new Client({fetch: server.fetch}), file: new Blob([bytes]), metadata: {filename: "a.wav"}, workspace: null, chunk: 300, resume,
    signal: new AbortController().signal, sleep: () => Promise.resolve(), onProgress: (state) => seen.push(state.offset),
  });
  return {done, seen};
}

describe("an upload", () => {
  it("writes its metadata as tus wants it", () => {
    expect(metadataText({filename: "ü.wav", filetype: "audio/wav"})).toBe("filename w7wud2F2,filetype YXVkaW8vd2F2");
  });

  it("goes piece by piece and tells the job", async () => {
    const server = new Kept();
    const {done, seen} = begin(server);
    expect(await done).toEqual({job: "j1"});
    expect(seen).toEqual([0, 300, 600, 900, 1000]);
    expect(server.data).toEqual(bytes);
  });

  it("goes where it was sent, though one is elsewhere by then", async () => {
    const server = new Kept(), asked: (string | undefined)[] = [];
    server.breaks.set(2, 0);
    const client = new Client({fetch: (url, init) => {
      asked.push((init!.headers as Record<string, string>)["Stratum-Workspace"]);
      client.workspace = "elsewhere";
      return server.fetch(url, init);
    }});
    await upload({client, file: new Blob([bytes]), metadata: {}, workspace: "here", chunk: 600, signal: new AbortController().signal, sleep: () => Promise.resolve(), onProgress: () => undefined});
    expect(asked).toEqual(["here", "here", "here", "here", "here"]);
  });

  it("goes on from where the server is after the connection was cut", async () => {
    const server = new Kept();
    server.breaks.set(2, 120).set(3, 0);
    await begin(server).done;
    expect(server.data).toEqual(bytes);
    expect(server.heads).toBe(2);
    expect(server.created).toBe(1);
  });

  it("takes up an upload that was begun before", async () => {
    const server = new Kept();
    server.data = bytes.slice(0, 450);
    const {done, seen} = begin(server, "/api/v1/uploads/u1");
    await done;
    expect(seen[0]).toBe(450);
    expect(server.data).toEqual(bytes);
    expect(server.created).toBe(0);
  });
});
