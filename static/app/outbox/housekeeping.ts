/** Writing segments anew: where scopes are to be forgotten, or where much has been overtaken. */

import {
  countOf,
  epochOf,
  newest,
  registersOf,
  reindexed,
  type Segment,
  segmented,
  worthRewriting,
} from "../store/segments.ts";
import { isPast } from "../sync/past.ts";
import type { ServerRecord } from "../sync/protocol.ts";
import type { Ledger, State, Step } from "./ledger.ts";
import { scopesToForget } from "./shelf.ts";

/**
 * Does what is due, in one step; stopped at any moment, it is begun again by the next call. Between pulls only: while a pull from
 * the start is under way, two pulls' segments stand side by side.
 */
export async function tidy(ledger: Ledger, now: number): Promise<void> {
  const { facts } = ledger.state;
  const forgotten = scopesToForget(ledger.state);
  const due = worthRewriting(facts.pull.segments, facts.pull.tidyCount, facts.pull.sortedCount);
  const keys = forgotten.size > 0 ? Object.keys(facts.pull.segments) : due;
  if (keys.length === 0 && facts.pull.gone.length === 0) return;
  const read = await segmentsOf(ledger, keys);
  if (!read) return;
  const touched = read.filter(
    ({ key, records }) => due.includes(key) || records.some(({ scope }) => forgotten.has(scope)),
  );
  await ledger.step((state) => rewritten(state, touched, forgotten, now));
}

async function segmentsOf(ledger: Ledger, keys: readonly string[]): Promise<Segment[] | undefined> {
  const segments: Segment[] = [];
  for (const key of keys) {
    const records = await ledger.store.segment(key);
    if (!records) return undefined;
    segments.push({ key, records });
  }
  return segments;
}

function rewritten(
  state: State,
  old: readonly Segment[],
  forgotten: ReadonlySet<string>,
  now: number,
): Step | undefined {
  const { facts } = state;
  const { pull } = facts;
  const stillDue = scopesToForget(state);
  const isOvertaken = old.some(({ key }) => !(key in pull.segments) || epochOf(key) !== pull.epoch);
  if (isOvertaken || [...forgotten].some((scope) => !stillDue.has(scope))) return undefined;
  if (old.length === 0 && forgotten.size === 0) return undefined;
  const isEverything = old.length === Object.keys(pull.segments).length;
  const kept = newest(old).filter((record) => !forgotten.has(record.scope) && !(isEverything && isOver(state, record)));
  const keys = new Set(old.map(({ key }) => key));
  const isSorting = Object.keys(registersOf(pull.segments)).every((key) => keys.has(key));
  // What stood in the past has no older state in the registers, and stays there.
  const past = new Set(newest(old.filter(({ key }) => key.startsWith("past"))));
  const segments = segmented(
    kept,
    pull.epoch,
    pull.segments,
    (record) => past.has(record) || (isSorting && isPast(record, now)),
  );
  return {
    facts: {
      ...facts,
      pull: {
        ...pull,
        ...(isSorting && { sortedCount: countOf(registersOf(reindexed({}, segments, []))) }),
        gone: pull.gone.filter((scope) => !forgotten.has(scope)),
        tidyCount: isEverything ? kept.length : pull.tidyCount,
      },
    },
    segments,
    segmentsDropped: old.map(({ key }) => key),
    scopesForgotten: [...forgotten],
  };
}

/**
 * A deleted record that nothing here is about. It may go only when all segments are written anew: an older one could hold the record
 * as it was before, which would then count again.
 */
function isOver({ queue }: State, record: ServerRecord): boolean {
  return record.fields.deleted === true && !queue.some(({ change }) => change.record === record.id);
}
