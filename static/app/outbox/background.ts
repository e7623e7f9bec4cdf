/** Delivering without a page: for the service worker, when the browser says that the network is back, and for an app that is locked. */

import { PhoneStore } from "../store/store.ts";
import { browserChannel, browserLock, UNWATCHED } from "./browser.ts";
import { Office } from "./office.ts";

type Delivering = Pick<typeof import("./delivering.ts"), "deliverOutbox" | "eraseIfRevoked">;

/** The browser gives a service worker a few minutes at most. */
const TIMEOUT_MS = 30_000;

/**
 * Resolves when everything that could be delivered has been answered, to whether the office had this phone erased; fails where the
 * browser should try again later. `load` gives what delivers: to a page apart from its start, to the service worker as part of its file.
 */
export async function deliverInBackground(load: () => Promise<Delivering>): Promise<"delivered" | "erased"> {
  const store = new PhoneStore();
  const channel = browserChannel();
  try {
    const office = new Office((url, init) => fetch(url, init), TIMEOUT_MS, Date.now, UNWATCHED);
    const { deliverOutbox, eraseIfRevoked } = await load();
    const outcome = await browserLock(async () => {
      if (await eraseIfRevoked(store, office)) return "erased";
      return (await deliverOutbox(store, office)) ? "delivered" : "later";
    });
    channel.post();
    if (outcome === "later") throw new Error("try again later");
    return outcome;
  } finally {
    channel.close();
    store.close();
  }
}
