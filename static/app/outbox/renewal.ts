/** Telling the office of a new address for push messages, without a page. */

import { PhoneStore } from "../store/store.ts";
import { UNWATCHED } from "./browser.ts";
import { callerFor } from "./calling.ts";
import { Office } from "./office.ts";
import { browserPush } from "./pushbrowser.ts";
import { settlePush } from "./pushing.ts";

const TIMEOUT_MS = 30_000;

/** Where the office cannot be told now, or nobody is signed in, it is told when the app is next opened (`PhonePush.check`). */
export async function renewInBackground(registration: ServiceWorkerRegistration): Promise<void> {
  const store = new PhoneStore();
  try {
    const wish = await store.pushWish();
    const office = new Office((url, init) => fetch(url, init), TIMEOUT_MS, Date.now, UNWATCHED);
    const browser = browserPush(() => Promise.resolve(registration));
    await settlePush(wish, callerFor(wish?.user ?? "", office), browser);
  } finally {
    store.close();
  }
}
