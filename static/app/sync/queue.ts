/**
 * The queue of changes that this phone has made: their order, what builds on what, and what goes next.
 *
 * A queue is a list in the order of making; every function returns a new one and leaves the old alone, so whoever keeps it on disk
 * can tell what has changed by identity.
 */

import type { Change, FieldError, ServerRecord } from "./protocol.ts";
import { texts } from "./values.ts";

/**
 * - `queued`: not sent yet
 * - `sending`: in a request that has not been answered
 * - `waiting`: the office does not know yet what it was based on; it goes again by itself
 * - `held`: behind a rejected change that it builds on
 * - `rejected`: the office did not take it; it stays here until somebody amends or discards it
 */
export type QueueState = "queued" | "sending" | "waiting" | "held" | "rejected";

export interface QueueItem {
  change: Change;
  state: QueueState;
  code?: string;
  errors?: FieldError[];
  incident?: string;
  /** How often the office has answered without taking it. */
  attempts: number;
}

/**
 * What the office has said about a change:
 * - `none`: nothing that counts
 * - `waiting`, `rejected`: as in a result
 * - `accepted`: it is with the office, but the record that contains it has not been pulled yet; until then it stays laid over
 */
export type Verdict = "none" | "waiting" | "rejected" | "accepted";

/** A change as it is kept. `place` orders the queue and is the key on disk; `scope` is that of its record. */
export interface Item {
  readonly place: number;
  readonly change: Change;
  readonly scope: string;
  readonly verdict: Verdict;
  readonly attempts: number;
  /** Of an accepted change: the office's counter at which the record contains it. */
  readonly seq?: number;
  readonly code?: string;
  readonly errors?: FieldError[];
  readonly incident?: string;
}

export type Queue = readonly Item[];

/**
 * Changes gathered with the records they create, to ask what builds on them: a change whose base is among them, or one that touches
 * or names a record which they create.
 */
export class Foundations {
  readonly #ids = new Set<string>();
  readonly #created = new Set<string>();

  add({ change }: Item): void {
    this.#ids.add(change.id);
    if (change.base === null) this.#created.add(change.record);
  }

  carry({ change }: Item): boolean {
    if (change.base !== null && this.#ids.has(change.base)) return true;
    if (this.#created.size === 0) return false;
    return [change.record, ...texts(change.fields)].some((id) => this.#created.has(id));
  }
}

/** The ids of the changes that must stay here because something they build on was rejected. */
export function heldIds(queue: Queue): Set<string> {
  const held = new Set<string>();
  const blocked = new Foundations();
  for (const item of queue) {
    if (item.verdict === "rejected") blocked.add(item);
    else if (item.verdict !== "accepted" && blocked.carry(item)) {
      held.add(item.change.id);
      blocked.add(item);
    }
  }
  return held;
}

/** The changes that may be sent now, in order. */
export function sendable(queue: Queue): Item[] {
  const held = heldIds(queue);
  return queue.filter(({ change, verdict }) => (verdict === "none" || verdict === "waiting") && !held.has(change.id));
}

/** What has not been accepted by the office. */
export function unsent(queue: Queue): Item[] {
  return queue.filter(({ verdict }) => verdict !== "accepted");
}

/** The queue as the screens see it. `sending` holds the ids that are in a request now. */
export function shown(queue: Queue, sending: ReadonlySet<string>): QueueItem[] {
  const held = heldIds(queue);
  return unsent(queue).map((item) => ({
    change: item.change,
    state: shownState(item, held, sending),
    attempts: item.attempts,
    ...(item.code === undefined ? {} : { code: item.code }),
    ...(item.errors === undefined ? {} : { errors: item.errors }),
    ...(item.incident === undefined ? {} : { incident: item.incident }),
  }));
}

function shownState({ change, verdict }: Item, held: Set<string>, sending: ReadonlySet<string>): QueueState {
  if (verdict === "rejected") return "rejected";
  if (held.has(change.id)) return "held";
  if (sending.has(change.id)) return "sending";
  return verdict === "waiting" ? "waiting" : "queued";
}

/** What the next change on a record must name as its base: its last queued change, or else the head as pulled. */
export function nextBase(onRecord: Queue, record: ServerRecord | undefined): string | null {
  return onRecord.at(-1)?.change.id ?? record?.head ?? null;
}

/** The place after the last. */
export function nextPlace(queue: Queue): number {
  return (queue.at(-1)?.place ?? 0) + 1;
}

/**
 * The first of the sendable changes that fit into one request: at most `count`, and at most `bytes` of JSON, but always one.
 * `skip` holds ids that had their turn in this run.
 */
export function nextBatch(queue: Queue, count: number, bytes: number, skip: ReadonlySet<string>): Change[] {
  const batch: Change[] = [];
  let size = 0;
  for (const { change } of sendable(queue)) {
    if (skip.has(change.id)) continue;
    size += jsonBytes(change);
    if (batch.length >= count || (batch.length > 0 && size > bytes)) break;
    batch.push(change);
  }
  return batch;
}

/** How many bytes a change has as JSON. */
export function jsonBytes(change: Change): number {
  return new TextEncoder().encode(JSON.stringify(change)).length;
}
