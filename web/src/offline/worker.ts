/**
 * Keeps the files of the patient pages on the device and opens the pages with them, with the hub or without. It holds
 * nothing else: no answer of the hub's ever passes through here. A newer version waits until somebody lets it in.
 */

declare const self: ServiceWorkerGlobalScope;
/** Filled in by the build: what the pages consist of, and a digest of it. */
declare const SHELL: { readonly version: string; readonly files: readonly string[] };

const CACHE = `shell-${SHELL.version}`;
const PAGE = "/index.html";
/** Paths that are the hub's own, or the staff's. */
const ELSEWHERE = /^\/(api|auth|fhir|staff|ws|metrics|healthz|readyz)(\/|$)/;
const HAS_DIGEST = /^\/assets\//;

self.addEventListener("install", (event) => event.waitUntil(fill()));
self.addEventListener("activate", (event) => event.waitUntil(dropOthers()));
self.addEventListener("message", ({ data }) => {
  if (data === "take-over") void self.skipWaiting();
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    const isFile = pathname.slice(pathname.lastIndexOf("/")).includes(".");
    if (!isFile && !ELSEWHERE.test(pathname)) event.respondWith(kept(PAGE, request));
  } else if (SHELL.files.includes(pathname)) event.respondWith(kept(pathname, request));
});

/** All or nothing: a version with a file missing is never let in. */
async function fill(): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.addAll(SHELL.files.map((file) => new Request(file, { cache: HAS_DIGEST.test(file) ? "default" : "no-cache" })));
}

async function dropOthers(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("shell-") && name !== CACHE).map((name) => caches.delete(name)));
}

async function kept(path: string, request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  return (await cache.match(path)) ?? fetch(request);
}

export {}; // a module to the compiler, so that `self` is the worker's
