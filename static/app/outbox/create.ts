/** Opens the notebook of a tab, in a browser or in a test. */

import type { Facts } from "../store/kept.ts";
import { type Seal, UNSEALED } from "../store/seal.ts";
import { PhoneStore } from "../store/store.ts";
import { stretched } from "../store/stretch.ts";
import { idsAndClock } from "../sync/idsandclock.ts";
import {
  browserChannel,
  browserIsOnGoodLine,
  browserIsOnline,
  browserLock,
  browserRandom,
  type Channel,
} from "./browser.ts";
import { browserTrace } from "./browsertrace.ts";
import { deviceName } from "./device.ts";
import type { Notebook } from "./notebook.ts";
import { type Fetch, Office } from "./office.ts";
import { Phone } from "./phone.ts";
import { blankFacts, PhoneState } from "./phonestate.ts";
import type { Platform } from "./platform.ts";
import { browserPush } from "./pushbrowser.ts";
import type { PushBrowser } from "./pushing.ts";
import type { TraceKeeper } from "./trace.ts";
import { askForBackgroundSync, whenToWake } from "./wakeups.ts";

/** Everything that can be put in place of what the browser has. */
export interface NotebookOptions {
  fetch?: Fetch;
  /** Whether there is a network at all. */
  isOnline?: () => boolean;
  indexedDB?: IDBFactory;
  /** The disk, where it was opened before. */
  store?: PhoneStore;
  /** How bytes lie on the disk while it has no key. */
  blank?: Seal;
  seal?: Platform["seal"];
  erased?: Platform["erased"];
  now?: Platform["now"];
  ran?: Platform["ran"];
  random?: Platform["random"];
  /** How the office tells this phone from others before its user gives it a name. */
  deviceName?: string;
  appVersion?: string;
  channel?: Channel;
  exclusively?: Platform["exclusively"];
  storage?: Platform["storage"];
  trace?: TraceKeeper;
  push?: PushBrowser;
  isGoodLine?: Platform["isGoodLine"];
  /** Whether to exchange by itself: on start, after each write, by timer, when the network or the person comes back. */
  automatic?: boolean;
  timeoutMs?: number;
}

const TIMEOUT_MS = 60_000;

/** The disk of this browser, for its lock to be asked before there is a notebook. */
export function openStore(): PhoneStore {
  return new PhoneStore(undefined, UNSEALED, stretched);
}

/** Resolves when the first screen can be shown: everything but support records is in memory. */
export async function createNotebook(options: NotebookOptions = {}): Promise<Notebook> {
  const platform = platformOf(options);
  const store = options.store ?? new PhoneStore(options.indexedDB, options.blank);
  const phoneState = await PhoneState.open(store, async () =>
    firstFacts(platform, (await store.erased()) !== undefined),
  );
  const fetch: Fetch = options.fetch ?? ((url, init) => globalThis.fetch(url, init));
  const outlook = { isOnline: options.isOnline ?? browserIsOnline, isWatched: platform.automatic };
  const office = new Office(fetch, options.timeoutMs ?? TIMEOUT_MS, platform.now, outlook);
  office.prover.follow(phoneState);
  const phone = new Phone(phoneState, office, platform);
  await phone.start();
  return phone;
}

/** The facts of a phone that has none: it is new, it was erased, or its browser has cleared what it had. */
async function firstFacts({ trace, ...platform }: Platform, isErased: boolean): Promise<Facts> {
  const { newId, moment } = idsAndClock(platform);
  const left = await trace.read();
  if (!left) return blankFacts(newId());
  const { device, user, saved, unsent } = left;
  const facts = blankFacts(device, { [user]: saved });
  return isErased ? facts : { ...facts, cleared: { at: moment(), saved, unsent } };
}

function platformOf(options: NotebookOptions): Platform {
  const channel = options.channel ?? browserChannel();
  const automatic = options.automatic ?? true;
  return {
    now: options.now ?? Date.now,
    ran: options.ran ?? (() => performance.now()),
    random: options.random ?? browserRandom,
    deviceName: options.deviceName ?? deviceName(navigator),
    ...(options.appVersion && { appVersion: options.appVersion }),
    automatic,
    exclusively: options.exclusively ?? browserLock,
    tellOthers: () => channel.post(),
    trace: options.trace ?? browserTrace(),
    push: options.push ?? browserPush(),
    erased: options.erased ?? (() => {}),
    seal: options.seal ?? (() => Promise.resolve()),
    isGoodLine: options.isGoodLine ?? browserIsOnGoodLine,
    sendLater: automatic ? askForBackgroundSync : () => {},
    storage: "storage" in options ? options.storage : navigator.storage,
    listen: ({ wake, lost, catchUp }) => {
      channel.listen(catchUp);
      const stopWaking = automatic ? whenToWake(wake, lost) : () => {};
      return () => {
        stopWaking();
        channel.close();
      };
    },
  };
}
