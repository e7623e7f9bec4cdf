/**
 * Papers: the contents of attachments that have not reached the office. Pure.
 *
 * A paper is kept as soon as it is chosen in a form, and belongs to that form's draft. The step that queues the creation of its
 * attachment makes it the attachment's; it leaves when the office has it.
 */

import { KEPT_DAYS } from "./accepted.ts";
import { daysAfter } from "./days.ts";
import type { MediaTypeCode } from "./kinds.gen.ts";
import type { Item, Queue } from "./queue.ts";

export interface Paper {
  /** The id of the attachment that it is, or is to be, the content of. */
  readonly id: string;
  readonly name: string;
  readonly mediaType: MediaTypeCode;
  /** Bytes. */
  readonly size: number;
  readonly sha256: string;
  /** The key of the draft that it belongs to; `null` when its attachment has been queued. */
  readonly draft: string | null;
  /** Why the office would not take it. */
  readonly code?: string;
  /** The office has it: its counter then, and the day. It is kept until a verified backup covers it. */
  readonly delivered?: { readonly seq: number; readonly day: string };
}

export type Papers = readonly Paper[];

/** The papers after a form was saved or thrown away: those of attachments now queued are theirs, the draft's others are gone. */
export function settledPapers(papers: Papers, queue: Queue, draftsDropped: readonly string[]): Papers {
  const created = new Set(queue.filter(isCreation).map(({ change }) => change.record));
  const next = papers
    .map((paper) => (paper.draft !== null && created.has(paper.id) ? { ...paper, draft: null } : paper))
    .filter(({ draft }) => draft === null || !draftsDropped.includes(draft));
  return isSame(papers, next) ? papers : next;
}

/** The papers without those whose attachment was given up. */
export function papersAfterDiscard(papers: Papers, before: Queue, after: Queue): Papers {
  const left = new Set(after.map(({ change }) => change.id));
  const given = before.filter((item) => isCreation(item) && !left.has(item.change.id));
  const ids = new Set(given.map(({ change }) => change.record));
  return ids.size === 0 ? papers : papers.filter(({ id }) => !ids.has(id));
}

/** What waits for the office: everything but the papers of drafts, and what it has. */
export function unsentPapers(papers: Papers): Paper[] {
  return papers.filter(({ draft, delivered }) => draft === null && delivered === undefined);
}

/** Never more than this of what the office has. The oldest leave first. */
export const DELIVERED_BYTES = 100_000_000;

/** Without the delivered papers that need not be kept (see `keeping`): `moment` is now. */
export function keptPapers(papers: Papers, covered: { readonly seq: number } | null, moment: string): Papers {
  const oldest = daysAfter(moment.slice(0, 10), -KEPT_DAYS);
  let bytes = 0;
  const kept = new Set<Paper>();
  for (const paper of [...papers].reverse()) {
    const { delivered } = paper;
    bytes += delivered ? paper.size : 0;
    const isDone = delivered && (covered ? delivered.seq <= covered.seq : delivered.day < oldest);
    if (!delivered || !(isDone || bytes > DELIVERED_BYTES)) kept.add(paper);
  }
  return kept.size === papers.length ? papers : papers.filter((paper) => kept.has(paper));
}

/** All papers as if the office had none of them, and had refused none. */
export function undelivered(papers: Papers): Papers {
  return papers.map(({ delivered, code, ...paper }) => paper);
}

/** The papers whose attachment the office has, and that it has not refused. Nothing is sent that somebody here has taken away. */
export function sendablePapers(papers: Papers, queue: Queue): Paper[] {
  const notYet = new Set(
    queue
      .filter((item) => (isCreation(item) && item.verdict !== "accepted") || item.change.fields.deleted === true)
      .map(({ change }) => change.record),
  );
  return unsentPapers(papers).filter(({ id, code }) => code === undefined && !notYet.has(id));
}

function isCreation({ change }: Item): boolean {
  return change.kind === "attachment" && change.base === null;
}

function isSame(one: Papers, other: Papers): boolean {
  return one.length === other.length && one.every((paper, place) => paper === other[place]);
}
