/// <reference lib="webworker" />
// The service worker: keeps the app itself, and what of the library was seen, for times without a network. Sound is not
// kept; it would fill the disk. What was kept for one person is forgotten when they go, or when somebody else comes.
export {};
declare const self: ServiceWorkerGlobalScope;

/** The app's own files; the build puts them here. */
const assets: readonly string[] = JSON.parse("__ASSETS__") as string[];
const shellCache = "stratum-app-__BUILD__", dataCache = "stratum-data-2", personCache = "stratum-person";
const mostAnswers = 4000;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(shellCache).then((cache) => cache.addAll(assets)));
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (/^stratum-(app|data)-/.test(name) && name !== shellCache && name !== dataCache) await caches.delete(name);
    // The page is asked for while the worker starts.
    await self.registration.navigationPreload?.enable();
    await self.clients.claim();
  })());
});

self.addEventListener("message", (event) => {
  if (event.data === "take-over") void self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const {request} = event, url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.method !== "GET" && comesOrGoes(url)) return event.respondWith(entered(request));
  if (request.method !== "GET") return;
  if (request.mode === "navigate" && !url.pathname.startsWith("/api/")) event.respondWith(page(event));
  else if (url.pathname.startsWith("/assets/") || url.pathname.startsWith("/icons/")) event.respondWith(fromApp(request));
  else if (isKept(url)) event.respondWith(url.pathname.includes("/waveform/") && url.searchParams.has("v") ? keptFirst(event) : freshFirst(event));
});

/** What is worth keeping of the API: what pages are made of. */
function isKept(url: URL): boolean {
  if (!url.pathname.startsWith("/api/v1/") || /\/(audio|events|export)(\/|$)/.test(url.pathname)) return false;
  return /^\/api\/v1\/(session$|tracks|playlists|collections|review|jobs$)/.test(url.pathname);
}

async function page({request, preloadResponse}: FetchEvent): Promise<Response> {
  try {
    return (await preloadResponse as Response | undefined) ?? await fetch(request);
  } catch {
    return (await caches.match("/", {cacheName: shellCache})) ?? Response.error();
  }
}

async function fromApp(request: Request): Promise<Response> {
  return (await caches.match(request, {cacheName: shellCache})) ?? fetch(request);
}

/** Signing in by whatever way, signing out, being erased; not what a passkey is asked with, which says nothing of anybody. */
function comesOrGoes(url: URL): boolean {
  return /^\/api\/v1\/(session(\/(?!passkey\/options$).*)?|setup|sign-up\/verify|password\/reset\/confirm|privacy\/erase)$/.test(url.pathname);
}

async function entered(request: Request): Promise<Response> {
  // Whoever wants to go has nothing left here, though the server may not hear of it.
  if (request.method === "DELETE") await meet("");
  const response = await fetch(request);
  if (response.ok) await meet(await personOf(response));
  return response;
}

/** Nobody, or nobody with an account, is nothing. */
async function personOf(response: Response): Promise<string> {
  const session = await response.clone().json().catch(() => undefined) as {user?: {id?: string}} | undefined;
  return session?.user?.id ?? "";
}

/** Who is here; kept, for the browser ends the worker when it likes. */
let person: Promise<string> | undefined;
function whoIsHere(): Promise<string> {
  return person ??= caches.match("/", {cacheName: personCache}).then((kept) => kept?.text() ?? "unknown");
}

/** Somebody else finds nothing of whoever was here before. */
async function meet(somebody: string): Promise<void> {
  if (somebody === await whoIsHere()) return;
  person = Promise.resolve(somebody);
  await caches.delete(dataCache);
  await (await caches.open(personCache)).put("/", new Response(somebody));
}

/** Each answer is kept for one person in one workspace: others may have the same addresses. */
function keyOf(request: Request, somebody: string): string {
  const url = new URL(request.url);
  url.searchParams.set("_person", somebody);
  url.searchParams.set("_workspace", request.headers.get("Stratum-Workspace") ?? "");
  return url.href;
}

async function freshFirst(event: FetchEvent): Promise<Response> {
  const {request} = event;
  const asking = await whoIsHere();
  let response: Response;
  try {
    response = await fetch(request);
  } catch (reason) {
    const kept = await (await caches.open(dataCache)).match(keyOf(request, asking));
    if (kept) return kept;
    throw reason;
  }
  const about = new URL(request.url).pathname === "/api/v1/session" && response.ok ? await personOf(response) : response.status === 401 ? "" : asking;
  if (about !== asking) await meet(about);
  keep(event, response, about);
  return response;
}

async function keptFirst(event: FetchEvent): Promise<Response> {
  const {request} = event;
  const asking = await whoIsHere();
  const kept = await (await caches.open(dataCache)).match(keyOf(request, asking));
  if (kept) return kept;
  const response = await fetch(request);
  keep(event, response, asking);
  return response;
}

/** Goes on while the page has the answer already. */
function keep(event: FetchEvent, response: Response, somebody: string): void {
  if (response.status === 200) event.waitUntil(write(event.request, response.clone(), somebody));
}

let puts = 0;
async function write(request: Request, copy: Response, somebody: string): Promise<void> {
  // What comes late, for whoever has gone since, is not kept.
  if (somebody !== await whoIsHere()) return;
  try {
    const cache = await caches.open(dataCache);
    await cache.put(keyOf(request, somebody), copy);
    if (++puts % 200 !== 0) return;
    const keys = await cache.keys();
    for (const oldest of keys.slice(0, Math.max(0, keys.length - mostAnswers))) await cache.delete(oldest);
  } catch {
    // The disk is full, or nothing may be kept here: the page goes on with the answer it has.
  }
}
