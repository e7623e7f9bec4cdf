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
import type { LocalAttachment } from "../sync/attachments.ts";
import { draftsOfErased, ofErased } from "../sync/erased.ts";
import { isPast } from "../sync/past.ts";
import type { ServerRecord } from "../sync/protocol.ts";
import type { Item } from "../sync/queue.ts";
import { scopesToForget } from "./caseloadcache.ts";
import type { PhoneState, Snapshot, StateUpdate } from "./phonestate.ts";

/**
 * Does what is due, in one update; stopped at any moment, it is begun again by the next call. Between pulls only: while a pull from
 * the start is under way, two pulls' segments stand side by side.
 */
export async function tidy(phoneState: PhoneState, now: number): Promise<void> {
  const { facts } = phoneState.current;
  const forgotten = scopesToForget(phoneState.current);
  const erased = new Set(facts.pull.erased ?? []);
  const due = worthRewriting(facts.pull.segments, facts.pull.tidyCount, facts.pull.sortedCount);
  const keys = forgotten.size + erased.size > 0 ? Object.keys(facts.pull.segments) : due;
  if (keys.length === 0 && facts.pull.gone.length === 0 && erased.size === 0) return;
  const read = await segmentsOf(phoneState, keys);
  if (!read) return;
  const touched = read.filter(
    ({ key, records }) => due.includes(key) || records.some(({ scope, id }) => forgotten.has(scope) || erased.has(id)),
  );
  const dropped = erased.size === 0 ? [] : ofErased((await phoneState.store.accepted()).items, erased);
  await phoneState.update((state) => {
    const update = rewritten(state, touched, { scopes: forgotten, erased }, now);
    return update && erased.size > 0 ? { ...update, ...withoutTraces(state, phoneState, erased, dropped) } : update;
  });
}

/** What else a phone has of records that were erased: what it kept for an office that loses its own, drafts, files. */
function withoutTraces(
  { attachments }: Snapshot,
  { drafts }: PhoneState,
  erased: ReadonlySet<string>,
  acceptedDropped: readonly Item[],
): StateUpdate {
  const draftsDropped = draftsOfErased(drafts.values(), erased);
  const stays = ({ id, draft }: LocalAttachment) =>
    !erased.has(id) && !(draft !== null && draftsDropped.includes(draft));
  return { acceptedDropped, draftsDropped, attachments: attachments.filter(stays) };
}

/** What is to be forgotten: whole scopes, and records that were erased. */
interface Forgotten {
  readonly scopes: ReadonlySet<string>;
  readonly erased: ReadonlySet<string>;
}

async function segmentsOf(phoneState: PhoneState, keys: readonly string[]): Promise<Segment[] | undefined> {
  const segments: Segment[] = [];
  for (const key of keys) {
    const records = await phoneState.store.segment(key);
    if (!records) return undefined;
    segments.push({ key, records });
  }
  return segments;
}

function rewritten(
  state: Snapshot,
  old: readonly Segment[],
  { scopes: forgotten, erased }: Forgotten,
  now: number,
): StateUpdate | undefined {
  const { facts } = state;
  const { pull } = facts;
  const stillDue = scopesToForget(state);
  const isOvertaken = old.some(({ key }) => !(key in pull.segments) || epochOf(key) !== pull.epoch);
  if (isOvertaken || [...forgotten].some((scope) => !stillDue.has(scope))) return undefined;
  if (old.length === 0 && forgotten.size + erased.size === 0) return undefined;
  const isEverything = old.length === Object.keys(pull.segments).length;
  const stays = (record: ServerRecord) => !forgotten.has(record.scope) && !erased.has(record.id);
  const kept = newest(old).filter((record) => stays(record) && !(isEverything && isOver(state, record)));
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
        erased: (pull.erased ?? []).filter((id) => !erased.has(id)),
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
function isOver({ queue }: Snapshot, record: ServerRecord): boolean {
  return record.fields.deleted === true && !queue.some(({ change }) => change.record === record.id);
}
