/** Opens the notebook of a tab, in a browser or in a test. */

import type { Seal } from "../store/seal.ts";
import { type Facts, PhoneStore } from "../store/store.ts";
import { browserTrace } from "./cookietrace.ts";
import { blankFacts, Ledger } from "./ledger.ts";
import { making } from "./making.ts";
import type { Notebook } from "./notebook.ts";
import { type Fetch, Office } from "./office.ts";
import { Phone } from "./phone.ts";
import { browserChannel, browserLock, browserRandom, type Channel } from "./platform.ts";
import { browserPush } from "./pushbrowser.ts";
import type { PushBrowser } from "./pushing.ts";
import type { Surroundings } from "./surroundings.ts";
import type { TraceKeeper } from "./trace.ts";
import { askForBackgroundSync, whenToWake } from "./wakeups.ts";

/** Everything that can be put in place of what the browser has. */
export interface NotebookOptions {
  fetch?: Fetch;
  indexedDB?: IDBFactory;
  seal?: Seal;
  now?: Surroundings["now"];
  random?: Surroundings["random"];
  /** How the office tells this phone from others, e.g. "iPhone". */
  deviceName?: string;
  channel?: Channel;
  exclusively?: Surroundings["exclusively"];
  storage?: Surroundings["storage"];
  trace?: TraceKeeper;
  push?: PushBrowser;
  /** Whether to exchange by itself: on start, after each write, by timer, when the network or the person comes back. */
  automatic?: boolean;
  timeoutMs?: number;
}

const TIMEOUT_MS = 60_000;

/** Resolves when the first screen can be shown: everything but support records is in memory. */
export async function createNotebook(options: NotebookOptions = {}): Promise<Notebook> {
  const around = surroundings(options);
  const store = new PhoneStore(options.indexedDB, options.seal);
  const ledger = await Ledger.open(store, () => firstFacts(around));
  const fetch: Fetch = options.fetch ?? ((url, init) => globalThis.fetch(url, init));
  const phone = new Phone(ledger, new Office(fetch, options.timeoutMs ?? TIMEOUT_MS, around.now), around);
  await phone.start();
  return phone;
}

/** The facts of a phone that has none: it is new, or its browser has cleared what it had. */
async function firstFacts({ trace, ...around }: Surroundings): Promise<Facts> {
  const { newId, moment } = making(around);
  const found = await trace.read();
  if (!found) return blankFacts(newId());
  const { device, user, saved, unsent } = found;
  return { ...blankFacts(device, { [user]: saved }), cleared: { at: moment(), saved, unsent } };
}

function surroundings(options: NotebookOptions): Surroundings {
  const channel = options.channel ?? browserChannel();
  const automatic = options.automatic ?? true;
  return {
    now: options.now ?? Date.now,
    random: options.random ?? browserRandom,
    deviceName: options.deviceName ?? "phone",
    automatic,
    exclusively: options.exclusively ?? browserLock,
    tellOthers: () => channel.post(),
    trace: options.trace ?? browserTrace(),
    push: options.push ?? browserPush(),
    sendLater: automatic ? askForBackgroundSync : () => {},
    storage: "storage" in options ? options.storage : navigator.storage,
    listen: ({ wake, catchUp }) => {
      channel.listen(catchUp);
      const stopWaking = automatic ? whenToWake(wake) : () => {};
      return () => {
        stopWaking();
        channel.close();
      };
    },
  };
}
