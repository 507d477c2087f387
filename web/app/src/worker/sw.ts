/// <reference lib="webworker" />
// The service worker: keeps the app itself, and what of the library was seen, for times without a network. Sound is not
// kept; it would fill the disk. Signing out forgets everything of the library.
export {};
declare const self: ServiceWorkerGlobalScope;

/** The app's own files; the build puts them here. */
const assets: readonly string[] = JSON.parse("__ASSETS__") as string[];
const shellCache = "stratum-app-__BUILD__", dataCache = "stratum-data-1";
const mostAnswers = 4000;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(shellCache).then((cache) => cache.addAll(assets)));
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith("stratum-app-") && name !== shellCache) await caches.delete(name);
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
  if (request.method === "DELETE" && url.pathname === "/api/v1/session") event.waitUntil(caches.delete(dataCache));
  if (request.method !== "GET") return;
  if (request.mode === "navigate" && !url.pathname.startsWith("/api/")) event.respondWith(page(event));
  else if (url.pathname.startsWith("/assets/") || url.pathname.startsWith("/icons/")) event.respondWith(fromApp(request));
  else if (isKept(url)) event.respondWith(url.pathname.includes("/waveform/") && url.searchParams.has("v") ? keptFirst(request) : freshFirst(request));
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

/** Two workspaces may have the same addresses; each answer is kept under both. */
function keyOf(request: Request): string {
  const url = new URL(request.url);
  url.searchParams.set("_workspace", request.headers.get("Stratum-Workspace") ?? "");
  return url.href;
}

async function freshFirst(request: Request): Promise<Response> {
  const cache = await caches.open(dataCache);
  try {
    const response = await fetch(request);
    if (response.status === 200) await keep(cache, request, response.clone());
    return response;
  } catch (reason) {
    const kept = await cache.match(keyOf(request));
    if (kept) return kept;
    throw reason;
  }
}

async function keptFirst(request: Request): Promise<Response> {
  const cache = await caches.open(dataCache);
  const kept = await cache.match(keyOf(request));
  if (kept) return kept;
  const response = await fetch(request);
  if (response.status === 200) await keep(cache, request, response.clone());
  return response;
}

let puts = 0;
async function keep(cache: Cache, request: Request, response: Response): Promise<void> {
  try {
    await cache.put(keyOf(request), response);
    if (++puts % 200 !== 0) return;
    const keys = await cache.keys();
    for (const oldest of keys.slice(0, Math.max(0, keys.length - mostAnswers))) await cache.delete(oldest);
  } catch {
    // The disk is full, or nothing may be kept here: the page goes on with the answer it has.
  }
}
