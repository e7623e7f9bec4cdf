/** Taking in a page of records. */

import type { Facts, Pull } from "../store/kept.ts";
import { countOf, epochOf, segmented } from "../store/segments.ts";
import { keeping, offeredAgain } from "../sync/accepted.ts";
import { settled } from "../sync/answers.ts";
import { keptAttachments, undelivered } from "../sync/attachments.ts";
import { withoutErased } from "../sync/erased.ts";
import type { ExchangeReply } from "../sync/protocol.ts";
import { type Item, type Queue, sendable, unsent } from "../sync/queue.ts";
import type { Snapshot, StateUpdate } from "./phonestate.ts";

/** Stands for a scope that is gone, where otherwise the `seq` of a record stands. */
const GONE = -1;

/**
 * The update that keeps a page, with its cursor, and takes the changes off the queue that need not be laid over any more.
 *
 * The cursor tells the office what this phone has been told: unsent work for a case that was lost is taken as long as its author
 * could not know. So the cursor is held back while there is such work. The same page comes again then, and what it brought
 * before is passed over. `tried` are the changes that had their turn in this run.
 */
export function pageKept(
  state: Snapshot,
  reply: ExchangeReply,
  tried: ReadonlySet<string>,
  moment: string,
): StateUpdate {
  const { pull } = state.facts;
  const erased = new Set(reply.erased ?? []);
  const queue = withoutErased(settled(state.queue, reply), erased);
  const isHeldBack = holdsBack(queue, reply, tried);
  const news = {
    ...reply,
    records: reply.records.filter(({ id, seq }) => pull.passedOver[id] !== seq),
    gone: reply.gone.filter((scope) => pull.passedOver[scope] !== GONE),
  };
  const next = pulled(pull, news, moment);
  const left = leftQueue(state.queue, queue).filter(({ change }) => !erased.has(change.record));
  const kept = keptFor(state, left, reply, moment);
  return {
    ...kept,
    facts: {
      ...kept.facts,
      saved: savedCounts(state),
      pull: isHeldBack ? { ...next, cursor: pull.cursor, passedOver: contents(reply) } : next,
    },
    queue,
    segments: segmented(news.records, pull.epoch, pull.segments),
    ...(reply.more || isHeldBack ? {} : epochEnded(pull)),
  };
}

/**
 * The update after an exchange in which this phone could only deliver. What was accepted stays laid over, so that its author sees that it
 * arrived, until a verified backup covers it; the caseload is nobody's to see here any more, and goes as soon as nothing waits. Given
 * back, it is pulled anew.
 */
export function delivered(state: Snapshot, reply: ExchangeReply, moment: string): StateUpdate {
  const kept = keptFor(state, [], reply, moment);
  const facts = { ...kept.facts, session: state.facts.session && { ...state.facts.session, delivery: true } };
  const queue = state.queue.filter(({ verdict, seq = 0 }) => verdict !== "accepted" || seq > kept.acceptedLeft);
  const update = { ...kept, facts, queue };
  const segmentsDropped = Object.keys(facts.pull.segments);
  if (unsent(queue).length > 0 || segmentsDropped.length === 0) return update;
  const pull = {
    ...facts.pull,
    cursor: null,
    epoch: facts.pull.epoch + 1,
    received: 0,
    passedOver: {},
    complete: false,
  };
  return { ...update, facts: { ...facts, pull }, segmentsDropped, epochBegun: pull.epoch };
}

/** What of a phone's own is kept after a reply, in case the office loses it: `settled` are accepted changes that leave the queue. */
function keptFor({ facts, attachments }: Snapshot, settled: readonly Item[], reply: ExchangeReply, moment: string) {
  const covered = reply.covered ?? null;
  const { days, items, left } = keeping(facts.accepted ?? [], settled, covered, moment);
  return {
    facts: { ...facts, covered, accepted: days },
    attachments: keptAttachments(attachments, covered, moment),
    accepted: items,
    acceptedLeft: left,
  };
}

/**
 * The office does not know the cursor: it was put back to an earlier point. Pull from the start, keep showing what is here until that is
 * whole, and offer again what the office had accepted: `kept` is all that this phone keeps of it.
 */
export function begunAnew({ facts, queue, attachments }: Snapshot, kept: readonly Item[]): StateUpdate {
  const { latest, ...before } = facts.pull;
  const pull = { ...before, cursor: null, epoch: facts.pull.epoch + 1, received: 0, passedOver: {} };
  return {
    facts: { ...facts, accepted: [], pull },
    queue: offeredAgain(kept, queue),
    attachments: undelivered(attachments),
    acceptedLeft: Number.POSITIVE_INFINITY,
  };
}

/** Which history this phone knows after a reply: replies may come in another order than they were given. */
export function withLatest(pull: Pull, { cursor, seq = 0 }: ExchangeReply): Pull {
  return seq < (pull.latest?.seq ?? 0) ? pull : { ...pull, latest: { cursor, seq } };
}

/** The number of the last change that was saved on this phone. */
export function savedHere({ facts, queue }: Pick<Snapshot, "facts" | "queue">): number {
  const before = facts.saved?.[facts.session?.user.id ?? ""] ?? 0;
  return queue.reduce((highest, { change }) => Math.max(highest, change.number ?? 0), before);
}

/** The same for each user, to be kept when changes leave the queue. */
export function savedCounts({ facts, queue }: Pick<Snapshot, "facts" | "queue">): NonNullable<Facts["saved"]> {
  const user = facts.session?.user.id;
  return user === undefined ? (facts.saved ?? {}) : { ...facts.saved, [user]: savedHere({ facts, queue }) };
}

/** What the office has accepted, and what is no longer laid over. */
function leftQueue(before: Queue, after: Queue): Item[] {
  const places = new Set(after.map(({ place }) => place));
  return before.filter(({ place, verdict }) => verdict === "accepted" && !places.has(place));
}

/**
 * Whether there is unsent work in a scope that this page says is gone. Where more pages follow, it is worth holding back only while that
 * work goes out: what waits for a person must not keep everything else from arriving.
 */
function holdsBack(queue: Queue, reply: ExchangeReply, tried: ReadonlySet<string>): boolean {
  const gone = new Set(reply.gone);
  const work = reply.more ? sendable(queue).filter(({ change }) => !tried.has(change.id)) : unsent(queue);
  return work.some(({ scope }) => gone.has(scope));
}

function contents(reply: ExchangeReply): Pull["passedOver"] {
  const records = reply.records.map(({ id, seq }) => [id, seq] as const);
  return Object.fromEntries([...records, ...reply.gone.map((scope) => [scope, GONE] as const)]);
}

function pulled(pull: Pull, reply: ExchangeReply, moment: string): Pull {
  const back = new Set(reply.records.map(({ scope }) => scope));
  const isFirstWhole = !pull.complete && !reply.more;
  return {
    ...pull,
    cursor: reply.cursor,
    passedOver: {},
    tidyCount: isFirstWhole ? countOf(pull.segments) + reply.records.length : pull.tidyCount,
    complete: pull.complete || !reply.more,
    received: reply.more ? pull.received + reply.records.length : 0,
    gone: [...new Set([...pull.gone, ...reply.gone])].filter((scope) => !back.has(scope)),
    erased: [...new Set([...(pull.erased ?? []), ...(reply.erased ?? [])])],
    lastExchangeAt: moment,
  };
}

/** At the end of a pull from the start, what an earlier one brought has been replaced. */
function epochEnded(pull: Pull): StateUpdate {
  const old = Object.keys(pull.segments).filter((key) => epochOf(key) < pull.epoch);
  return old.length === 0 ? {} : { segmentsDropped: old, epochBegun: pull.epoch };
}
