/** What a phone forgets because its office has erased it for good: by the ids of records, which is all that the office tells. Pure. */

import type { Fields, Result } from "./protocol.ts";
import type { Item, Queue } from "./queue.ts";

const ID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/**
 * The queue without what the office had once accepted and has erased since. What it has never had stays, refused: its author is to
 * read why, and throws it away.
 */
export function withoutErased(queue: Queue, erased: ReadonlySet<string>): Queue {
  return erased.size === 0
    ? queue
    : queue.filter(({ change, verdict }) => verdict !== "accepted" || !erased.has(change.record));
}

/** The queue without what was offered again to an office that has erased it. */
export function withoutRefusedErased(queue: Queue, results: readonly Result[]): Queue {
  const refused = new Set(results.filter(({ code }) => code === "record_erased").map(({ id }) => id));
  return refused.size === 0
    ? queue
    : queue.filter(({ change }) => !(change.offered_again === true && refused.has(change.id)));
}

/** Accepted changes of records that were erased. */
export function ofErased(items: readonly Item[], erased: ReadonlySet<string>): Item[] {
  return items.filter(({ change }) => erased.has(change.record));
}

interface Draft {
  readonly key: string;
  readonly fields: Fields;
}

/** The keys of drafts that name an erased record: of a case, all that somebody was writing there. */
export function draftsOfErased(drafts: Iterable<Draft>, erased: ReadonlySet<string>): string[] {
  return [...drafts].filter((draft) => names(draft, erased)).map(({ key }) => key);
}

function names({ key, fields }: Draft, erased: ReadonlySet<string>): boolean {
  const ids = `${key} ${JSON.stringify(fields)}`.match(ID) ?? [];
  return ids.some((id) => erased.has(id));
}
