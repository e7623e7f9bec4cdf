/** What a phone keeps on its disk: facts, the queue, drafts, attachments, copies and the caseload. */

import type { Day } from "../sync/accepted.ts";
import type { Renamed } from "../sync/answers.ts";
import type { LocalAttachment, LocalAttachments } from "../sync/attachments.ts";
import type { Contact } from "../sync/contact.ts";
import type { Copies, Copy } from "../sync/copies.ts";
import type { Covered, Envelope, Fields, OutboxKey, Session } from "../sync/protocol.ts";
import type { Item, Queue } from "../sync/queue.ts";
import type { Thresholds } from "../sync/thresholds.ts";
import type { PhoneKey } from "./phonekey.ts";
import type { Segment, SegmentIndex } from "./segments.ts";

/** What somebody has typed and not saved yet. */
export interface Draft {
  key: string;
  fields: Fields;
  savedAt: string;
  /** The `base` of the view that the form was opened on; left out where it was not given. */
  base?: string | null;
  /** The form that wrote it: of two windows, each keeps its own. */
  form?: string;
}

/** How far the caseload has been pulled. */
export interface Pull {
  readonly cursor: string | null;
  /** The newest reply of which anything was taken, answers alone included: `cursor` may be held back. */
  readonly latest?: { readonly cursor: string; readonly seq: number };
  /** Counts the pulls from the start. What an earlier one brought is kept until the later one is whole. */
  readonly epoch: number;
  readonly complete: boolean;
  /** The records received by the pull that is under way. */
  readonly received: number;
  /** What the page after this cursor has brought already, where the cursor is held back: records with their `seq`, lost scopes. */
  readonly passedOver: Readonly<Record<string, number>>;
  /** Scopes that are to be forgotten as soon as no unsent work is left in them. */
  readonly gone: readonly string[];
  /** Records that the office has erased for good, and that are still to be forgotten. */
  readonly erased?: readonly string[];
  readonly segments: SegmentIndex;
  /** How many records there were when all segments had last been written anew. */
  readonly tidyCount: number;
  /** How many records were in the registers when what was over had last been sorted out of them. */
  readonly sortedCount?: number;
  readonly lastExchangeAt: string | null;
}

export interface Facts {
  /** This phone's id, which outlives every sign-in. */
  readonly device: string;
  /** What its user calls it, if they do. Outlives a sign-out as well. */
  readonly name?: string;
  /** By user, the number of the last change that they saved here and that has left the queue (`savedHere`). */
  readonly saved?: Readonly<Record<string, number>>;
  /** The browser has cleared what was here before: how much of it had not reached the office, and when that was found. */
  readonly cleared?: { readonly at: string; readonly saved: number; readonly unsent: readonly number[] };
  /** Numbers of changes that were given up here, until the office has been told. */
  readonly dropped?: readonly number[];
  /** As the office last told; `null` where it makes no backups. */
  readonly covered?: Covered | null;
  /** What is kept of accepted changes, the oldest day first. */
  readonly accepted?: readonly Day[];
  readonly session: Session | null;
  /** By which this phone proves what it asks. It goes with the session. */
  readonly phoneKey?: PhoneKey;
  /** Whether somebody has to approve this phone, as the office last told. */
  readonly waits?: boolean;
  readonly pull: Pull;
  readonly renamed: Renamed;
  /** The warnings about this browser of which its user has taken note. */
  readonly acknowledged?: readonly string[];
  /** Whether this user wants push messages on this phone. */
  readonly pushes?: boolean;
  /** The office's key for what is sealed for it, as it last told. */
  readonly outboxKey?: OutboxKey;
  /** As the office last told. */
  readonly thresholds?: Thresholds;
  /** How this phone's clock stood to the office's at the last exchange. */
  readonly clock?: Clock;
  /** For how long nothing has been heard of the office. */
  readonly contact?: Contact;
}

/** Who wants push messages on this phone. It lies open on the disk: a browser that changes its address is not unlocked first. */
export interface PushWish {
  readonly user: string;
  readonly pushes: boolean;
}

export function pushWish({ session, pushes = false }: Facts): PushWish | undefined {
  return session ? { user: session.user.id, pushes } : undefined;
}

/**
 * `aheadS`: by how many seconds the phone's clock was ahead when it showed `atMs`. `isWrong`: the office says that this is too much.
 */
export interface Clock {
  readonly aheadS: number;
  readonly atMs: number;
  readonly isWrong: boolean;
}

/** All that is read at a start, but the caseload. */
export interface Kept {
  /** Grows with every commit, of whatever tab. */
  readonly version: number;
  readonly facts: Facts | undefined;
  readonly queue: Queue;
  readonly drafts: readonly Draft[];
  readonly attachments: LocalAttachments;
  readonly copies: Copies;
  /** The ids of the changes that are sealed for the office too, and of the attachments whose keys are. */
  readonly enveloped: readonly string[];
}

/** The key that the content of an attachment lies under, sealed for the office. */
export interface SealedKey {
  readonly attachment: string;
  /** The id of the office's key that it was sealed for. */
  readonly key: string;
  readonly enc: string;
  readonly sealed: string;
}

/** A change, or the key of a content, sealed for the office. */
export interface Enveloped<Sealed extends Envelope | SealedKey = Envelope> {
  readonly envelope: Sealed;
  readonly place: number;
  /** Whose it is. */
  readonly user: string;
}

/** The id of the change, or of the attachment, that something is sealed of. */
export function envelopedId({ envelope }: Enveloped<Envelope | SealedKey>): string {
  return "change" in envelope ? envelope.change : envelope.attachment;
}

/** The bytes of an attachment or a copy. With `key` (base64) they lie under a key of their own, and not under that of the phone. */
export interface Content {
  readonly id: string;
  readonly bytes: Uint8Array;
  readonly key?: string;
}

/** What one commit writes and removes. */
export interface Batch {
  /** Forget everything first. */
  readonly wipe?: boolean;
  readonly facts?: Facts;
  readonly items?: readonly Item[];
  readonly placesLeft?: readonly number[];
  readonly draftsDropped?: readonly string[];
  readonly attachments?: readonly LocalAttachment[];
  readonly attachmentsLeft?: readonly string[];
  readonly copies?: readonly Copy[];
  readonly copiesLeft?: readonly string[];
  readonly contents?: readonly Content[];
  /** Contents that belong neither to an attachment nor to a copy any more. */
  readonly contentsLeft?: readonly string[];
  readonly segments?: readonly Segment[];
  readonly segmentsDropped?: readonly string[];
  /** Accepted changes to keep. */
  readonly accepted?: readonly Item[];
  /** Accepted changes that are to be kept no longer. */
  readonly acceptedDropped?: readonly Item[];
  readonly enveloped?: readonly Enveloped<Envelope | SealedKey>[];
  /** The ids of changes and attachments whose envelopes are needed no more. */
  readonly envelopesLeft?: readonly string[];
  /** Accepted changes up to this counter leave. They do so before `accepted` come. */
  readonly acceptedLeft?: number;
}
