/** The caseload of this tab: read from the disk piece by piece, then kept in step with the ledger. */

import { SaveFailure } from "../store/failure.ts";
import { epochOf, neededFirst, readingOrder } from "../store/segments.ts";
import { Caseload } from "../sync/caseload.ts";
import type { Queue } from "../sync/queue.ts";
import type { Ledger, State, Step } from "./ledger.ts";

/** The scopes that are to be forgotten and hold no unsent work any more. */
export function scopesToForget({ facts, queue }: Pick<State, "facts" | "queue">): Set<string> {
  return new Set(withoutWork(facts.pull.gone, queue));
}

function withoutWork(scopes: readonly string[], queue: Queue): string[] {
  const working = new Set(queue.map(({ scope }) => scope));
  return scopes.filter((scope) => !working.has(scope));
}

export class Shelf {
  readonly #ledger: Ledger;
  readonly #changed: () => void;
  #caseload = new Caseload();
  /** The segments whose records are in the caseload. */
  #known = new Set<string>();
  #loaded = false;
  #reading: Promise<void> | undefined;
  #stopped = false;

  constructor(ledger: Ledger, changed: () => void) {
    this.#ledger = ledger;
    this.#changed = changed;
    this.#caseload.lay(ledger.state.queue);
    ledger.watch((state, step) => this.#follow(state, step));
  }

  get caseload(): Caseload {
    return this.#caseload;
  }

  /** Whether everything on the disk is in the caseload. */
  get loaded(): boolean {
    return this.#loaded;
  }

  /** Resolves when the records are there that the first screens need. The others follow by themselves. */
  async start(): Promise<void> {
    await this.#read(this.#caseload, this.#known, neededFirst);
    void this.whole().catch(() => undefined);
  }

  /** Resolves when everything on the disk is in the caseload. Fails with `SaveFailure` where the disk cannot be read. */
  whole(): Promise<void> {
    if (this.#loaded) return Promise.resolve();
    this.#reading ??= this.#readAll()
      .catch((cause) => {
        throw new SaveFailure(cause);
      })
      .finally(() => {
        this.#reading = undefined;
      });
    return this.#reading;
  }

  stop(): void {
    this.#stopped = true;
  }

  async #readAll(): Promise<void> {
    // Where another tab has written segments anew, a second caseload is read beside the one that is shown, and then takes its place.
    const isOvertaken = [...this.#known].some((key) => !(key in this.#index));
    const caseload = isOvertaken ? new Caseload() : this.#caseload;
    const known = isOvertaken ? new Set<string>() : this.#known;
    await this.#read(caseload, known, () => true);
    caseload.lay(this.#ledger.state.queue);
    this.#caseload = caseload;
    this.#known = known;
    if ([...known].some((key) => !(key in this.#index))) return this.#readAll();
    this.#loaded = true;
    this.#changed();
  }

  get #index(): Readonly<Record<string, number>> {
    return this.#ledger.state.facts.pull.segments;
  }

  async #read(caseload: Caseload, known: Set<string>, wanted: (key: string) => boolean): Promise<void> {
    for (;;) {
      const key = readingOrder(Object.keys(this.#index)).find(
        (candidate) => wanted(candidate) && !known.has(candidate),
      );
      if (key === undefined || this.#stopped) return;
      const records = await this.#ledger.store.segment(key);
      if (!records) {
        await this.#ledger.reload();
        continue;
      }
      const forgotten = scopesToForget(this.#ledger.state);
      const kept = forgotten.size === 0 ? records : records.filter(({ scope }) => !forgotten.has(scope));
      caseload.apply(kept, epochOf(key));
      known.add(key);
      this.#changed();
      await breath();
    }
  }

  #follow(state: State, step: Step | undefined): void {
    if (step?.wipe) this.#empty();
    this.#caseload.lay(state.queue);
    if (!step && !this.#isWhole()) {
      this.#loaded = false;
      void this.whole().catch(() => undefined);
    }
    for (const { key, records } of step?.segments ?? []) {
      this.#caseload.apply(records, epochOf(key));
      this.#known.add(key);
    }
    for (const key of step?.segmentsDropped ?? []) this.#known.delete(key);
    for (const scope of [...(step?.scopesForgotten ?? []), ...scopesToForget(state)]) this.#caseload.forget(scope);
    if (step?.epochBegun !== undefined) this.#caseload.forgetBefore(step.epochBegun);
    this.#changed();
  }

  #isWhole(): boolean {
    const keys = Object.keys(this.#index);
    return this.#loaded && keys.length === this.#known.size && keys.every((key) => this.#known.has(key));
  }

  #empty(): void {
    this.#caseload.clear();
    this.#known.clear();
    this.#loaded = true;
  }
}

/** Lets the browser draw and take up what was typed, before the next piece of work. */
function breath(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
