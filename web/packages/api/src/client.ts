import {problemOf, Unreachable} from "./problem";
import type {Answer, Body, PathsWith, Query} from "./types";

export interface ClientOptions {
  /** Where the API is; without it, where the page comes from. */
  readonly base?: string;
  /** An API key, for programs; a page has a session instead. */
  readonly key?: string;
  readonly fetch?: typeof fetch;
  /** Resolves after so many milliseconds; given by tests to turn the time by hand. */
  readonly sleep?: (ms: number) => Promise<void>;
  readonly random?: () => string;
}

interface Common {
  readonly path?: Readonly<Record<string, string | number>>;
  readonly signal?: AbortSignal;
  /** The version that was read; the server answers 412 when there is a newer one. */
  readonly ifMatch?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Another one than that one is in; null is the server's default one. */
  readonly workspace?: string | null;
}

interface RawOptions { readonly headers?: Record<string, string>; readonly body?: BodyInit; readonly signal?: AbortSignal; readonly workspace?: string | null }
interface Place { readonly path?: Common["path"]; readonly query?: Readonly<Record<string, unknown>> | undefined }
interface WithQuery<Q> extends Common { readonly query?: Q }
interface WithBody<Q, B> extends WithQuery<Q> { readonly body?: B }

const attempts = 4;
const longestWait = 20_000;

/**
 * Talks with the server in the words of the contract: adds the CSRF token, the workspace and an idempotency key, turns
 * problems into `ApiProblem`, and asks again where the server says to come back (429, 503) or a read found nobody.
 */
export class Client {
  csrfToken: string | undefined;
  workspace: string | undefined;
  /** Called when the server says that nobody is signed in (any more), or that there is no workspace here for whoever is. */
  onShutOut: (() => void) | undefined;
  /** Called when the server wants a proof first that it is still the same person; whether that was given. */
  onConfirm: (() => Promise<boolean>) | undefined;
  private readonly base: string;
  private readonly options: ClientOptions;
  /** Answers on their way to whoever will ask for them, by address and workspace; nothing where asking failed. */
  private readonly early = new Map<string, Promise<Response | undefined>>();

  constructor(options: ClientOptions = {}) {
    this.options = options;
    this.base = options.base ?? "/api/v1";
  }

  get<P extends PathsWith<"get">>(path: P, options?: WithQuery<Query<P, "get">>): Promise<Answer<P, "get">> {
    return this.json("GET", path, options) as Promise<Answer<P, "get">>;
  }
  /** Asks for what is going to be asked for in a moment: the next `get` of the same takes this answer, unless something is changed before. */
  ahead<P extends PathsWith<"get">>(path: P, options: WithQuery<Query<P, "get">> = {}): void {
    const {url, init} = this.request("GET", path, options);
    this.early.set(this.earlyKey(url, options), this.reach(url, init).catch(() => undefined));
  }
  post<P extends PathsWith<"post">>(path: P, options?: WithBody<Query<P, "post">, Body<P, "post">>): Promise<Answer<P, "post">> {
    return this.json("POST", path, options) as Promise<Answer<P, "post">>;
  }
  put<P extends PathsWith<"put">>(path: P, options?: WithBody<Query<P, "put">, Body<P, "put">>): Promise<Answer<P, "put">> {
    return this.json("PUT", path, options) as Promise<Answer<P, "put">>;
  }
  patch<P extends PathsWith<"patch">>(path: P, options?: WithBody<Query<P, "patch">, Body<P, "patch">>): Promise<Answer<P, "patch">> {
    return this.json("PATCH", path, options) as Promise<Answer<P, "patch">>;
  }
  delete<P extends PathsWith<"delete">>(path: P, options?: WithQuery<Query<P, "delete">>): Promise<Answer<P, "delete">> {
    return this.json("DELETE", path, options) as Promise<Answer<P, "delete">>;
  }

  /** The URL of something that the browser loads by itself, and so without our headers: sound, pictures, downloads. */
  url(path: string, options: Place = {}): string {
    return this.address(path, {...options, query: {...options.query, workspace: this.workspace}});
  }

  /** The URL of what is asked for with our headers, or lies in no workspace. */
  address(path: string, options: Place = {}): string {
    return this.base + fill(path, options.path) + queryText(options.query);
  }

  /** Bytes, such as a tile of the waveform. */
  async bytes(path: string, options: WithQuery<Readonly<Record<string, unknown>>> = {}): Promise<ArrayBuffer> {
    return (await this.send("GET", path, options)).arrayBuffer();
  }

  /** For what is no JSON, such as uploads; problems become errors here too, and nothing is sent twice. */
  async raw(method: string, url: string, {workspace, headers, ...init}: RawOptions): Promise<Response> {
    const response = await this.once(url, {...init, method, headers: this.headersFor(method, headers, workspace)});
    if (!response.ok) throw await problemOf(response);
    return response;
  }

  /** The headers of a changing request, by default in the workspace one is in; null is the server's default one. */
  private headersFor(method: string, more: Readonly<Record<string, string>> = {}, workspace: string | null | undefined = this.workspace): Record<string, string> {
    const headers: Record<string, string> = {...more};
    if (this.options.key) headers["Authorization"] = `Bearer ${this.options.key}`;
    if (workspace) headers["Stratum-Workspace"] = workspace;
    if (method !== "GET" && method !== "HEAD" && this.csrfToken) headers["Stratum-Csrf"] = this.csrfToken;
    return headers;
  }

  private async json(method: string, path: string, options: WithBody<unknown, unknown> = {}): Promise<unknown> {
    const response = await this.send(method, path, options);
    if (response.status === 204) return undefined;
    return response.json();
  }

  private request(method: string, path: string, options: WithBody<unknown, unknown>): {url: string; init: RequestInit} {
    const headers = this.headersFor(method, options.headers, options.workspace);
    headers["Accept"] ??= "application/json";
    if (options.ifMatch !== undefined) headers["If-Match"] = `"${options.ifMatch}"`;
    if (method === "POST") headers["Idempotency-Key"] = (this.options.random ?? randomKey)();
    const init: RequestInit = {method, headers};
    if (options.signal) init.signal = options.signal;
    if (options.body !== undefined) {
      headers["Content-Type"] = method === "PATCH" && path === "/tracks/{id}" ? "application/merge-patch+json" : "application/json";
      init.body = JSON.stringify(options.body);
    }
    return {url: this.address(path, {path: options.path, query: options.query as Record<string, unknown> | undefined}), init};
  }

  private earlyKey(url: string, {workspace = this.workspace}: Common): string {
    return `${workspace ?? ""} ${url}`;
  }

  /** What was asked for ahead, once; whoever changes something wants to read it anew. */
  private takeEarly(method: string, url: string, options: Common): Promise<Response | undefined> | undefined {
    if (method !== "GET") this.early.clear();
    const key = this.earlyKey(url, options), early = this.early.get(key);
    this.early.delete(key);
    return early;
  }

  private async send(method: string, path: string, options: WithBody<unknown, unknown>): Promise<Response> {
    const {url, init} = this.request(method, path, options);
    const early = await this.takeEarly(method, url, options);
    if (early?.ok && !options.signal?.aborted) return early;
    for (let attempt = 1; ; ++attempt) {
      let response: Response;
      try {
        response = await this.once(url, init);
      } catch (reason) {
        if (reason instanceof Unreachable && method === "GET" && attempt < 2) {
          await this.sleep(400);
          continue;
        }
        throw reason;
      }
      if (response.ok) return response;
      if ((response.status === 429 || response.status === 503) && attempt < attempts && !options.signal?.aborted) {
        const wait = waitOf(response.headers.get("Retry-After"), attempt);
        if (wait <= longestWait) {
          await this.sleep(wait);
          continue;
        }
      }
      // A list is always there; only its workspace can be missing.
      const listMissing = response.status === 404 && method === "GET" && !path.includes("{");
      if ((response.status === 401 || listMissing) && !path.startsWith("/session")) this.onShutOut?.();
      throw await problemOf(response);
    }
  }

  private async once(url: string, init: RequestInit): Promise<Response> {
    const response = await this.reach(url, init);
    if (response.status !== 403 || this.csrfToken === undefined) return response;
    const {code} = await problemOf(response.clone());
    if (code === "confirm" && await this.onConfirm?.()) return this.reach(url, {...init, headers: {...init.headers as Record<string, string>, "Stratum-Csrf": this.csrfToken}});
    if (code !== "csrf") return response;
    // The server was started anew since the page was loaded, and has another token now.
    const session = await this.reach(this.address("/session"), {headers: this.headersFor("GET")});
    const {csrf_token} = session.ok ? (await session.json()) as {csrf_token?: string} : {};
    if (csrf_token === undefined || csrf_token === this.csrfToken) return response;
    this.csrfToken = csrf_token;
    return this.reach(url, {...init, headers: {...init.headers as Record<string, string>, "Stratum-Csrf": csrf_token}});
  }

  private async reach(url: string, init: RequestInit): Promise<Response> {
    try {
      return await (this.options.fetch ?? fetch)(url, {credentials: "same-origin", ...init});
    } catch (reason) {
      if (reason instanceof DOMException && reason.name === "AbortError") throw reason;
      throw new Unreachable(reason);
    }
  }

  private sleep(ms: number): Promise<void> {
    if (this.options.sleep) return this.options.sleep(ms);
    // A wait inside one request, which ends with it.
    // eslint-disable-next-line no-restricted-globals
    return new Promise((resolve) => setTimeout(resolve, ms));
  }
}

/** Milliseconds: what the server says, else longer each time. */
export function waitOf(retryAfter: string | null, attempt: number): number {
  if (retryAfter !== null && /^\d+$/.test(retryAfter)) return Number(retryAfter) * 1000;
  return 500 * 2 ** (attempt - 1);
}

/** Fills the places of a path; what is put in can not leave its place. */
export function fill(path: string, values: Readonly<Record<string, string | number>> = {}): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`${path} needs ${name}`);
    return encodeURIComponent(value);
  });
}

/** What is undefined, or an empty text, is left out. */
export function queryText(query: Readonly<Record<string, unknown>> = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== "") parameters.set(name, String(value));
  const text = parameters.toString();
  return text ? `?${text}` : "";
}

/** 128 random bits. `crypto.randomUUID` is missing where a page comes over plain HTTP from another machine. */
export function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
