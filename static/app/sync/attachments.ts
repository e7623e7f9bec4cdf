/**
 * The attachments whose files have not reached the office. Pure.
 *
 * A file is kept as soon as it is chosen in a form, and belongs to that form's draft. The update that queues the creation of its record
 * takes it from the draft; it leaves when the office has it.
 */

import { KEPT_DAYS } from "./accepted.ts";
import { daysAfter } from "./days.ts";
import type { MediaTypeCode } from "./kinds.gen.ts";
import type { Item, Queue } from "./queue.ts";

export interface LocalAttachment {
  /** The id that its record has, or is to have. */
  readonly id: string;
  readonly name: string;
  readonly mediaType: MediaTypeCode;
  /** Bytes. */
  readonly size: number;
  readonly sha256: string;
  /** The key that its content lies under, in base64; those of earlier versions lie under the phone's. */
  readonly key?: string;
  /** The key of the draft that it belongs to; `null` when its record has been queued. */
  readonly draft: string | null;
  /** Why the office would not take it. */
  readonly code?: string;
  /** The office has it: its counter then, and the day. It is kept until a verified backup covers it. */
  readonly delivered?: { readonly seq: number; readonly day: string };
}

export type LocalAttachments = readonly LocalAttachment[];

/** The attachments after a form was saved or thrown away: those whose records are queued now stay, the draft's others are gone. */
export function settledAttachments(
  attachments: LocalAttachments,
  queue: Queue,
  draftsDropped: readonly string[],
): LocalAttachments {
  const created = new Set(queue.filter(isCreation).map(({ change }) => change.record));
  const next = attachments
    .map((attachment) =>
      attachment.draft !== null && created.has(attachment.id) ? { ...attachment, draft: null } : attachment,
    )
    .filter(({ draft }) => draft === null || !draftsDropped.includes(draft));
  return isSame(attachments, next) ? attachments : next;
}

/** The attachments without those whose records were given up. */
export function attachmentsAfterDiscard(attachments: LocalAttachments, before: Queue, after: Queue): LocalAttachments {
  const left = new Set(after.map(({ change }) => change.id));
  const discarded = before.filter((item) => isCreation(item) && !left.has(item.change.id));
  const ids = new Set(discarded.map(({ change }) => change.record));
  return ids.size === 0 ? attachments : attachments.filter(({ id }) => !ids.has(id));
}

/** What waits for the office: everything but the attachments of drafts, and what it has. */
export function unsentAttachments(attachments: LocalAttachments): LocalAttachment[] {
  return attachments.filter(({ draft, delivered }) => draft === null && delivered === undefined);
}

/**
 * Those whose contents are to be sealed for the office as well: nothing that is still a draft's, that it will not take, or that somebody
 * here has taken away.
 */
export function sealableAttachments(attachments: LocalAttachments, queue: Queue): LocalAttachment[] {
  const gone = new Set(queue.filter(({ change }) => change.fields.deleted === true).map(({ change }) => change.record));
  return unsentAttachments(attachments).filter(
    ({ id, key, code }) => key !== undefined && code === undefined && !gone.has(id),
  );
}

/** Never more than this of what the office has. The oldest leave first. */
export const DELIVERED_BYTES = 100_000_000;

/** Without the delivered attachments that need not be kept (see `keeping`): `moment` is now. */
export function keptAttachments(
  attachments: LocalAttachments,
  covered: { readonly seq: number } | null,
  moment: string,
): LocalAttachments {
  const oldest = daysAfter(moment.slice(0, 10), -KEPT_DAYS);
  let bytes = 0;
  const kept = new Set<LocalAttachment>();
  for (const attachment of [...attachments].reverse()) {
    const { delivered } = attachment;
    bytes += delivered ? attachment.size : 0;
    const isDone = delivered && (covered ? delivered.seq <= covered.seq : delivered.day < oldest);
    if (!delivered || !(isDone || bytes > DELIVERED_BYTES)) kept.add(attachment);
  }
  return kept.size === attachments.length ? attachments : attachments.filter((attachment) => kept.has(attachment));
}

/** All attachments as if the office had none of them, and had refused none. */
export function undelivered(attachments: LocalAttachments): LocalAttachments {
  return attachments.map(({ delivered, code, ...attachment }) => attachment);
}

/** The attachments whose records the office has, and that it has not refused. Nothing is sent that somebody here has taken away. */
export function sendableAttachments(attachments: LocalAttachments, queue: Queue): LocalAttachment[] {
  const notYet = new Set(
    queue
      .filter((item) => (isCreation(item) && item.verdict !== "accepted") || item.change.fields.deleted === true)
      .map(({ change }) => change.record),
  );
  return unsentAttachments(attachments).filter(({ id, code }) => code === undefined && !notYet.has(id));
}

function isCreation({ change }: Item): boolean {
  return change.kind === "attachment" && change.base === null;
}

function isSame(one: LocalAttachments, other: LocalAttachments): boolean {
  return one.length === other.length && one.every((attachment, place) => attachment === other[place]);
}
