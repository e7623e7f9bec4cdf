/** From what a form asks to be written to the changes that are queued. */

import { currentBase, type Making } from "../sync/answers.ts";
import type { Caseload, View } from "../sync/caseload.ts";
import { settledPapers } from "../sync/papers.ts";
import type { Fields } from "../sync/protocol.ts";
import { type Item, nextBase, nextPlace, type Queue } from "../sync/queue.ts";
import { canonical, laidOver, scopeOf } from "../sync/values.ts";
import type { State, Step } from "./ledger.ts";
import type { WriteRequest } from "./notebook.ts";
import { savedHere } from "./paging.ts";

/**
 * A request whose record has its id. `shown` is the record as this tab showed it when it was asked to write: until the step is taken,
 * another tab may have had the change answered that is shown there, and taken it off the queue.
 */
export type NamedRequest = WriteRequest & { record: string; shown: View | undefined };

/** The step that queues these changes, each on top of those before it. */
export function writingStep(state: State, requests: readonly NamedRequest[], caseload: Caseload, making: Making): Step {
  let queue = state.queue;
  for (const request of requests) {
    const item = queued(state, queue, request, caseload, making);
    if (item) queue = [...queue, item];
  }
  const draftsDropped = requests.flatMap(({ draft }) => (draft === undefined ? [] : [draft]));
  return { queue, draftsDropped, papers: settledPapers(state.papers, queue, draftsDropped) };
}

function queued(
  { facts }: State,
  queue: Queue,
  request: NamedRequest,
  caseload: Caseload,
  making: Making,
): Item | undefined {
  const { kind, record, shown, resolves = [] } = request;
  const known = caseload.record(record);
  const onRecord = queue.filter(({ change }) => change.record === record);
  const newest = nextBase(onRecord, known);
  const unnamed = onRecord.length > 0 ? newest : (shown?.base ?? newest);
  const base = currentBase(request.base === undefined ? unnamed : request.base, facts.renamed) ?? newest;
  const touched = canonical(kind, request.fields);
  // Nothing was touched and nothing decided: there is nothing to tell the office.
  if (base !== null && resolves.length === 0 && Object.keys(touched).length === 0) return undefined;
  const fields: Fields = base === null ? laidOver({}, touched) : touched;
  const office = facts.session?.office.id ?? "";
  return {
    place: nextPlace(queue),
    scope: shown?.scope ?? known?.scope ?? onRecord[0]?.scope ?? scopeOf(kind, record, fields, office),
    verdict: "none",
    attempts: 0,
    change: {
      id: making.newId(),
      kind,
      record,
      base,
      fields,
      made_at: making.moment(),
      number: savedHere({ facts, queue }) + 1,
      ...(resolves.length === 0 ? {} : { resolves: [...resolves] }),
    },
  };
}
