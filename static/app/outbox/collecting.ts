/** Bringing the attachments of the caseload to the phone before somebody wants to see them without a network. */

import { fits } from "../sync/copies.ts";
import type { PhoneAttachments } from "./attachments.ts";
import type { CaseloadCache } from "./caseloadcache.ts";
import type { View } from "./notebook.ts";
import type { PhoneState } from "./phonestate.ts";
import type { Platform } from "./platform.ts";

/** An exchange has ended well, and nothing has asked for another one since. */
const QUIET_MS = 2_000;
/** Slower than this is no line to fetch on what nobody has asked for: a browser need not tell what line it has. */
const SLOW_BYTES_A_MS = 50;
/** What a small attachment may take on any line. */
const ANSWERED_WITHIN_MS = 1_000;
/** Left on the phone for what is written on it. */
const ROOM_BYTES = 500_000_000;

export class Collector {
  readonly #state: PhoneState;
  readonly #attachments: PhoneAttachments;
  readonly #cache: CaseloadCache;
  readonly #platform: Platform;
  /** What the office did not give: another phone has not sent it yet. */
  readonly #refused = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #collecting = false;
  #stopped = false;

  constructor(phoneState: PhoneState, attachments: PhoneAttachments, cache: CaseloadCache, platform: Platform) {
    this.#state = phoneState;
    this.#attachments = attachments;
    this.#cache = cache;
    this.#platform = platform;
  }

  /** An exchange has ended well. */
  poke(): void {
    clearTimeout(this.#timer);
    if (this.#platform.automatic && !this.#stopped) this.#timer = setTimeout(() => void this.#collect(), QUIET_MS);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async #collect(): Promise<void> {
    if (this.#collecting) return;
    this.#collecting = true;
    try {
      for (const attachment of this.#wanted()) if (!(await this.#fetch(attachment))) return;
    } finally {
      this.#collecting = false;
    }
  }

  /** What the office has and this phone has not, the newest first. */
  #wanted(): View[] {
    return this.#cache.caseload
      .list("attachment")
      .filter(({ id, fields }) => fields.received_at && !this.#attachments.isHere(id) && !this.#refused.has(id))
      .sort((one, other) => other.id.localeCompare(one.id));
  }

  /** Fetches one, where it has room. Resolves to whether to go on. */
  async #fetch(attachment: View): Promise<boolean> {
    const size = Number(attachment.fields.size ?? 0);
    if (!fits(this.#state.current.copies, size)) return true;
    if (this.#stopped || !this.#platform.isGoodLine() || !(await this.#hasRoom())) return false;
    const began = performance.now();
    const outcome = await this.#attachments.fetch(attachment);
    if (outcome === "refused") this.#refused.add(attachment.id);
    const isSlow = size < SLOW_BYTES_A_MS * (performance.now() - began - ANSWERED_WITHIN_MS);
    return outcome !== "failed" && (outcome === "refused" || !isSlow);
  }

  async #hasRoom(): Promise<boolean> {
    const { quota, usage = 0 } = (await this.#platform.storage?.estimate?.()) ?? {};
    return quota === undefined || quota - usage > ROOM_BYTES;
  }
}
