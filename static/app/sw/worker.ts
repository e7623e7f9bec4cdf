/**
 * The service worker: keeps the app's shell for a start without a network, and sends the queue when no page is open.
 *
 * It never sees to `/api/` or `/office/`: nothing about a person is ever in its caches.
 */

import { exchangeInBackground } from "../outbox/background.ts";
import { ACTIVATE_MESSAGE, EXCHANGE_MESSAGE } from "../outbox/messages.ts";

declare const self: ServiceWorkerGlobalScope;

/** Not among TypeScript's types, since not every browser has it. */
interface SyncEvent extends ExtendableEvent {
  readonly tag: string;
}

const SHELL = "/";
const CACHE_PREFIX = "banso-";
const CACHE = `${CACHE_PREFIX}${__VERSION__}`;
const KEPT: ReadonlySet<string> = new Set([SHELL, ...__PRECACHE__.map(({ url }) => url)]);

self.addEventListener("install", (event) => event.waitUntil(keepEverythingOrFail()));
self.addEventListener("activate", (event) => event.waitUntil(dropOldVersions()));

self.addEventListener("fetch", (event) => {
  const path = keptPath(event.request);
  if (path !== undefined) event.respondWith(keptFirst(path, event.request));
});

self.addEventListener("message", (event) => {
  if (event.data === ACTIVATE_MESSAGE) event.waitUntil(self.skipWaiting());
});

self.addEventListener("sync", (event) => {
  const heard = event as SyncEvent;
  if (heard.tag === EXCHANGE_MESSAGE) heard.waitUntil(exchangeSomewhere());
});

/** Fails as a whole when any file cannot be had: then the version before stays in charge. */
async function keepEverythingOrFail(): Promise<void> {
  try {
    const cache = await caches.open(CACHE);
    // Past the browser's own cache: a shell from there could name files that no longer exist.
    await cache.addAll([...KEPT].map((url) => new Request(url, { cache: "reload" })));
  } catch (failure) {
    await caches.delete(CACHE);
    throw failure;
  }
}

async function dropOldVersions(): Promise<void> {
  const old = (await caches.keys()).filter((name) => name.startsWith(CACHE_PREFIX) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
}

/** Under which path a request is answered from what is kept, if it is. */
function keptPath({ method, mode, url }: Request): string | undefined {
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== self.location.origin || !KEPT.has(pathname)) return undefined;
  return pathname !== SHELL || mode === "navigate" ? pathname : undefined;
}

async function keptFirst(path: string, request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  return (await cache.match(path)) ?? fetch(request);
}

/**
 * A page that is open does it itself, since it shows how it goes; otherwise it is done here. Left to a page, the event counts as failed:
 * the browser then keeps it for later, when the page may be gone. Settled, it would be asked for again by a page that cannot reach the
 * office, and come again at once, without end.
 */
async function exchangeSomewhere(): Promise<void> {
  const [page] = await self.clients.matchAll({ type: "window" });
  if (!page) return exchangeInBackground();
  page.postMessage(EXCHANGE_MESSAGE);
  throw new Error("left to an open page");
}
