/**
 * Keeps browser and office of one mind about push messages to this phone. Needs no page: the service worker does it too.
 *
 * The phone remembers whether its user wants them (`Facts.pushes`), and forgets it with everything else at a sign-out. Browser and
 * office follow: an address that the browser has changed is told, one made for an older key of the office is made anew.
 */

import { ask, tell } from "./calling.ts";
import type { Ledger } from "./ledger.ts";
import { type Answer, isAnything, type Office } from "./office.ts";

export const PUSH_URL = "/api/push";
export const SUBSCRIPTION_URL = `${PUSH_URL}/subscription`;

/** An address for push messages, as a browser spells it. */
export interface Address {
  readonly endpoint: string;
  readonly keys: { readonly p256dh: string; readonly auth: string };
}

/** What a browser gives and lets happen. Nothing of it throws but `subscribe`. */
export interface PushBrowser {
  /** `install_first`: only once the app is on the home screen. */
  readonly possible: "yes" | "no" | "install_first";
  permission(): NotificationPermission;
  /** Asks the person. Only ever after a tap. */
  ask(): Promise<NotificationPermission>;
  /** The present address and the key that it was made for (base64url). */
  current(): Promise<{ address: Address; key: string } | null>;
  subscribe(key: string): Promise<Address>;
  unsubscribe(): Promise<void>;
  /** Calls back with the notice of each notification that is shown. Returns how to stop. */
  onArrival(heard: (notice: string) => void): () => void;
}

/** What the office says about push messages to this phone. */
export interface Standing {
  readonly public_key: string;
  readonly kinds: readonly string[];
  readonly muted: readonly string[];
}

/** The browser would not give an address: its push service is out of reach, or it was forbidden meanwhile. */
export interface NoAddress {
  readonly is: "no_address";
}

export type Settled = Answer<unknown> | NoAddress;

/** Makes it so as the phone's user wants it. Resolves to what came of it; nothing where there was nothing to do. */
export async function settlePush(ledger: Ledger, office: Office, browser: PushBrowser): Promise<Settled | undefined> {
  const { session, pushes } = ledger.state.facts;
  if (browser.possible !== "yes") return undefined;
  if (!session || !pushes) {
    await browser.unsubscribe();
    return undefined;
  }
  if (browser.permission() !== "granted") return tell(ledger, office, "DELETE", SUBSCRIPTION_URL, isAnything);
  return subscribeHere(ledger, office, browser);
}

/** Gives the office an address of this browser, made for the office's present key. */
export async function subscribeHere(ledger: Ledger, office: Office, browser: PushBrowser): Promise<Settled> {
  const said = await standing(ledger, office);
  if (said.is !== "reply") return said;
  const key = said.body.public_key;
  const present = await browser.current();
  if (present && present.key !== key) await browser.unsubscribe();
  const address = present?.key === key ? present.address : await browser.subscribe(key).catch(() => undefined);
  return address ? tell(ledger, office, "PUT", SUBSCRIPTION_URL, isAnything, address) : { is: "no_address" };
}

export function standing(ledger: Ledger, office: Office): Promise<Answer<Standing>> {
  return ask(ledger, office, PUSH_URL, isStanding);
}

function isStanding(body: unknown): body is Standing {
  const found = body as Partial<Standing> | undefined;
  return typeof found?.public_key === "string" && Array.isArray(found.kinds) && Array.isArray(found.muted);
}
