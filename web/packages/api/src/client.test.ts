import {describe, expect, it} from "vitest";
import {Client, fill, queryText, waitOf} from "./client";
import {ApiProblem, Unreachable} from "./problem";

interface Sent { url: string; init: RequestInit }

/** A client whose network is this list of answers. */
function clientWith(answers: readonly (Response | Error)[]) {
  const sent: Sent[] = [];
  const waits: number[] = [];
  const rest = [...answers];
  const client = new Client({
    fetch: (url, init) => {
      sent.push({url: String(url), init: init!});
      const next = rest.shift();
      return next instanceof Response ? Promise.resolve(next) : Promise.reject(next ?? new Error("nothing more"));
    },
    sleep: (ms) => { waits.push(ms); return Promise.resolve(); },
    random: () => "key-1",
  });
  return {client, sent, waits};
}

const problem = (status: number, code: string, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify({type: "about:blank", title: "T", status, code, detail: "what", hint: "next"}),
    {status, headers: {"Content-Type": "application/problem+json", ...headers}});
const header = (sent: Sent | undefined, name: string) => (sent?.init.headers as Record<string, string>)[name];

describe("a client", () => {
  it("fills places so that a value can not leave its place", () => {
    expect(fill("/tracks/{id}/report", {id: "../x?y"})).toBe("/tracks/..%2Fx%3Fy/report");
    expect(() => fill("/tracks/{id}", {})).toThrow("needs id");
  });

  it("leaves out of a query what is not said", () => {
    expect(queryText({q: "daft punk", cursor: undefined, sort: "", limit: 50})).toBe("?q=daft+punk&limit=50");
  });

  it("takes the new token of a server that was started anew, and repeats the change once", async () => {
    const {client, sent} = clientWith([problem(403, "csrf"), Response.json({csrf_token: "new"}), Response.json({id: "p"}), problem(403, "csrf"), Response.json({csrf_token: "new"})]);
    client.csrfToken = "old";
    await client.post("/playlists", {body: {name: "x"}});
    expect(sent.map((each) => each.url)).toEqual(["/api/v1/playlists", "/api/v1/session", "/api/v1/playlists"]);
    expect(header(sent[2], "Stratum-Csrf")).toBe("new");
    expect(header(sent[2], "Idempotency-Key")).toBe(header(sent[0], "Idempotency-Key"));
    await expect(client.post("/playlists", {body: {name: "x"}})).rejects.toThrow("what");
    expect(sent).toHaveLength(5);
  });

  it("gives what was asked for ahead to who asks for it next, once", async () => {
    const {client, sent} = clientWith([Response.json({items: ["early"]}), Response.json({items: ["now"]})]);
    client.workspace = "here";
    client.ahead("/playlists", {query: {limit: 5}});
    expect(await client.get("/playlists", {query: {limit: 5}})).toEqual({items: ["early"]});
    expect(await client.get("/playlists", {query: {limit: 5}})).toEqual({items: ["now"]});
    expect(sent).toHaveLength(2);
  });

  it("asks anew where asking ahead failed, was for another workspace, or something was changed since", async () => {
    const {client, sent} = clientWith([new Error("gone"), problem(401, "unauthenticated"), Response.json({items: []}), Response.json({id: "p"}), Response.json({items: ["a"]}), Response.json({items: ["b"]}), Response.json({items: ["c"]})]);
    client.ahead("/playlists");
    client.ahead("/collections");
    client.ahead("/tracks");
    await client.post("/playlists", {body: {name: "x"}});
    expect(await client.get("/tracks")).toEqual({items: ["a"]});
    client.ahead("/tracks");
    client.workspace = "elsewhere";
    expect(await client.get("/tracks")).toEqual({items: ["c"]});
    expect(sent).toHaveLength(7);
    const failing = clientWith([new Error("gone"), Response.json({items: []}), problem(401, "unauthenticated"), Response.json({items: [1]})]).client;
    failing.ahead("/playlists");
    expect(await failing.get("/playlists")).toEqual({items: []});
    failing.ahead("/playlists");
    expect(await failing.get("/playlists")).toEqual({items: [1]});
  });

  it("sends an API key with everything, where it has one", async () => {
    const sent: RequestInit[] = [];
    const client = new Client({base: "https://music.example.org/api/v1", key: "stk_1", fetch: (_, init) => {
      sent.push(init!);
      return Promise.resolve(Response.json({items: []}));
    }});
    await client.get("/tracks");
    expect((sent[0]!.headers as Record<string, string>)["Authorization"]).toBe("Bearer stk_1");
  });

  it("says who it is when it changes something, and not when it reads", async () => {
    const {client, sent} = clientWith([Response.json({items: []}), Response.json({})]);
    client.csrfToken = "token";
    client.workspace = "w";
    await client.get("/playlists");
    await client.post("/playlists", {body: {name: "Night"}});
    expect(header(sent[0], "Stratum-Csrf")).toBeUndefined();
    expect(header(sent[0], "Stratum-Workspace")).toBe("w");
    expect(header(sent[1], "Stratum-Csrf")).toBe("token");
    expect(header(sent[1], "Idempotency-Key")).toBe("key-1");
    expect(sent[1]?.init.body).toBe('{"name":"Night"}');
  });

  it("names the workspace in the address of what the browser loads by itself", () => {
    const {client} = clientWith([]);
    expect(client.url("/audit/export")).toBe("/api/v1/audit/export");
    client.workspace = "w";
    expect(client.url("/tracks/{id}/audio", {path: {id: "a"}, query: {format: "opus"}})).toBe("/api/v1/tracks/a/audio?format=opus&workspace=w");
    expect(client.address("/uploads")).toBe("/api/v1/uploads");
  });

  it("asks in another workspace than the one it is in where it is told to", async () => {
    const {client, sent} = clientWith([Response.json({}), Response.json({})]);
    client.workspace = "w";
    await client.get("/session", {workspace: "other"});
    await client.get("/session", {workspace: null});
    expect(sent.map((each) => header(each, "Stratum-Workspace"))).toEqual(["other", undefined]);
  });

  it("sends the version that was read", async () => {
    const {client, sent} = clientWith([Response.json({})]);
    await client.patch("/tracks/{id}", {path: {id: "a"}, ifMatch: 7, body: {title: null}});
    expect(header(sent[0], "If-Match")).toBe('"7"');
    expect(header(sent[0], "Content-Type")).toBe("application/merge-patch+json");
  });

  it("turns a problem into an error with its code and hint", async () => {
    const {client} = clientWith([problem(404, "not_found", {"X-Request-Id": "r1"})]);
    const reason = await client.get("/tracks/{id}", {path: {id: "a"}}).catch((e: unknown) => e);
    expect(reason).toBeInstanceOf(ApiProblem);
    expect(reason).toMatchObject({status: 404, code: "not_found", message: "what", hint: "next", requestId: "r1"});
  });

  it("understands a proxy's page as a problem too", async () => {
    const {client} = clientWith([new Response("<h1>Bad gateway", {status: 502, headers: {"Content-Type": "text/html"}})]);
    await expect(client.get("/jobs")).rejects.toMatchObject({status: 502, code: "internal"});
  });

  it("comes back when the server says so, with the same idempotency key", async () => {
    const {client, sent, waits} = clientWith([problem(429, "rate_limited", {"Retry-After": "2"}), problem(503, "busy"), Response.json({})]);
    await client.post("/analyses", {body: {}});
    expect(waits).toEqual([2000, 1000]);
    expect(new Set(sent.map((each) => header(each, "Idempotency-Key"))).size).toBe(1);
  });

  it("does not wait for minutes", async () => {
    const {client, waits} = clientWith([problem(429, "rate_limited", {"Retry-After": "600"})]);
    await expect(client.get("/tracks")).rejects.toMatchObject({code: "rate_limited"});
    expect(waits).toEqual([]);
  });

  it("asks once more when a read finds nobody, but never repeats a change by itself", async () => {
    const away = new TypeError("Failed to fetch");
    const read = clientWith([away, Response.json({items: []})]);
    await read.client.get("/playlists");
    expect(read.sent.length).toBe(2);
    const change = clientWith([away]);
    await expect(change.client.delete("/playlists/{id}", {path: {id: "a"}})).rejects.toBeInstanceOf(Unreachable);
    expect(change.sent.length).toBe(1);
  });

  it("tells when the session has ended, or the workspace is gone, and not when one thing is missing", async () => {
    const {client} = clientWith([problem(401, "unauthenticated"), problem(404, "not_found"), problem(404, "not_found")]);
    let told = 0;
    client.onShutOut = () => { ++told; };
    await client.get("/tracks").catch(() => undefined);
    expect(told).toBe(1);
    await client.get("/playlists").catch(() => undefined);
    expect(told).toBe(2);
    await client.get("/tracks/{id}", {path: {id: "a"}}).catch(() => undefined);
    expect(told).toBe(2);
  });

  it("waits longer each time where the server names no time", () => {
    expect([1, 2, 3].map((attempt) => waitOf(null, attempt))).toEqual([500, 1000, 2000]);
  });
});
