/** New versions of the app: kept ready by the service worker, taken up when the person says so. */

import { ACTIVATE_MESSAGE } from "./messages.ts";

/** Registers the service worker. Resolves to whether there is one: without it the app works, but opens only with a network. */
export async function registerWorker(url = "/sw.js"): Promise<boolean> {
  const workers: ServiceWorkerContainer | undefined = navigator.serviceWorker;
  const registered = await workers?.register(url, { updateViaCache: "none" }).catch(() => undefined);
  return Boolean(registered ?? (await workers?.getRegistration().catch(() => undefined)));
}

/** Whether the service worker answers for this page: not on a first visit, and not in a browser without one. */
export function isServedByWorker(): boolean {
  return Boolean(navigator.serviceWorker?.controller);
}

/** Calls back when a new version is on this phone and waits to be taken up; also for one that waited already. */
export async function onUpdateReady(ready: () => void): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration().catch(() => undefined);
  if (!registration) return;
  if (registration.waiting && navigator.serviceWorker.controller) ready();
  registration.addEventListener("updatefound", () => {
    const coming = registration.installing;
    coming?.addEventListener("statechange", () => {
      // Without a controller it is the first version, which replaces nothing.
      if (coming.state === "installed" && navigator.serviceWorker.controller) ready();
    });
  });
}

/** What stands in the browser's history for a page that is loaded anew with another version. */
const UPDATED = "updated";

/** Takes up the new version and loads the page again. To be called while no form is open. */
export async function activateUpdate(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration();
  const waiting = registration?.waiting;
  // Another tab has taken it up, and this page is of the version before.
  if (!waiting) return reload();
  navigator.serviceWorker.addEventListener("controllerchange", reload, { once: true });
  waiting.addEventListener("statechange", () => {
    // A still newer one has come in its place.
    if (waiting.state === "redundant") reload();
  });
  waiting.postMessage(ACTIVATE_MESSAGE);
}

/** Whether this page was just loaded anew with another version. Tells so once. */
export function wasUpdated(): boolean {
  if (history.state !== UPDATED) return false;
  history.replaceState(null, "");
  return true;
}

function reload(): void {
  history.replaceState(UPDATED, "");
  location.reload();
}
