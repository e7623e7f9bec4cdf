/**
 * The queue and the facts, in memory and on disk alike: memory follows the disk, never the other way round.
 *
 * A step is decided on what the disk is known to hold and written in one transaction that checks that nobody else has written since.
 * Where another tab or the service worker has, the disk is read again and the step is decided again. So steps of all tabs
 * happen one after the other, and a kill at any moment leaves the disk before a step or after it.
 */

import { Outdated, SaveFailure } from "../store/failure.ts";
import { reindexed, type Segment } from "../store/segments.ts";
import type { Batch, Content, Draft, Facts, Kept, PhoneStore, Pull } from "../store/store.ts";
import type { Papers } from "../sync/papers.ts";
import type { Item, Queue } from "../sync/queue.ts";

export interface State {
  readonly version: number;
  readonly facts: Facts;
  readonly queue: Queue;
  readonly papers: Papers;
}

/** What is to be different after a step. What is left out stays. */
export interface Step {
  readonly wipe?: boolean;
  readonly facts?: Facts;
  readonly queue?: Queue;
  readonly draftsDropped?: readonly string[];
  readonly papers?: Papers;
  /** The bytes of new papers. */
  readonly contents?: readonly Content[];
  readonly segments?: readonly Segment[];
  readonly segmentsDropped?: readonly string[];
  /** Scopes whose records are no longer among the segments. */
  readonly scopesForgotten?: readonly string[];
  /** Records of pulls before this one are no longer among the segments. */
  readonly epochBegun?: number;
  /** Accepted changes to keep, and up to which counter those before them leave. */
  readonly accepted?: readonly Item[];
  readonly acceptedLeft?: number;
}

/** Told after the disk has it. `step` is missing where another tab wrote, and everything may be different. */
export type Watcher = (state: State, step: Step | undefined) => void;

const START: Pull = {
  cursor: null,
  epoch: 1,
  complete: false,
  received: 0,
  passedOver: {},
  gone: [],
  segments: {},
  tidyCount: 0,
  lastExchangeAt: null,
};

/** What a phone of nobody knows. It goes on counting where it was. */
export function blankFacts(device: string, saved: Facts["saved"] = {}): Facts {
  return { device, session: null, pull: START, renamed: {}, saved };
}

export class Ledger {
  readonly store: PhoneStore;
  readonly drafts = new Map<string, Draft>();
  #state: State;
  #watchers: Watcher[] = [];
  #last: Promise<unknown> = Promise.resolve();

  /** Reads the disk. `first` gives the facts of a phone that has none yet. */
  static async open(store: PhoneStore, first: () => Facts | Promise<Facts>): Promise<Ledger> {
    const kept = await store.read();
    return new Ledger(store, kept, kept.facts ?? (await first()));
  }

  private constructor(store: PhoneStore, kept: Kept, facts: Facts) {
    this.store = store;
    this.#state = stateOf(kept, facts);
    this.#take(kept.drafts);
  }

  get state(): State {
    return this.#state;
  }

  watch(watcher: Watcher): void {
    this.#watchers.push(watcher);
  }

  /**
   * Takes a step. `decide` is called with the newest state, perhaps several times, and gives nothing where there is nothing to do.
   * Fails with `SaveFailure`; nothing has changed then.
   */
  step(decide: (state: State) => Step | undefined): Promise<void> {
    return this.#inTurn(async () => {
      for (;;) {
        const step = decide(this.#state);
        if (!step) return;
        try {
          await this.#keep(step);
          return;
        } catch (failure) {
          if (!(failure instanceof Outdated)) throw failure;
          await this.#readAgain();
        }
      }
    });
  }

  /** Takes over what another tab has written. */
  reload(): Promise<void> {
    return this.#inTurn(() => this.#readAgain());
  }

  saveDraft(draft: Draft): Promise<void> {
    return this.#inTurn(async () => {
      await this.store.saveDraft(draft);
      this.drafts.set(draft.key, draft);
    });
  }

  async #keep(step: Step): Promise<void> {
    const before = this.#state;
    const facts = factsAfter(before.facts, step);
    const queue = step.queue ?? before.queue;
    const papers = step.papers ?? (step.wipe ? [] : before.papers);
    const after = { ...before, facts, queue, papers };
    const version = await this.store.commit(before.version, batchOf(before, after, step));
    this.#state = { ...after, version };
    if (step.wipe) this.drafts.clear();
    for (const key of step.draftsDropped ?? []) this.drafts.delete(key);
    for (const watcher of this.#watchers) watcher(this.#state, step);
  }

  async #readAgain(): Promise<void> {
    const kept = await this.store.read().catch((cause) => {
      throw new SaveFailure(cause);
    });
    this.#take(kept.drafts);
    if (kept.version === this.#state.version) return;
    this.#state = stateOf(kept, kept.facts ?? blankFacts(this.#state.facts.device));
    for (const watcher of this.#watchers) watcher(this.#state, undefined);
  }

  #take(drafts: readonly Draft[]): void {
    this.drafts.clear();
    for (const draft of drafts) this.drafts.set(draft.key, draft);
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}

function stateOf({ version, queue, papers }: Kept, facts: Facts): State {
  return { version, queue, papers, facts };
}

function factsAfter(before: Facts, step: Step): Facts {
  const facts = step.facts ?? before;
  if (!step.segments && !step.segmentsDropped) return facts;
  const segments = reindexed(facts.pull.segments, step.segments ?? [], step.segmentsDropped ?? []);
  return { ...facts, pull: { ...facts.pull, segments } };
}

function batchOf(before: State, after: State, step: Step): Batch {
  const known = new Map(before.queue.map((item) => [item.place, item]));
  const places = new Set(after.queue.map(({ place }) => place));
  const papers = new Set(after.papers.map(({ id }) => id));
  return {
    ...step,
    ...(after.facts === before.facts ? {} : { facts: after.facts }),
    items: after.queue.filter((item) => known.get(item.place) !== item),
    papers: after.papers.filter((paper) => !before.papers.includes(paper)),
    papersLeft: before.papers.filter(({ id }) => !papers.has(id)).map(({ id }) => id),
    placesLeft: before.queue.filter(({ place }) => !places.has(place)).map(({ place }) => place),
  };
}
