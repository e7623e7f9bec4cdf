/** The lock of the app: asked before there is a notebook, and by the screen that stands in its place. */

import type { PhoneStore } from "../store/store.ts";
import { prepareStretching } from "../store/stretch.ts";
import type { Erased, LockState, Tried } from "../store/vault.ts";
import { KeyHolders } from "./keyholders.ts";

export type { Erased, LockState, Tried } from "../store/vault.ts";

export class Lock {
  readonly #store: PhoneStore;
  readonly #holders: KeyHolders;
  readonly #now: () => number;
  /** Whether somebody else holds the phone: the key is handed to no page then. */
  #isHandedOver = false;

  /** `begin` loads the page anew: what was in its memory is gone then. */
  constructor(store: PhoneStore, begin: () => void, now: () => number = Date.now) {
    this.#store = store;
    this.#now = now;
    this.#holders = new KeyHolders(
      () => (this.#isHandedOver ? undefined : store.vault.data),
      () => {
        // Not handed on once more by the page that goes.
        store.vault.forget();
        begin();
      },
    );
  }

  /** How the lock stands, after others were asked for the key. Fails where the disk cannot be read. */
  async state(): Promise<LockState> {
    const before = await this.#store.vault.state();
    if (before.is !== "locked") return before;
    const data = await this.#holders.ask();
    if (data) await this.#store.vault.take(data);
    return this.#store.vault.state();
  }

  /** Has at hand what opening takes, while somebody types. It is done without where it fails. */
  async prepare(): Promise<void> {
    await Promise.allSettled([this.#store.readAhead(), prepareStretching()]);
  }

  /** Tries a PIN. */
  unlock(pin: string): Promise<Tried> {
    return this.#store.vault.unlock(pin, this.#now());
  }

  /** Somebody else takes the phone in hand: this page goes on, every other one is locked, and so is this one once it is loaded anew. */
  handOver(): void {
    this.#isHandedOver = true;
    this.#holders.locked();
  }

  /** Its worker takes the phone back, with the PIN; a wrong one counts as at the lock. */
  async takeBack(pin: string): Promise<Tried> {
    const tried = await this.unlock(pin);
    if (tried.is === "right") this.#isHandedOver = false;
    return tried;
  }

  /** Puts what is here under another PIN. */
  change(pin: string, next: string): Promise<Tried> {
    return this.#store.vault.change(pin, next, this.#now());
  }

  /** Whether a passkey of this device opens the lock as well. */
  async opensByPasskey(): Promise<boolean> {
    return (await this.#store.vault.passkey()) !== undefined;
  }

  /** Has a passkey of this device open the lock as well as the PIN. Nothing changes where its user makes none. */
  addPasskey(pin: string): Promise<Tried> {
    const ask = async () => (await import("./devicekey.ts")).newSecret();
    return this.#store.vault.addPasskey(pin, ask, this.#now());
  }

  /** Has the PIN alone open the lock again. */
  removePasskey(): Promise<void> {
    return this.#store.vault.removePasskey();
  }

  /** Opens the lock by the passkey of this device, without a network. Tells whether it is open. */
  async unlockByPasskey(): Promise<boolean> {
    const place = await this.#store.vault.passkey();
    const secret = place && (await (await import("./devicekey.ts")).secretOf(place));
    return secret !== undefined && this.#store.vault.unlockByPasskey(secret, this.#now());
  }

  /** Seals what is here under a first PIN. Other pages begin anew, since theirs is the key of before. */
  async choose(pin: string): Promise<void> {
    await this.#store.vault.choose(pin, this.#now());
    this.#holders.locked();
  }

  /** Destroys the key, and with it what is sealed under it. What is sealed for the office is still delivered. */
  async destroy(): Promise<void> {
    await this.#store.vault.destroy("forgotten");
    this.#holders.locked();
  }

  /** How many changes and photos wait that are sealed for the office. */
  async waiting(): Promise<number> {
    return (await this.#store.outbox()).length + (await this.#store.sealedKeys()).length;
  }

  /** Why nothing is here any more. */
  erased(): Promise<Erased | undefined> {
    return this.#store.erased();
  }

  /** Nobody holds the key any more, but for the memory of this page, which is to be loaded anew. */
  lock(): void {
    this.#store.vault.forget();
    this.#holders.locked();
  }
}
