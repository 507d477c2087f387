import {describe, expect, it} from "vitest";
import {Client, type TrackSummary} from "@stratum/api";
import {addToList, analyseAll, ChangedMeanwhile, doToAll, keepEdit, keepPatch, patchOf, patchOfForm, type FormTexts} from "./actions";

/** A track on a server that takes a change only to the version it has. */
function serverWith(track: Record<string, unknown>) {
  const asked: string[] = [];
  const client = new Client({fetch: (_, init) => {
    asked.push(init?.method ?? "GET");
    const stale = init?.method === "PATCH" && (init.headers as Record<string, string>)["If-Match"] !== `"${String(track["version"])}"`;
    if (stale) return Promise.resolve(Response.json({title: "Precondition Failed", status: 412, code: "precondition_failed"}, {status: 412, headers: {"Content-Type": "application/problem+json"}}));
    if (init?.method === "PATCH") track = {...track, ...JSON.parse(String(init.body)) as object, version: Number(track["version"]) + 1};
    return Promise.resolve(Response.json(track));
  }});
  return {client, asked};
}
const shown = {id: "t", artist: "Nina", genre: "house", version: 3} as TrackSummary;

describe("what is typed while others change the track", () => {
  it("is kept where they changed something else", async () => {
    const {client, asked} = serverWith({...shown, genre: "techno", version: 4});
    expect(await keepEdit(client, shown, "artist", "Nobody")).toMatchObject({artist: "Nobody", genre: "techno", version: 5});
    expect(asked).toEqual(["PATCH", "GET", "PATCH"]);
  });
  it("is not laid over what they typed into the same cell", async () => {
    const {client, asked} = serverWith({...shown, artist: "Ella", version: 4});
    await expect(keepEdit(client, shown, "artist", "Nobody")).rejects.toThrow(ChangedMeanwhile);
    await expect(keepEdit(client, shown, "artist", "Nobody")).rejects.toThrow(/Ella/);
    expect(asked.filter((each) => each === "PATCH").length).toBe(2);
  });
  it("is nothing to send where it is the same, and told where it can not be", async () => {
    const {client, asked} = serverWith({...shown});
    expect(await keepEdit(client, shown, "artist", " Nina ")).toBeUndefined();
    await expect(keepEdit(client, shown, "year", "soon")).rejects.toThrow(/four digits/);
    expect(asked).toEqual([]);
  });
});

describe("what is typed into a cell", () => {
  it("is the new value, and nothing gives back to the file's tag", () => {
    expect(patchOf("artist", "  Nina ")).toEqual({artist: "Nina"});
    expect(patchOf("artist", " ")).toEqual({artist: null});
  });
  it("is a number for a year, or refused", () => {
    expect(patchOf("year", "1987")).toEqual({year: 1987});
    expect(patchOf("year", "")).toEqual({year: null});
    for (const wrong of ["87a", "0", "12345", "-5"]) expect(patchOf("year", wrong)).toBeUndefined();
  });
});

describe("what is typed into the form of a track", () => {
  const texts: FormTexts = {title: "", artist: "Nina", album: "", album_artist: "", genre: "house", label: "", year: "", comment: ""};
  it("is what differs from the track, with its stars", () => {
    expect(patchOfForm(shown, texts, 0)).toEqual({});
    expect(patchOfForm(shown, {...texts, title: " Night ", genre: "", year: "1987"}, 4)).toEqual({title: "Night", genre: null, year: 1987, rating: 4});
    expect(patchOfForm(shown, {...texts, year: "soon"}, 0)).toBeUndefined();
  });
  it("is kept beside what others changed, and not laid over it", async () => {
    const beside = serverWith({...shown, genre: "techno", version: 4});
    expect(await keepPatch(beside.client, shown, {artist: "Nobody", year: 1987})).toMatchObject({artist: "Nobody", year: 1987, genre: "techno"});
    const over = serverWith({...shown, artist: "Ella", version: 4});
    await expect(keepPatch(over.client, shown, {artist: "Nobody", year: 1987})).rejects.toMatchObject({value: "Ella"});
  });
});

describe("more tracks than the server takes at once", () => {
  const tracks = Array.from({length: 20_001}, (_, n) => ({id: `t${n}`}) as TrackSummary);
  /** A server that takes ten thousand, and keeps what it was sent. */
  function server() {
    const sent: {path: string; ids: string[]}[] = [];
    const client = new Client({base: "", fetch: (path, init) => {
      const body = JSON.parse(String(init?.body)) as {track_ids?: string[]; name?: string};
      const ids = body.track_ids ?? [];
      if (ids.length > 10_000) return Promise.resolve(Response.json({title: "Unprocessable", status: 422, code: "invalid"}, {status: 422, headers: {"Content-Type": "application/problem+json"}}));
      sent.push({path: String(path), ids});
      return Promise.resolve(Response.json({id: "made", name: "All", job: {id: `j${sent.length}`}, playlist: {id: "made", name: "All"}}));
    }});
    return {client, sent};
  }
  const everyOne = (sent: readonly {readonly ids: readonly string[]}[]) => expect(sent.flatMap((each) => each.ids)).toEqual(tracks.map((track) => track.id));

  it("are analysed in parts, with a job for each", async () => {
    const {client, sent} = server();
    expect((await analyseAll(client, tracks)).map((job) => job.id)).toEqual(["j1", "j2", "j3"]);
    everyOne(sent);
  });
  it("come into a list in their order, whether it was there or is made", async () => {
    const there = server();
    await addToList(there.client, "playlist", {id: "p"}, tracks);
    expect(new Set(there.sent.map((each) => each.path))).toEqual(new Set(["/playlists/p/entries"]));
    everyOne(there.sent);
    const made = server();
    expect(await addToList(made.client, "collection", {name: "All"}, tracks)).toMatchObject({name: "All"});
    expect(made.sent.map((each) => each.path)).toEqual(["/collections", ...Array.from({length: 3}, () => "/collections/made/tracks")]);
    everyOne(made.sent);
  });
  it("are binned in parts", async () => {
    const {client, sent} = server();
    await doToAll(client, "bin", tracks);
    everyOne(sent);
  });
});
