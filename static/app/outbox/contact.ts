/** For how long this phone has heard nothing of the office: counted while the app is open, and kept with the facts. */

import { type Contact, leftMs, lookedAt, type Standing, standingOf } from "../sync/contact.ts";
import type { PhoneState } from "./phonestate.ts";
import type { Platform } from "./platform.ts";

const LOOK_EVERY_MS = 60_000;
/** What is not kept is lost when the app ends, for whoever puts the clock back then. */
const KEPT_EVERY_MS = 15 * 60_000;

export class PhoneContact {
  readonly #state: PhoneState;
  readonly #platform: Pick<Platform, "now" | "ran" | "automatic">;
  #timer: ReturnType<typeof setInterval> | undefined;
  /** What was last kept, and for how long the app had run when that was first seen here. */
  #seen: { readonly contact: Contact; readonly ranMs: number } | undefined;

  constructor(phoneState: PhoneState, platform: Pick<Platform, "now" | "ran" | "automatic">) {
    this.#state = phoneState;
    this.#platform = platform;
  }

  start(): void {
    void this.look();
    if (this.#platform.automatic) this.#timer = setInterval(() => void this.look(), LOOK_EVERY_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Whether what this phone keeps is shown. */
  standing(): Standing {
    const contact = this.#now();
    return contact ? standingOf(contact) : "open";
  }

  /** For how long it is shown if nothing is heard; nothing where that has no end. */
  leftMs(): number | undefined {
    const contact = this.#now();
    return contact && leftMs(contact);
  }

  /** Whether it is shut because the office let nobody in. */
  isRefused(): boolean {
    return this.#state.current.facts.contact?.isRefused === true;
  }

  /** Whether its user has taken note that it ends soon. It holds until the next contact. */
  isNoted(): boolean {
    return this.#state.current.facts.contact?.isNoted === true;
  }

  /** Fails with a `SaveFailure`. */
  note(): Promise<void> {
    return this.#state.update(({ facts }) =>
      facts.contact ? { facts: { ...facts, contact: { ...facts.contact, isNoted: true } } } : undefined,
    );
  }

  /** Keeps how it stands. Where the phone cannot, it goes on counting in memory. */
  look(): Promise<void> {
    const keep = () =>
      this.#state.update(({ facts }) => {
        const contact = this.#now();
        const grownMs = (contact?.unheardMs ?? 0) - (facts.contact?.unheardMs ?? 0);
        return contact && grownMs >= KEPT_EVERY_MS ? { facts: { ...facts, contact } } : undefined;
      });
    return keep().catch(() => undefined);
  }

  #now(): Contact | undefined {
    const { contact } = this.#state.current.facts;
    const ranMs = this.#platform.ran();
    if (this.#seen?.contact !== contact) this.#seen = contact && { contact, ranMs };
    return contact && lookedAt(contact, this.#platform.now(), ranMs - (this.#seen?.ranMs ?? ranMs));
  }
}
