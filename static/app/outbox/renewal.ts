/** Telling the office of a new address for push messages, without a page. */

import { PhoneStore } from "../store/store.ts";
import { blankFacts, Ledger } from "./ledger.ts";
import { making } from "./making.ts";
import { Office } from "./office.ts";
import { browserRandom } from "./platform.ts";
import { browserPush } from "./pushbrowser.ts";
import { settlePush } from "./pushing.ts";

const TIMEOUT_MS = 30_000;

/** Where the office cannot be told now, or nobody is signed in, it is told when the app is next opened (`PhonePush.check`). */
export async function renewInBackground(registration: ServiceWorkerRegistration): Promise<void> {
  const here = { now: Date.now, random: browserRandom };
  const store = new PhoneStore();
  try {
    const ledger = await Ledger.open(store, () => blankFacts(making(here).newId()));
    const office = new Office((url, init) => fetch(url, init), TIMEOUT_MS, here.now);
    await settlePush(
      ledger,
      office,
      browserPush(() => Promise.resolve(registration)),
    );
  } finally {
    store.close();
  }
}
