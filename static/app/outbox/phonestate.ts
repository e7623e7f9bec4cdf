/**
 * The queue and the facts, in memory and on disk alike: memory follows the disk, never the other way round.
 *
 * An update is decided on what the disk is known to hold and written in one transaction that checks that nobody else has written since.
 * Where another tab or the service worker has, the disk is read again and the update is decided again. So the updates of all tabs
 * happen one after the other, and a kill at any moment leaves the disk before an update or after it.
 */

import { commit } from "../store/batches.ts";
import { SaveFailure, StaleVersion } from "../store/failure.ts";
import {
  type Batch,
  type Content,
  type Draft,
  type Enveloped,
  envelopedId,
  type Facts,
  type Kept,
  type Pull,
  type SealedKey,
} from "../store/kept.ts";
import { reindexed, type Segment } from "../store/segments.ts";
import type { PhoneStore } from "../store/store.ts";
import { type LocalAttachments, sealableAttachments } from "../sync/attachments.ts";
import type { Copies } from "../sync/copies.ts";
import type { Envelope } from "../sync/protocol.ts";
import { type Item, type Queue, unsent } from "../sync/queue.ts";
import { envelopeOf, sealedKeyOf } from "./envelope.ts";

export interface Snapshot {
  readonly version: number;
  readonly facts: Facts;
  readonly queue: Queue;
  readonly attachments: LocalAttachments;
  readonly copies: Copies;
}

/** What is to be different after an update. What is left out stays. */
export interface StateUpdate {
  readonly wipe?: boolean;
  readonly facts?: Facts;
  readonly queue?: Queue;
  readonly draftsDropped?: readonly string[];
  readonly attachments?: LocalAttachments;
  readonly copies?: Copies;
  /** The bytes of new attachments and copies. */
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
  /** Accepted changes that are to be kept no longer, wherever they stand. */
  readonly acceptedDropped?: readonly Item[];
}

/** Told after the disk has it. `update` is missing where another tab wrote, and everything may be different. */
export type Watcher = (state: Snapshot, update: StateUpdate | undefined) => void;

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
export function blankFacts(device: string, saved: Facts["saved"] = {}, name?: string): Facts {
  return { device, session: null, pull: START, renamed: {}, saved, ...(name === undefined ? {} : { name }) };
}

export class PhoneState {
  readonly store: PhoneStore;
  readonly drafts = new Map<string, Draft>();
  #state: Snapshot;
  #watchers: Watcher[] = [];
  #enveloped = new Set<string>();
  #last: Promise<unknown> = Promise.resolve();

  /** Reads the disk. `first` gives the facts of a phone that has none yet. */
  static async open(store: PhoneStore, first: () => Facts | Promise<Facts>): Promise<PhoneState> {
    const kept = await store.read();
    return new PhoneState(store, kept, kept.facts ?? (await first()));
  }

  private constructor(store: PhoneStore, kept: Kept, facts: Facts) {
    this.store = store;
    this.#state = stateOf(kept, facts);
    this.#take(kept);
  }

  /** Whether something is sealed for the office that is not kept here: its key was destroyed, or it is another person's. */
  get hasStrays(): boolean {
    const { queue, attachments } = this.#state;
    const here = new Set([...queue.map(({ change }) => change.id), ...idsOf(attachments)]);
    return [...this.#enveloped].some((id) => !here.has(id));
  }

  get current(): Snapshot {
    return this.#state;
  }

  watch(watcher: Watcher): void {
    this.#watchers.push(watcher);
  }

  /**
   * Makes an update. `decide` is called with the newest state, perhaps several times, and gives nothing where there is nothing to do.
   * Fails with `SaveFailure`; nothing has changed then.
   */
  update(decide: (state: Snapshot) => StateUpdate | undefined): Promise<void> {
    return this.#inTurn(async () => {
      for (;;) {
        const update = decide(this.#state);
        if (!update) return;
        try {
          await this.#keep(update);
          return;
        } catch (failure) {
          if (!(failure instanceof StaleVersion)) throw failure;
          await this.#readAgain();
        }
      }
    });
  }

  /** Takes over what another tab has written. */
  reload(): Promise<void> {
    return this.#inTurn(() => this.#readAgain());
  }

  /** See `PhoneStore.saveDraft`. */
  saveDraft(draft: Draft, after?: string): Promise<boolean> {
    return this.#inTurn(async () => {
      const kept = await this.#keepDraft(draft, after);
      if (kept) this.drafts.set(draft.key, draft);
      else await this.#readAgain();
      return kept;
    });
  }

  async #keepDraft(draft: Draft, after?: string): Promise<boolean> {
    try {
      return await this.store.saveDraft(draft, after);
    } catch (failure) {
      if (!(failure instanceof StaleVersion)) throw failure;
      await this.#readAgain();
      return this.store.saveDraft(draft, after);
    }
  }

  async #keep(update: StateUpdate): Promise<void> {
    const before = this.#state;
    const facts = factsAfter(before.facts, update);
    const queue = update.queue ?? before.queue;
    const attachments = update.attachments ?? (update.wipe ? [] : before.attachments);
    const copies = update.copies ?? (update.wipe ? [] : before.copies);
    const after = { ...before, facts, queue, attachments, copies };
    const enveloped = await envelopesOf(after, this.#enveloped);
    const wanted = idsToSeal(after);
    const envelopesLeft = [...idsToSeal(before)].filter((id) => !wanted.has(id));
    const batch = { ...batchOf(before, after, update), enveloped, envelopesLeft };
    const version = await commit(this.store, before.version, batch);
    this.#state = { ...after, version };
    for (const each of enveloped) this.#enveloped.add(envelopedId(each));
    for (const id of envelopesLeft) this.#enveloped.delete(id);
    if (update.wipe) this.drafts.clear();
    for (const key of update.draftsDropped ?? []) this.drafts.delete(key);
    for (const watcher of this.#watchers) watcher(this.#state, update);
  }

  async #readAgain(): Promise<void> {
    const kept = await this.store.read().catch((cause) => {
      throw new SaveFailure(cause);
    });
    this.#take(kept);
    if (kept.version === this.#state.version) return;
    this.#state = stateOf(kept, kept.facts ?? blankFacts(this.#state.facts.device));
    for (const watcher of this.#watchers) watcher(this.#state, undefined);
  }

  #take({ drafts, enveloped }: Kept): void {
    this.#enveloped = new Set(enveloped);
    this.drafts.clear();
    for (const draft of drafts) this.drafts.set(draft.key, draft);
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}

/**
 * The envelopes that are lacking: what is queued is sealed for the office as well, as soon as its key is known, and the keys of what was
 * photographed. What cannot be is delivered all the same, once the app is open.
 */
function envelopesOf(
  { facts, queue, attachments }: Snapshot,
  there: ReadonlySet<string>,
): Promise<Enveloped<Envelope | SealedKey>[]> {
  const { session, outboxKey } = facts;
  const changes = unsent(queue).filter(({ change }) => !there.has(change.id));
  const keys = sealableAttachments(attachments, queue).filter(({ id }) => !there.has(id));
  if (!session || !outboxKey || changes.length + keys.length === 0) return Promise.resolve([]);
  const sender = { office: session.office.id, user: session.user.id };
  const { user } = sender;
  return Promise.all([
    ...changes.map(async ({ change, place }) => ({
      envelope: await envelopeOf(change, outboxKey, sender),
      place,
      user,
    })),
    ...keys.map(async ({ id, key = "" }) => ({
      envelope: await sealedKeyOf(id, key, outboxKey, sender),
      place: 0,
      user,
    })),
  ]).catch(() => []);
}

/** The changes and attachments of which an envelope is kept. What was never among them is nobody's to forget here. */
function idsToSeal({ queue, attachments }: Snapshot): Set<string> {
  return new Set([...unsent(queue).map(({ change }) => change.id), ...idsOf(sealableAttachments(attachments, queue))]);
}

function stateOf({ version, queue, attachments, copies }: Kept, facts: Facts): Snapshot {
  return { version, queue, attachments, copies, facts };
}

function factsAfter(before: Facts, update: StateUpdate): Facts {
  const facts = update.facts ?? before;
  if (!update.segments && !update.segmentsDropped) return facts;
  const segments = reindexed(facts.pull.segments, update.segments ?? [], update.segmentsDropped ?? []);
  return { ...facts, pull: { ...facts.pull, segments } };
}

function batchOf(before: Snapshot, after: Snapshot, update: StateUpdate): Batch {
  const itemsBefore = new Map(before.queue.map((item) => [item.place, item]));
  const places = new Set(after.queue.map(({ place }) => place));
  const attachments = idsOf(after.attachments);
  const copies = idsOf(after.copies);
  const contentsBefore = [...new Set([...idsOf(before.attachments), ...idsOf(before.copies)])];
  return {
    ...update,
    ...(after.facts === before.facts ? {} : { facts: after.facts }),
    items: after.queue.filter((item) => itemsBefore.get(item.place) !== item),
    attachments: after.attachments.filter((attachment) => !before.attachments.includes(attachment)),
    attachmentsLeft: before.attachments.filter(({ id }) => !attachments.has(id)).map(({ id }) => id),
    copies: after.copies.filter((copy) => !before.copies.includes(copy)),
    copiesLeft: before.copies.filter(({ id }) => !copies.has(id)).map(({ id }) => id),
    contentsLeft: contentsBefore.filter((id) => !attachments.has(id) && !copies.has(id)),
    placesLeft: before.queue.filter(({ place }) => !places.has(place)).map(({ place }) => place),
  };
}

function idsOf(things: readonly { readonly id: string }[]): Set<string> {
  return new Set(things.map(({ id }) => id));
}
