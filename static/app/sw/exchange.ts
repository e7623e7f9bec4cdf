/** Exchanging when the browser says that there is reason to. */

import { exchangeInBackground } from "../outbox/background.ts";
import { EXCHANGE_MESSAGE } from "../outbox/messages.ts";

declare const self: ServiceWorkerGlobalScope;

/**
 * A page that is open does it itself, since it shows how it goes; otherwise it is done here. Left to a page, the event counts as failed:
 * the browser then keeps it for later, when the page may be gone. Settled, it would be asked for again by a page that cannot reach the
 * office, and come again at once, without end.
 */
export async function exchangeSomewhere(): Promise<void> {
  const [page] = await self.clients.matchAll({ type: "window" });
  if (!page) return exchangeInBackground();
  page.postMessage(EXCHANGE_MESSAGE);
  throw new Error("left to an open page");
}
