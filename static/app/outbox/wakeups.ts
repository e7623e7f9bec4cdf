/** The reasons for a tab to exchange that come from outside the app. */

import { EXCHANGE_MESSAGE, isOpen } from "./messages.ts";
import type { Notebook } from "./notebook.ts";

interface SyncRegistration extends ServiceWorkerRegistration {
  readonly sync?: { register(tag: string): Promise<void> };
}

/**
 * Calls `wake` when the network comes back, when the person does, and when the service worker says so, and `lost` when the network goes.
 * Returns how to stop.
 */
export function whenToWake(wake: () => void, lost: () => void): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  addEventListener("online", wake, { signal });
  addEventListener("offline", lost, { signal });
  addEventListener("pageshow", wake, { signal });
  const seen = () => {
    if (document.visibilityState === "visible") wake();
  };
  document.addEventListener("visibilitychange", seen, { signal });
  const onMessage = (event: MessageEvent) => {
    if (event.data === EXCHANGE_MESSAGE) wake();
  };
  navigator.serviceWorker?.addEventListener("message", onMessage, { signal });
  return () => stop.abort();
}

/** Calls back with the address that a tapped notification leads to. */
export function onOpen(open: (address: string) => void): void {
  navigator.serviceWorker?.addEventListener("message", ({ data }) => {
    if (isOpen(data)) open(data.open);
  });
}

/** Has push messages looked after as soon as the office answers, and again after each sign-in. */
export function checkPushOnceIdle(notebook: Notebook): void {
  let isChecked = false;
  const look = () => {
    const { state } = notebook.status();
    if (state === "signed_out") isChecked = false;
    if (state !== "idle" || isChecked) return;
    isChecked = true;
    void notebook.push.check();
  };
  notebook.subscribe(look);
}

/** Asks the browser to let the service worker know when the network is back, where it can. */
export function askForBackgroundSync(): void {
  void register().catch(() => undefined);
}

async function register(): Promise<void> {
  const registration: SyncRegistration | undefined = await navigator.serviceWorker?.getRegistration();
  await registration?.sync?.register(EXCHANGE_MESSAGE);
}
