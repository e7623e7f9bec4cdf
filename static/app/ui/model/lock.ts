/** The lock of this phone as the screens see it, and the question for a first PIN. */

import { signal } from "@preact/signals";
import type { Erased, Lock } from "../../outbox/lock.ts";

interface Question {
  /** Whether somebody's records lie here already, from before phones were locked. */
  readonly before: boolean;
  readonly answer: (pin: string) => Promise<void>;
}

let attached: Lock | undefined;

/** A PIN is to be chosen before anything else. */
export const pinWanted = signal<Question | null>(null);

/** Why nothing is here any more, where it was erased. */
export const erased = signal<Erased | undefined>(undefined);

/** Whether somebody else holds the phone. */
export const handedOver = signal(false);

export function attachLock(lock: Lock): void {
  attached = lock;
}

export function phoneLock(): Lock {
  if (!attached) throw new Error("no lock is attached");
  return attached;
}

/** Has a PIN chosen and what is here sealed under it, where that has not been done. Resolves when it has. */
export async function sealedByPin(): Promise<void> {
  if ((await phoneLock().state()).is === "none") await new Promise<void>((resolve) => askForPin(false, resolve));
}

/** Puts the question for a first PIN in place of every screen, before anything else is drawn. */
export function askForPin(before: boolean, sealed: () => void = () => undefined): void {
  const answer = async (pin: string) => {
    await phoneLock().choose(pin);
    pinWanted.value = null;
    sealed();
  };
  pinWanted.value = { before, answer };
}
