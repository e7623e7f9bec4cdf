/** The caseload in memory: records as the office has them, with this phone's changes laid over. */

import { grouped } from "./grouped.ts";
import type { KindName } from "./kinds.gen.ts";
import type { Fields, ServerRecord } from "./protocol.ts";
import { type Item, nextBase, type Queue } from "./queue.ts";
import { laidOver } from "./values.ts";

/** A record with the unsent changes laid over it. The same object comes back until something about it changes. */
export interface View {
  readonly kind: KindName;
  readonly id: string;
  readonly scope: string;
  readonly fields: Readonly<Fields>;
  /** What the next change on this record must name as its base. `null` only for a record that nobody has. */
  readonly base: string | null;
  /** Whether part of what is shown has not reached the office. */
  readonly unsent: boolean;
  readonly deleted: boolean;
}

/** A record with the changes on it laid over, in the order of the queue. Nothing, where there is neither. */
export function overlay(record: ServerRecord | undefined, onRecord: Queue): View | undefined {
  const first = onRecord[0];
  const origin = record ?? (first && { kind: first.change.kind, id: first.change.record, scope: first.scope });
  if (!origin) return undefined;
  const fields = onRecord.reduce<Fields>(
    (shown, { change }) => laidOver(shown, change.fields),
    record ? record.fields : {},
  );
  return {
    kind: origin.kind,
    id: origin.id,
    scope: origin.scope,
    fields,
    base: nextBase(onRecord, record),
    unsent: onRecord.some(({ verdict }) => verdict !== "accepted"),
    deleted: fields.deleted === true,
  };
}

/** Whether `next` replaces `current`. A newer epoch is a newer pull from the start, and always right; within one, seq decides. */
function replaces(next: ServerRecord, epoch: number, current: Held | undefined): boolean {
  if (!current) return true;
  return epoch === current.epoch ? next.seq > current.record.seq : epoch > current.epoch;
}

interface Held {
  readonly record: ServerRecord;
  readonly epoch: number;
}

type Ids = Set<string>;

export class Caseload {
  readonly #held = new Map<string, Held>();
  readonly #byKind = new Map<KindName, Ids>();
  readonly #byScope = new Map<string, Ids>();
  /** By scope and kind. */
  readonly #byPlace = new Map<string, Ids>();
  #changes: ReadonlyMap<string, Item[]> = new Map();
  readonly #views = new Map<string, View | undefined>();
  readonly #lists = new Map<KindName, readonly View[]>();

  /** How many records of the office are known. */
  get size(): number {
    return this.#held.size;
  }

  record(id: string): ServerRecord | undefined {
    return this.#held.get(id)?.record;
  }

  /** Take in records as pulled. An older state never replaces a newer one, in whatever order they come. */
  apply(records: readonly ServerRecord[], epoch: number): void {
    for (const record of records) {
      const before = this.#held.get(record.id);
      if (!replaces(record, epoch, before)) continue;
      // What is shared under another consent comes under another scope, and the scope before may be gone.
      if (before && before.record.scope !== record.scope) this.#drop(record.id);
      this.#held.set(record.id, { record, epoch });
      idsOf(this.#byKind, record.kind).add(record.id);
      idsOf(this.#byScope, record.scope).add(record.id);
      idsOf(this.#byPlace, placeOf(record)).add(record.id);
      this.#touch(record.id, record.kind);
    }
  }

  /** Forget the records of a scope. Changes of this phone stay. */
  forget(scope: string): void {
    for (const id of this.#byScope.get(scope) ?? []) this.#drop(id);
  }

  /** Forget a record that was erased. Changes of this phone stay. */
  forgetRecord(id: string): void {
    if (this.#held.has(id)) this.#drop(id);
  }

  /** Forget what a complete pull from the start has not brought again. */
  forgetBefore(epoch: number): void {
    for (const [id, held] of this.#held) if (held.epoch < epoch) this.#drop(id);
  }

  clear(): void {
    for (const index of [this.#held, this.#byKind, this.#byScope, this.#byPlace, this.#views, this.#lists])
      index.clear();
    this.#changes = new Map();
  }

  /** Lay this queue over instead of the one before. */
  lay(queue: Queue): void {
    const before = this.#changes;
    this.#changes = grouped(queue, ({ change }) => change.record);
    for (const changes of [before, this.#changes]) {
      for (const [id, [first]] of changes) {
        if (!first || sameItems(before.get(id), this.#changes.get(id))) continue;
        this.#touch(id, this.record(id)?.kind ?? first.change.kind);
      }
    }
  }

  /** The changes of this phone on a record, in order. */
  changesOn(id: string): Queue {
    return this.#changes.get(id) ?? [];
  }

  get(id: string): View | undefined {
    const cached = this.#views.get(id);
    if (cached) return cached;
    const view = overlay(this.record(id), this.changesOn(id));
    this.#views.set(id, view);
    return view;
  }

  /** The live records of a kind, in no particular order. */
  list(kind: KindName): readonly View[] {
    const cached = this.#lists.get(kind);
    if (cached) return cached;
    const listed = this.#viewsOf(
      this.#byKind.get(kind) ?? [],
      ({ change }) => change.kind === kind && !this.#held.has(change.record),
    );
    this.#lists.set(kind, listed);
    return listed;
  }

  /** The live records of a kind in a scope, in no particular order. */
  inScope(scope: string, kind: KindName): View[] {
    return this.#viewsOf(
      this.#byPlace.get(placeOf({ scope, kind })) ?? [],
      (item) => item.scope === scope && item.change.kind === kind && !this.#held.has(item.change.record),
    );
  }

  #viewsOf(ids: Iterable<string>, createdHere: (item: Item) => boolean): View[] {
    const views: View[] = [];
    const take = (id: string) => {
      const view = this.get(id);
      if (view && !view.deleted) views.push(view);
    };
    for (const id of ids) take(id);
    for (const [id, [first]] of this.#changes) if (first && createdHere(first)) take(id);
    return views;
  }

  #drop(id: string): void {
    const held = this.#held.get(id);
    if (!held) return;
    this.#held.delete(id);
    this.#byKind.get(held.record.kind)?.delete(id);
    this.#byScope.get(held.record.scope)?.delete(id);
    this.#byPlace.get(placeOf(held.record))?.delete(id);
    this.#touch(id, held.record.kind);
  }

  #touch(id: string, kind: KindName): void {
    this.#views.delete(id);
    this.#lists.delete(kind);
  }
}

function placeOf({ scope, kind }: Pick<ServerRecord, "scope" | "kind">): string {
  return `${scope} ${kind}`;
}

function idsOf<Key>(index: Map<Key, Ids>, key: Key): Ids {
  const indexed = index.get(key);
  if (indexed) return indexed;
  const ids: Ids = new Set();
  index.set(key, ids);
  return ids;
}

function sameItems(before: Queue | undefined, after: Queue | undefined): boolean {
  return before?.length === after?.length && (before ?? []).every((item, place) => item === after?.[place]);
}
