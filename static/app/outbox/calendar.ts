/** The worker's calendar address, which only the office knows of. It is asked for each time, and never kept here. */

import type { CalendarAddress, CalendarFeed } from "../sync/protocol.ts";
import { replied } from "./account.ts";
import { ask, tell } from "./calling.ts";
import { isAnything, type Office } from "./office.ts";
import type { PhoneState } from "./phonestate.ts";

const FEED_URL = "/api/calendar-feed";

/** Everything fails with a `NotebookError`: why nothing is heard of the office (`Unheard`), or the code of the office's problem. */
export class PhoneCalendar {
  readonly #state: PhoneState;
  readonly #office: Office;

  constructor(phoneState: PhoneState, office: Office) {
    this.#state = phoneState;
    this.#office = office;
  }

  /** Since when there is an address; `null` where there is none. */
  async since(): Promise<string | null> {
    return replied(await ask(this.#state, this.#office, FEED_URL, isFeed)).since;
  }

  /** A new address, told this once; the one before is good no longer. */
  async open(): Promise<string> {
    return replied(await tell(this.#state, this.#office, "POST", FEED_URL, isAddress)).address;
  }

  async close(): Promise<void> {
    replied(await tell(this.#state, this.#office, "DELETE", FEED_URL, isAnything));
  }
}

function isFeed(body: unknown): body is CalendarFeed {
  const { since } = (body ?? {}) as { since?: unknown };
  return since === null || typeof since === "string";
}

function isAddress(body: unknown): body is CalendarAddress {
  return typeof (body as { address?: unknown } | undefined)?.address === "string";
}
