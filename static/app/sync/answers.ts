/**
 * What becomes of the queue: when the office answers, when a page of records arrives, and when somebody amends or discards.
 *
 * A change is rewritten only where the office has stored nothing of it. What the office has accepted keeps its id for ever, and so
 * does every base that names it: the office knows it as what this phone had shown.
 */

import type { IdsAndClock } from "./idsandclock.ts";
import type { Change, ExchangeReply, Fields, Result } from "./protocol.ts";
import { Foundations, type Item, type Queue, unsent } from "./queue.ts";
import { canonical, laidOver } from "./values.ts";

/** Ids of changes that no longer exist, with what took their place: another change, or the base below them. */
export type Renamed = Readonly<Record<string, string | null>>;

export interface Rewritten {
  queue: Queue;
  renamed: Renamed;
}

const KEPT_RENAMES = 500;

/**
 * The queue after the office's answers.
 *
 * - A change that was made "in the future" is made again as of now; what builds on it follows.
 * - A rejection counts only when everything that the change builds on has been accepted: before that the office could not have
 *   judged it, so the change stays queued behind what it builds on.
 */
export function answered(queue: Queue, results: readonly Result[], idsAndClock: IdsAndClock): Rewritten {
  const byId = new Map(results.map((result) => [result.id, result]));
  const unsettled = new Foundations();
  const renamed: Record<string, string | null> = {};
  const next = queue.map((item) => {
    const judged = judge(item, byId.get(item.change.id), unsettled.carry(item));
    if (judged.verdict !== "accepted") unsettled.add(item);
    const base = item.change.base;
    const moved = base !== null && base in renamed ? withChange(judged, { base: renamed[base] ?? null }) : judged;
    if (judged.code !== "made_in_future" || judged.verdict !== "rejected") return moved;
    const id = idsAndClock.newId();
    renamed[item.change.id] = id;
    return withoutVerdict(withChange(moved, { id, made_at: idsAndClock.moment() }));
  });
  return { queue: next, renamed };
}

/**
 * The queue without the accepted changes that are no longer laid over: those that this page contains, those in a scope that it says
 * is gone, and at the end of the pull those whose record did not come at all. A change stays where unsent work builds on it or stands
 * in its scope, so that its author goes on seeing it. Otherwise nothing of a scope that is gone stays: a phone that was told and
 * changed something there all the same would be refused.
 */
export function settled(
  queue: Queue,
  { records, gone, more }: Pick<ExchangeReply, "records" | "gone" | "more">,
): Queue {
  const arrived = new Map(records.map((record) => [record.id, record.seq]));
  const builtOn = new Set(unsent(queue).map(({ change }) => change.record));
  const worked = new Set(unsent(queue).map(({ scope }) => scope));
  const left = new Set(gone.filter((scope) => !worked.has(scope)));
  return queue.filter(({ change, scope, verdict, seq }) => {
    if (verdict !== "accepted") return true;
    if ((arrived.get(change.record) ?? -1) >= (seq ?? 0) || left.has(scope)) return false;
    return more || builtOn.has(change.record);
  });
}

/**
 * The queue with a rejected change replaced by a new one: its fields with `fields` laid over, on the same base, in the same place.
 * What was based on it is based on the new one. A change that is not there, or not rejected, leaves everything as it was.
 */
export function amended(queue: Queue, id: string, fields: Fields, idsAndClock: IdsAndClock): Rewritten {
  const rejected = queue.find(({ change, verdict }) => change.id === id && verdict === "rejected");
  if (!rejected) return { queue, renamed: {} };
  const newId = idsAndClock.newId();
  const { kind, base, fields: before } = rejected.change;
  const touched = { ...before, ...canonical(kind, fields) };
  const corrected = base === null ? laidOver({}, touched) : touched;
  const next = queue.map((item) => {
    if (item === rejected) return withoutVerdict(withChange(item, { id: newId, fields: corrected }));
    return item.change.base === id ? withChange(item, { base: newId }) : item;
  });
  return { queue: next, renamed: { [id]: newId } };
}

/** The queue without a change and without all that builds on it, accepted changes excepted: those are with the office. */
export function discarded(queue: Queue, id: string): Rewritten {
  const gone = new Foundations();
  const renamed: Record<string, string | null> = {};
  const next = queue.filter((item) => {
    const goes = item.verdict !== "accepted" && (item.change.id === id || gone.carry(item));
    if (!goes) return true;
    gone.add(item);
    renamed[item.change.id] = item.change.base;
    return false;
  });
  return { queue: next, renamed };
}

/** What a base names today, where the change it named was replaced or discarded since. */
export function currentBase(base: string | null, renamed: Renamed): string | null {
  let current = base;
  while (current !== null && current in renamed) current = renamed[current] ?? null;
  return current;
}

/** Both together. The oldest are dropped when there are many: a form that was open that long ago has been closed. */
export function renamedToo(before: Renamed, more: Renamed): Renamed {
  return Object.fromEntries([...Object.entries(before), ...Object.entries(more)].slice(-KEPT_RENAMES));
}

function judge(item: Item, result: Result | undefined, tooEarly: boolean): Item {
  if (!result) return item;
  if (result.status === "rejected") return rejection(item, result, tooEarly);
  if (result.status === "waiting") return { ...withoutVerdict(item), verdict: "waiting", attempts: item.attempts + 1 };
  return { ...withoutVerdict(item), verdict: "accepted", seq: result.seq ?? 0 };
}

function rejection(item: Item, result: Result, tooEarly: boolean): Item {
  const passing = result.code === "internal" || (tooEarly && result.code !== "made_in_future");
  const reason = {
    ...(result.code === undefined ? {} : { code: result.code }),
    ...(result.errors === undefined ? {} : { errors: result.errors }),
    ...(result.incident === undefined ? {} : { incident: result.incident }),
  };
  const attempts = item.attempts + 1;
  if (!passing) return { ...withoutVerdict(item), ...reason, verdict: "rejected", attempts };
  return { ...withoutVerdict(item), ...(result.code === "internal" ? reason : {}), attempts };
}

function withoutVerdict({ place, change, scope, attempts }: Item): Item {
  return { place, change, scope, attempts, verdict: "none" };
}

function withChange(item: Item, altered: Partial<Change>): Item {
  return { ...item, change: { ...item.change, ...altered } };
}
