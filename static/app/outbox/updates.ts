/** New versions of the app: kept ready by the service worker, taken up when the person says so. */

import { ACTIVATE_MESSAGE } from "./messages.ts";

/** Registers the service worker. Resolves when that has been tried; without one the app works, but only with a network. */
export async function registerWorker(url = "/sw.js"): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register(url, { updateViaCache: "none" }).catch(() => undefined);
}

/** Calls back when a new version is on this phone and waits to be taken up; also for one that waited already. */
export async function onUpdateReady(ready: () => void): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration();
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

/** Takes up the new version and loads the page again. To be called while no form is open. */
export async function activateUpdate(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration();
  if (!registration?.waiting) return;
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  registration.waiting.postMessage(ACTIVATE_MESSAGE);
}
