/** From what a form asks to be written to the changes that are queued. */

import { currentBase } from "../sync/answers.ts";
import { settledAttachments } from "../sync/attachments.ts";
import type { Caseload, View } from "../sync/caseload.ts";
import type { IdsAndClock } from "../sync/idsandclock.ts";
import type { Fields } from "../sync/protocol.ts";
import { type Item, nextBase, nextPlace, type Queue } from "../sync/queue.ts";
import { canonical, laidOver, scopeOf } from "../sync/values.ts";
import type { WriteRequest } from "./notebook.ts";
import { savedHere } from "./paging.ts";
import type { Snapshot, StateUpdate } from "./phonestate.ts";

/**
 * A request whose record has its id. `shown` is the record as this tab showed it when it was asked to write: until the update is kept,
 * another tab may have had the change answered that is shown there, and taken it off the queue.
 */
export type NamedRequest = WriteRequest & { record: string; shown: View | undefined };

/** The update that queues these changes, each on top of those before it. */
export function writingUpdate(
  state: Snapshot,
  requests: readonly NamedRequest[],
  caseload: Caseload,
  idsAndClock: IdsAndClock,
): StateUpdate {
  let queue = state.queue;
  for (const request of requests) {
    const item = queued(state, queue, request, caseload, idsAndClock);
    if (item) queue = [...queue, item];
  }
  const draftsDropped = requests.flatMap(({ draft }) => draft ?? []);
  return { queue, draftsDropped, attachments: settledAttachments(state.attachments, queue, draftsDropped) };
}

function queued(
  { facts }: Snapshot,
  queue: Queue,
  request: NamedRequest,
  caseload: Caseload,
  idsAndClock: IdsAndClock,
): Item | undefined {
  const { kind, record, shown, resolves = [] } = request;
  const stored = caseload.record(record);
  const onRecord = queue.filter(({ change }) => change.record === record);
  const newest = nextBase(onRecord, stored);
  const unnamed = onRecord.length > 0 ? newest : (shown?.base ?? newest);
  const base = currentBase(request.base === undefined ? unnamed : request.base, facts.renamed) ?? newest;
  const touched = canonical(kind, request.fields);
  // Nothing was touched and nothing decided: there is nothing to tell the office.
  if (base !== null && resolves.length === 0 && Object.keys(touched).length === 0) return undefined;
  const fields: Fields = base === null ? laidOver({}, touched) : touched;
  const office = facts.session?.office.id ?? "";
  return {
    place: nextPlace(queue),
    scope: shown?.scope ?? stored?.scope ?? onRecord[0]?.scope ?? scopeOf(kind, record, fields, office),
    verdict: "none",
    attempts: 0,
    change: {
      id: idsAndClock.newId(),
      kind,
      record,
      base,
      fields,
      made_at: idsAndClock.moment(),
      number: savedHere({ facts, queue }) + 1,
      ...(resolves.length === 0 ? {} : { resolves: [...resolves] }),
    },
  };
}
