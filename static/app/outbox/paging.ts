/** Taking in a page of records, and telling the office what this phone had been told. */

import { countOf, epochOf, segmented } from "../store/segments.ts";
import type { Pull } from "../store/store.ts";
import { settled } from "../sync/answers.ts";
import type { Change, ExchangeReply, ExchangeRequest } from "../sync/protocol.ts";
import type { Queue } from "../sync/queue.ts";
import type { State, Step } from "./ledger.ts";

/** The step that keeps a page, with its cursor, and takes the changes off the queue that need not be laid over any more. */
export function pageKept(state: State, reply: ExchangeReply, moment: string): Step {
  const { pull } = state.facts;
  return {
    facts: { ...state.facts, pull: pulled(pull, reply, moment) },
    queue: settled(state.queue, reply.records, reply.more),
    segments: segmented(reply.records, pull.epoch, pull.segments),
    ...(reply.more ? {} : epochEnded(pull)),
  };
}

/** The office does not know the cursor: pull from the start, and keep showing what is here until that is whole. */
export function begunAnew({ facts }: State): Step {
  const gone = Object.fromEntries(Object.keys(facts.pull.gone).map((scope) => [scope, null]));
  const pull = { ...facts.pull, cursor: null, epoch: facts.pull.epoch + 1, received: 0, gone };
  return { facts: { ...facts, pull } };
}

/**
 * How far this phone had been told when it made the changes of a batch, where some are for a case that it has lost since. The office
 * takes work from somebody who could not know of the loss, and only from them.
 */
export function toldBefore(pull: Pull, queue: Queue, batch: readonly Change[]): Pick<ExchangeRequest, "told"> {
  const sent = new Set(batch);
  const scopes = new Set(queue.filter(({ change }) => sent.has(change)).map(({ scope }) => scope));
  // Scopes stand in the order in which their loss was told, so the first is the oldest.
  const lost = Object.entries(pull.gone).find(([scope]) => scopes.has(scope));
  return lost ? { told: lost[1] } : {};
}

function pulled(pull: Pull, reply: ExchangeReply, moment: string): Pull {
  const isFirstWhole = !pull.complete && !reply.more;
  return {
    ...pull,
    cursor: reply.cursor,
    tidyCount: isFirstWhole ? countOf(pull.segments) + reply.records.length : pull.tidyCount,
    complete: pull.complete || !reply.more,
    received: reply.more ? pull.received + reply.records.length : 0,
    gone: goneAfter(pull, reply),
    lastExchangeAt: moment,
  };
}

/** A scope keeps the cursor from before its loss was first told; one that was given back is not gone. */
function goneAfter({ gone, cursor }: Pull, reply: ExchangeReply): Pull["gone"] {
  const back = new Set(reply.records.map(({ scope }) => scope));
  const all = { ...gone };
  for (const scope of reply.gone) if (!(scope in all)) all[scope] = cursor;
  return Object.fromEntries(Object.entries(all).filter(([scope]) => !back.has(scope)));
}

/** At the end of a pull from the start, what an earlier one brought has been replaced. */
function epochEnded(pull: Pull): Step {
  const old = Object.keys(pull.segments).filter((key) => epochOf(key) < pull.epoch);
  return old.length === 0 ? {} : { segmentsDropped: old, epochBegun: pull.epoch };
}
