/**
 * The service worker: keeps the app's shell for a start without a network, delivers what is sealed for the office when no page is
 * open, and shows push messages.
 *
 * It never sees to `/api/` or `/office/`: nothing about a person is ever in its caches.
 */

import { ACTIVATE_MESSAGE, EXCHANGE_MESSAGE } from "../outbox/messages.ts";
import { exchangeSomewhere } from "./exchange.ts";
import { heardOfKey } from "./keeping.ts";
import { openNotice, renew, takePush } from "./push.ts";

declare const self: ServiceWorkerGlobalScope;

/** Not among TypeScript's types, since not every browser has it. */
interface SyncEvent extends ExtendableEvent {
  readonly tag: string;
}

const SHELL = "/";
const CACHE_PREFIX = "banso-";
const CACHE = `${CACHE_PREFIX}${__VERSION__}`;
/** Holds the name of the cache of the version in charge. */
const IN_CHARGE = "in-charge";
const BUILT = "/static/dist/";
const KEPT: ReadonlySet<string> = new Set([SHELL, ...__PRECACHE__.map(({ url }) => url)]);

self.addEventListener("install", (event) => event.waitUntil(keepEverythingOrFail()));
self.addEventListener("activate", (event) => event.waitUntil(dropOldVersions()));

self.addEventListener("fetch", (event) => {
  const path = keptPath(event.request);
  if (path !== undefined) event.respondWith(keptFirst(path, event.request));
});

self.addEventListener("message", (event) => {
  if (heardOfKey(event)) return;
  if (event.data === ACTIVATE_MESSAGE) event.waitUntil(self.skipWaiting());
});

self.addEventListener("sync", (event) => {
  const heard = event as SyncEvent;
  if (heard.tag === EXCHANGE_MESSAGE) heard.waitUntil(exchangeSomewhere());
});

self.addEventListener("push", takePush);
self.addEventListener("notificationclick", openNotice);
self.addEventListener("pushsubscriptionchange", renew);

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

/**
 * The version that was in charge before stays: a page of it that is still open loads its further files when they are used, and no server
 * has them any more. One that was kept and never taken up goes.
 */
async function dropOldVersions(): Promise<void> {
  const notes = await caches.open(IN_CHARGE);
  const before = await (await notes.match(SHELL))?.text();
  await notes.put(SHELL, new Response(CACHE));
  const old = (await caches.keys()).filter((name) => name.startsWith(CACHE_PREFIX) && name !== CACHE);
  await Promise.all(old.filter((name) => name !== before).map((name) => caches.delete(name)));
}

/** Under which path a request is answered from what is kept, if it is. A built file's name says what is in it, whichever version it is of. */
function keptPath({ method, mode, url }: Request): string | undefined {
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== self.location.origin) return undefined;
  if (!KEPT.has(pathname) && !pathname.startsWith(BUILT)) return undefined;
  return pathname !== SHELL || mode === "navigate" ? pathname : undefined;
}

async function keptFirst(path: string, request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  const kept = (await cache.match(path)) ?? (path.startsWith(BUILT) ? await caches.match(path) : undefined);
  return kept ?? fetch(request);
}
