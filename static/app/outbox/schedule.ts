/** When to exchange: at once when there is a reason, every minute without one, and with growing pauses after a failure. */

import type { RandomBytes } from "../sync/uuid.ts";
import type { Outcome } from "./outcome.ts";

export const PAUSE_MS = 60_000;
const WAITING_MS = 15_000;
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 300_000;

/** How a run ends that no later one would end otherwise, before somebody does something. */
export const OVER: ReadonlySet<Outcome["state"]> = new Set(["signed_out", "revoked", "not_here", "update_needed"]);

export interface Clockwork {
  now(): number;
  random: RandomBytes;
  /** Whether to exchange by itself; without it, only `now` does. */
  automatic: boolean;
}

/** Half to all of a pause that doubles with each failure: phones that failed together must not come back together. */
export function backOff(failures: number, random: RandomBytes): number {
  const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1));
  return pause * (0.5 + (random(1)[0] ?? 0) / 510);
}

export class Schedule {
  readonly #run: () => Promise<Outcome>;
  readonly #clockwork: Clockwork;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: Promise<void> | undefined;
  #again = false;
  #failures = 0;
  #nextTryAt: number | undefined;
  #notBefore = 0;
  #stopped = false;

  constructor(run: () => Promise<Outcome>, clockwork: Clockwork) {
    this.#run = run;
    this.#clockwork = clockwork;
  }

  /** When it will be tried again after a failure. */
  get nextTryAt(): number | undefined {
    return this.#nextTryAt;
  }

  /** There is a reason to exchange: something was written, or the network may be back. */
  poke(): void {
    if (!this.#clockwork.automatic || this.#clockwork.now() < this.#notBefore) return;
    void this.now();
  }

  /** Exchanges now; where a run goes on, once more after it. Resolves when that is over. */
  async now(): Promise<void> {
    if (this.#running) {
      this.#again = true;
      return this.#running;
    }
    this.#running = this.#runAll();
    try {
      await this.#running;
    } finally {
      this.#running = undefined;
    }
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async #runAll(): Promise<void> {
    do {
      this.#again = false;
      clearTimeout(this.#timer);
      this.#planNext(await this.#run());
    } while (this.#again && !this.#stopped);
  }

  #planNext({ state, unsettled, retryAfterMs }: Outcome): void {
    const isWell = state === "idle" && !unsettled;
    const isOver = OVER.has(state);
    // A person may take long to approve this phone, and then it should not take much longer.
    const isSteady = isWell || state === "waiting";
    const steadily = isWell ? PAUSE_MS : WAITING_MS;
    this.#failures = isSteady || isOver ? 0 : this.#failures + 1;
    const now = this.#clockwork.now();
    const pause = isSteady ? steadily : Math.max(retryAfterMs ?? 0, backOff(this.#failures, this.#clockwork.random));
    this.#notBefore = retryAfterMs === undefined ? 0 : now + retryAfterMs;
    this.#nextTryAt = isWell || isOver ? undefined : now + pause;
    if (isOver || this.#stopped || !this.#clockwork.automatic) return;
    this.#timer = setTimeout(() => void this.now(), pause);
  }
}
