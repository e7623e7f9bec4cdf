/**
 * Keeps browser and office of one mind about push messages to this phone. Needs no page: the service worker does it too.
 *
 * The phone remembers whether its user wants them (`Facts.pushes`), and forgets it with everything else at a sign-out. Browser and
 * office follow: an address that the browser has changed is told, one made for an older key of the office is made anew.
 */

import type { PushWish } from "../store/kept.ts";
import type { PushAddress, PushStanding } from "../sync/protocol.ts";
import type { Caller } from "./calling.ts";
import { type Answer, isAnything } from "./office.ts";

export const PUSH_URL = "/api/push";
export const SUBSCRIPTION_URL = `${PUSH_URL}/subscription`;

/** What a browser gives and lets happen. Nothing of it throws but `subscribe`. */
export interface PushBrowser {
  /** `install_first`: only once the app is on the home screen. */
  readonly possible: "yes" | "no" | "install_first";
  permission(): NotificationPermission;
  /** Asks the person. Only ever after a tap. */
  ask(): Promise<NotificationPermission>;
  /** The present address and the key that it was made for (base64url). */
  current(): Promise<{ address: PushAddress; key: string } | null>;
  subscribe(key: string): Promise<PushAddress>;
  unsubscribe(): Promise<void>;
  /** Calls back with the notice of each notification that is shown. Returns how to stop. */
  onArrival(heard: (notice: string) => void): () => void;
}

/** What this phone reads of what the office says about push messages to it. */
export type Standing = Readonly<Pick<PushStanding, "public_key" | "kinds" | "muted">>;

/** The browser would not give an address: its push service is out of reach, or it was forbidden meanwhile. */
export interface NoAddress {
  readonly is: "no_address";
}

export type Settled = Answer<unknown> | NoAddress;

/** Makes it so as the phone's user wants it. Resolves to what came of it; nothing where there was nothing to do. */
export async function settlePush(
  wish: PushWish | undefined,
  caller: Caller,
  browser: PushBrowser,
): Promise<Settled | undefined> {
  if (browser.possible !== "yes") return undefined;
  if (!wish?.pushes) {
    await browser.unsubscribe();
    return undefined;
  }
  if (browser.permission() !== "granted") return caller.tell("DELETE", SUBSCRIPTION_URL, isAnything);
  return subscribeHere(caller, browser);
}

/** Gives the office an address of this browser, made for the office's present key. */
export async function subscribeHere(caller: Caller, browser: PushBrowser): Promise<Settled> {
  const answer = await standing(caller);
  if (answer.is !== "reply") return answer;
  const key = answer.body.public_key;
  const present = await browser.current();
  if (present && present.key !== key) await browser.unsubscribe();
  const address = present?.key === key ? present.address : await browser.subscribe(key).catch(() => undefined);
  return address ? caller.tell("PUT", SUBSCRIPTION_URL, isAnything, address) : { is: "no_address" };
}

export function standing(caller: Caller): Promise<Answer<Standing>> {
  return caller.ask(PUSH_URL, isStanding);
}

function isStanding(body: unknown): body is Standing {
  const fields = body as Partial<Standing> | undefined;
  return typeof fields?.public_key === "string" && Array.isArray(fields.kinds) && Array.isArray(fields.muted);
}
