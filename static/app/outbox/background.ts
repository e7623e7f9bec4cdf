/** Delivering without a page: for the service worker, when the browser says that the network is back, and for an app that is locked. */

import { PhoneStore } from "../store/store.ts";
import { browserChannel, browserLock, UNWATCHED } from "./browser.ts";
import { Office } from "./office.ts";

/** The browser gives a service worker a few minutes at most. */
const TIMEOUT_MS = 30_000;

/**
 * Resolves when everything that could be delivered has been answered, to whether the office had this phone erased; fails where the
 * browser should try again later.
 */
export async function deliverInBackground(): Promise<"delivered" | "erased"> {
  const store = new PhoneStore();
  const channel = browserChannel();
  try {
    const office = new Office((url, init) => fetch(url, init), TIMEOUT_MS, Date.now, UNWATCHED);
    // Apart from the start; in the service worker it is all one file.
    const [{ eraseIfRevoked }, { deliverOutbox }] = await Promise.all([
      import("./erasing.ts"),
      import("./delivering.ts"),
    ]);
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
