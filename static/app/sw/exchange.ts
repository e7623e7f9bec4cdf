/** Exchanging when the browser says that there is reason to, and the app's own pages. */

import { deliverInBackground } from "../outbox/background.ts";
import { deliverOutbox, eraseIfRevoked } from "../outbox/delivering.ts";
import { EXCHANGE_MESSAGE } from "../outbox/messages.ts";

declare const self: ServiceWorkerGlobalScope;

const APP = "/";

/** The windows in which the app is open, the one used last first. The office's pages are windows as well, but hear no messages. */
export async function appPages(): Promise<readonly WindowClient[]> {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  return windows.filter(({ url }) => new URL(url).pathname === APP);
}

/**
 * A page that is open does it itself, since it shows how it goes and can read what comes; otherwise what is sealed for the office is
 * delivered from here. Left to a page, the event counts as failed:
 * the browser then keeps it for later, when the page may be gone. Settled, it would be asked for again by a page that cannot reach the
 * office, and come again at once, without end.
 */
export async function exchangeSomewhere(): Promise<void> {
  const [page] = await appPages();
  if (!page) {
    await deliverInBackground(() => Promise.resolve({ deliverOutbox, eraseIfRevoked }));
    return;
  }
  page.postMessage(EXCHANGE_MESSAGE);
  throw new Error("left to an open page");
}
