/** Exchanging without a page: for the service worker, when the browser says that the network is back. */

import { PhoneStore } from "../store/store.ts";
import { sendablePapers } from "../sync/papers.ts";
import { sendable } from "../sync/queue.ts";
import { Exchange } from "./exchange.ts";
import { blankFacts, Ledger } from "./ledger.ts";
import { making } from "./making.ts";
import { Office } from "./office.ts";
import { browserChannel, browserLock, browserRandom } from "./platform.ts";
import { cacheTrace, traceOf } from "./trace.ts";
import { sendPapers } from "./uploads.ts";

/** The browser gives a service worker a few minutes at most. */
const TIMEOUT_MS = 30_000;

/** Resolves when everything that could be sent has been answered; fails where the browser should try again later. */
export async function exchangeInBackground(): Promise<void> {
  const here = { now: Date.now, random: browserRandom };
  const made = making(here);
  const store = new PhoneStore();
  const channel = browserChannel();
  try {
    const ledger = await Ledger.open(store, () => blankFacts(made.newId()));
    ledger.watch((state) => {
      channel.post();
      cacheTrace.keep(traceOf(state));
    });
    const office = new Office((url, init) => fetch(url, init), TIMEOUT_MS, here.now);
    const exchange = new Exchange(ledger, office, made, { sending: () => {}, received: () => {} });
    const { state } = await browserLock(async () => {
      await ledger.reload();
      const outcome = await exchange.run();
      return outcome.state === "idle" ? ((await sendPapers(ledger, office, made.moment())) ?? outcome) : outcome;
    });
    // Signing in, an update, a revoked phone: no later try helps before somebody opens the app.
    const mayHelp = state === "offline" || state === "trouble";
    const { papers, queue } = ledger.state;
    if (mayHelp && sendable(queue).length + sendablePapers(papers, queue).length > 0)
      throw new Error("try again later");
  } finally {
    channel.close();
    store.close();
  }
}
