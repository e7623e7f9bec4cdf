/** The caseload of this tab, in memory: read from the disk segment by segment, then kept up to date with the phone's state. */

import { SaveFailure } from "../store/failure.ts";
import { epochOf, neededFirst, readingOrder } from "../store/segments.ts";
import { Caseload } from "../sync/caseload.ts";
import type { ServerRecord } from "../sync/protocol.ts";
import type { Queue } from "../sync/queue.ts";
import type { PhoneState, Snapshot, StateUpdate } from "./phonestate.ts";

/** The scopes that are to be forgotten and hold no unsent work any more. */
export function scopesToForget({ facts, queue }: Pick<Snapshot, "facts" | "queue">): Set<string> {
  return new Set(withoutWork(facts.pull.gone, queue));
}

function withoutWork(scopes: readonly string[], queue: Queue): string[] {
  const working = new Set(queue.map(({ scope }) => scope));
  return scopes.filter((scope) => !working.has(scope));
}

export class CaseloadCache {
  readonly #state: PhoneState;
  readonly #changed: () => void;
  #caseload = new Caseload();
  /** The segments whose records are in the caseload. */
  #segments = new Set<string>();
  #loaded = false;
  #reading: Promise<void> | undefined;
  #stopped = false;

  constructor(phoneState: PhoneState, changed: () => void) {
    this.#state = phoneState;
    this.#changed = changed;
    this.#caseload.lay(phoneState.current.queue);
    phoneState.watch((state, update) => this.#follow(state, update));
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
    await this.#read(this.#caseload, this.#segments, neededFirst);
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
    const isOvertaken = [...this.#segments].some((key) => !(key in this.#index));
    const caseload = isOvertaken ? new Caseload() : this.#caseload;
    const segments = isOvertaken ? new Set<string>() : this.#segments;
    await this.#read(caseload, segments, () => true);
    caseload.lay(this.#state.current.queue);
    this.#caseload = caseload;
    this.#segments = segments;
    if ([...segments].some((key) => !(key in this.#index))) return this.#readAll();
    this.#loaded = true;
    this.#changed();
  }

  get #index(): Readonly<Record<string, number>> {
    return this.#state.current.facts.pull.segments;
  }

  async #read(caseload: Caseload, segments: Set<string>, isWanted: (key: string) => boolean): Promise<void> {
    const begun = new Set<string>();
    // One segment is opened, which the page itself need not do, while the one before it is taken in.
    const begin = () => {
      const key = readingOrder(Object.keys(this.#index)).find(
        (each) => isWanted(each) && !segments.has(each) && !begun.has(each),
      );
      if (key === undefined) return undefined;
      begun.add(key);
      const opening = this.#state.store.segment(key);
      opening.catch(() => undefined); // told where it is awaited, if it still is
      return { key, opening };
    };
    for (let next = begin(); next && !this.#stopped; ) {
      const { key, opening } = next;
      const records = await opening;
      if (!records) {
        await this.#state.reload();
        begun.delete(key);
        next = begin();
        continue;
      }
      next = begin();
      const forgotten = scopesToForget(this.#state.current);
      const erased = new Set(this.#state.current.facts.pull.erased ?? []);
      const isKept = ({ scope, id }: ServerRecord) => !forgotten.has(scope) && !erased.has(id);
      const kept = forgotten.size + erased.size === 0 ? records : records.filter(isKept);
      caseload.apply(kept, epochOf(key));
      segments.add(key);
      this.#changed();
      await yieldToBrowser();
      next ??= begin();
    }
  }

  #follow(state: Snapshot, update: StateUpdate | undefined): void {
    if (update?.wipe) this.#empty();
    this.#caseload.lay(state.queue);
    if (!update && !this.#isWhole()) {
      this.#loaded = false;
      void this.whole().catch(() => undefined);
    }
    for (const { key, records } of update?.segments ?? []) {
      this.#caseload.apply(records, epochOf(key));
      this.#segments.add(key);
    }
    for (const key of update?.segmentsDropped ?? []) this.#segments.delete(key);
    for (const scope of [...(update?.scopesForgotten ?? []), ...scopesToForget(state)]) this.#caseload.forget(scope);
    for (const id of state.facts.pull.erased ?? []) this.#caseload.forgetRecord(id);
    if (update?.epochBegun !== undefined) this.#caseload.forgetBefore(update.epochBegun);
    this.#changed();
  }

  #isWhole(): boolean {
    const keys = Object.keys(this.#index);
    return this.#loaded && keys.length === this.#segments.size && keys.every((key) => this.#segments.has(key));
  }

  #empty(): void {
    this.#caseload.clear();
    this.#segments.clear();
    this.#loaded = true;
  }
}

/** Lets the browser draw and take up what was typed, before the next piece of work. */
function yieldToBrowser(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
