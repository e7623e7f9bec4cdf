/** The user's phones: which there are, the code of this one while it waits, and approving another. Only the office knows of them. */

import { sha256 } from "../store/digest.ts";
import { replied } from "./account.ts";
import { ask, tell } from "./calling.ts";
import { isAnything, type Office } from "./office.ts";
import type { PhoneState } from "./phonestate.ts";

const DEVICES_URL = "/api/devices";

/** What asks the office fails with a `NotebookError`: why nothing is heard of the office (`Unheard`), or the code of its problem. */
export class PhoneDevices {
  readonly #state: PhoneState;
  readonly #office: Office;

  constructor(phoneState: PhoneState, office: Office) {
    this.#state = phoneState;
    this.#office = office;
  }

  /** The public half of this phone's key. */
  key(): string {
    return this.#state.current.facts.phoneKey?.public ?? "";
  }

  /** The digest of a text, for what is compared between two phones. */
  digest(text: string): Promise<string> {
    return sha256(new TextEncoder().encode(text));
  }

  async all(): Promise<unknown> {
    return replied(await ask(this.#state, this.#office, DEVICES_URL, isAnything));
  }

  /** Approves or refuses a phone that waits, whose code was compared. */
  async decide(device: string, decision: "approve" | "refuse", code: string): Promise<void> {
    replied(
      await tell(this.#state, this.#office, "POST", `${DEVICES_URL}/${device}/${decision}`, isAnything, { code }),
    );
  }
}
