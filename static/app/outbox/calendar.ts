/** The worker's calendar address, which only the office knows of. It is asked for each time, and never kept here. */

import { replied } from "./account.ts";
import { ask, tell } from "./calling.ts";
import type { Ledger } from "./ledger.ts";
import { isAnything, type Office } from "./office.ts";

const FEED_URL = "/api/calendar-feed";

/** Everything fails with a `NotebookError`: `offline`, or the code of the office's problem. */
export class PhoneCalendar {
  readonly #ledger: Ledger;
  readonly #office: Office;

  constructor(ledger: Ledger, office: Office) {
    this.#ledger = ledger;
    this.#office = office;
  }

  /** Since when there is an address; `null` where there is none. */
  async since(): Promise<string | null> {
    return replied(await ask(this.#ledger, this.#office, FEED_URL, isFeed)).since;
  }

  /** A new address, told this once; the one before is good no longer. */
  async open(): Promise<string> {
    return replied(await tell(this.#ledger, this.#office, "POST", FEED_URL, isAddress)).address;
  }

  async close(): Promise<void> {
    replied(await tell(this.#ledger, this.#office, "DELETE", FEED_URL, isAnything));
  }
}

function isFeed(body: unknown): body is { since: string | null } {
  const { since } = (body ?? {}) as { since?: unknown };
  return since === null || typeof since === "string";
}

function isAddress(body: unknown): body is { address: string } {
  return typeof (body as { address?: unknown } | undefined)?.address === "string";
}
