/**
 * What a phone keeps of its own accepted changes until a verified backup of the office covers them, and how it offers them again to
 * an office that has lost its history. Pure.
 *
 * They are no part of the caseload: nobody sees them. A few rows of facts say what is kept, so that it can leave without being read.
 */

import { daysAfter } from "./days.ts";
import type { Change } from "./protocol.ts";
import { type Item, jsonBytes, type Queue } from "./queue.ts";

/** Of an office that makes no backups, the accepted changes of so many days are kept. */
export const KEPT_DAYS = 30;
/** Never more than this of their JSON. The oldest days leave first. */
export const KEPT_BYTES = 20_000_000;

/** Some accepted changes of one day: the largest of their counters, how many, and the bytes of their JSON. */
export interface Day {
  readonly day: string;
  readonly seq: number;
  readonly count: number;
  readonly bytes: number;
}

export interface Keeping {
  readonly days: readonly Day[];
  /** The accepted changes that are to be kept. */
  readonly items: readonly Item[];
  /** Up to which counter the kept changes leave; 0 where none does. */
  readonly left: number;
}

/**
 * What is kept after a reply. `settled` are the accepted changes that have just left the queue, `covered` is up to where a backup holds
 * what the office has (`null`: it makes none), `moment` is now.
 */
export function keeping(
  days: readonly Day[],
  settled: readonly Item[],
  covered: { readonly seq: number } | null,
  moment: string,
): Keeping {
  const today = moment.slice(0, 10);
  const items = settled.filter(({ seq }) => (seq ?? 0) > (covered?.seq ?? 0));
  const all = withToday(days, items, today);
  const left = leaving(all, covered, today);
  const kept = all.filter(({ seq }) => seq > left);
  return { days: kept, items: items.filter(({ seq }) => (seq ?? 0) > left), left };
}

/** The number of accepted changes that are kept. */
export function keptCount(days: readonly Day[]): number {
  return days.reduce((sum, { count }) => sum + count, 0);
}

/**
 * The queue of a phone whose office has lost its history: what was kept comes first, in the order in which it was accepted, then
 * what had been accepted but not seen back, and what was never sent. Ids stay, so that what the office still has is answered again.
 */
export function offeredAgain(kept: readonly Item[], queue: Queue): Queue {
  const queued = new Set(queue.map(({ change }) => change.id));
  const back = kept.filter(({ change }) => !queued.has(change.id));
  const start = (queue[0]?.place ?? 1) - back.length;
  return [
    ...back.map((item, index) => again(item, start + index)),
    ...queue.map((item) => (item.verdict === "accepted" ? again(item, item.place) : item)),
  ];
}

function again({ change, scope }: Item, place: number): Item {
  const offered: Change = { ...change, offered_again: true };
  return { place, change: offered, scope, verdict: "none", attempts: 0 };
}

/** One row more for today; the rows of days before are one row each. */
function withToday(days: readonly Day[], items: readonly Item[], today: string): Day[] {
  if (items.length === 0) return [...days];
  const seq = Math.max(...items.map((item) => item.seq ?? 0));
  const bytes = items.reduce((sum, { change }) => sum + jsonBytes(change), 0);
  return [...byDay(days, today), { day: today, seq, count: items.length, bytes }];
}

function byDay(days: readonly Day[], today: string): Day[] {
  const joined: Day[] = [];
  for (const row of days) {
    const last = joined.at(-1);
    if (!last || row.day === today || last.day !== row.day) joined.push(row);
    else joined[joined.length - 1] = { ...row, count: last.count + row.count, bytes: last.bytes + row.bytes };
  }
  return joined;
}

/** Up to which counter kept changes may go: covered ones, those of an office without backups after their time, and what is too much. */
function leaving(days: readonly Day[], covered: { readonly seq: number } | null, today: string): number {
  let left = covered?.seq ?? 0;
  if (covered === null) {
    const oldest = daysAfter(today, -KEPT_DAYS);
    left = Math.max(left, ...days.filter(({ day }) => day < oldest).map(({ seq }) => seq));
  }
  let bytes = 0;
  for (const day of [...days].reverse()) {
    bytes += day.bytes;
    if (bytes > KEPT_BYTES && day !== days.at(-1)) left = Math.max(left, day.seq);
  }
  return left;
}
