/**
 * What the screens may ask of the phone: the one door between `ui/` and everything below it.
 *
 * Records are shown as the office has them with this phone's unsent changes laid over. A promise of `write` resolves only when a
 * strict-durability transaction has completed, so "saved on this phone" may be said exactly then.
 */

import type { Draft } from "../store/store.ts";
import type { View } from "../sync/caseload.ts";
import type { KindName } from "../sync/kinds.gen.ts";
import type { Paper } from "../sync/papers.ts";
import type { Fields, Session } from "../sync/protocol.ts";
import type { QueueItem } from "../sync/queue.ts";
import type { Thresholds } from "../sync/thresholds.ts";
import type { PhoneCalendar } from "./calendar.ts";
import type { ChosenPaper } from "./papers.ts";
import type { PhonePush } from "./push.ts";

export type { SaveFailure } from "../store/failure.ts";
export type { Draft } from "../store/store.ts";
export type { View } from "../sync/caseload.ts";
export type { Paper } from "../sync/papers.ts";
export type { QueueItem, QueueState } from "../sync/queue.ts";
export type { NotebookError } from "./failure.ts";
export type { ChosenPaper } from "./papers.ts";
export type { PushState, Standing, TestResult } from "./push.ts";

/**
 * - `idle`: nothing to do, or everything done
 * - `busy`: an exchange runs
 * - `offline`: the office cannot be reached
 * - `signed_out`: the office asks to sign in; everything is kept
 * - `revoked`: this phone has been taken out of service by the office
 * - `not_here`: the user's role has no place in this app; everything is kept
 * - `update_needed`: the office speaks a newer protocol
 * - `trouble`: the office answered with an error, or this phone could not keep what it sent; it will be tried again
 */
export type ExchangeState =
  | "idle"
  | "busy"
  | "offline"
  | "signed_out"
  | "revoked"
  | "not_here"
  | "update_needed"
  | "trouble";

export interface SyncStatus {
  state: ExchangeState;
  /**
   * The problem's code and incident where `state` is `trouble`: a code of docs/protocol.md, `unexpected_reply` for an answer that is
   * not the office's (the sign-in page of a public network, say), `storage_full` or `storage_failed`.
   */
  problem?: { code: string; incident?: string };
  /** Records received and still to come, during a first or long pull. */
  progress?: { received: number; remaining: number };
  lastExchangeAt: string | null;
  nextTryAt: string | null;
  clockWarning: boolean;
  /** Whether the whole caseload has been received at least once. */
  complete: boolean;
  /**
   * Whether all that this phone keeps is in memory. At a start, everything but support records is there at once, and those follow
   * within a moment, the newest first: lists of notes and search are whole when this is true.
   */
  loaded: boolean;
}

export interface WriteRequest {
  kind: KindName;
  /** Left out: a new record with a new id. An id that nobody has yet: a new record with this id. */
  record?: string;
  /** Only the touched fields; `null` clears. May be empty when `resolves` is not. */
  fields: Fields;
  /**
   * The `base` of the view that the form was opened on. Without it the change counts as made on what is shown now, and would
   * overwrite what a colleague changed in the same field while the form was open. A draft keeps it for a form that is opened again.
   */
  base?: string | null;
  resolves?: string[];
  /** A draft to forget in the same transaction. */
  draft?: string;
}

export interface StorageReport {
  persisted: boolean;
  usedBytes: number;
  quotaBytes: number;
}

/** How far the office is safe against losing its records, and how many of them this phone keeps until it is. */
export interface BackupReport {
  covered: { at: string } | null;
  kept: number;
}

/** The browser has cleared what was here: when that was found, how much had been saved, and the numbers of what was unsent. */
export interface Cleared {
  at: string;
  saved: number;
  unsent: readonly number[];
}

export interface Papers {
  /** A paper that is on this phone because the office does not have it yet. */
  get(id: string): Paper | undefined;
  /** Those that wait for the office, without those of drafts. */
  unsent(): Paper[];
  /**
   * Keeps what was chosen in a form, until the form is saved or thrown away. The form's draft names it, and has been kept before.
   * Fails with a `SaveFailure`; nothing is kept then.
   */
  keep(paper: ChosenPaper): Promise<void>;
  /** Forgets a paper: one of a draft, or one that the office has refused for good. The caller has asked for confirmation. */
  drop(id: string): Promise<void>;
  /**
   * The content of an attachment: this phone's own, or else the office's. Fails with a `NotebookError`: `offline`,
   * `unexpected_reply`, or the code of the office's problem, `not_found` where another phone has not sent it yet.
   */
  content(id: string, attachment?: View): Promise<Blob>;
}

export interface Notebook {
  /** The worker's calendar address. */
  readonly calendar: PhoneCalendar;
  /** The contents of attachments. */
  readonly papers: Papers;
  /** Push messages to this phone. */
  readonly push: PhonePush;
  /** Who this phone belongs to, also while the office asks to sign in again (`status().state` is `signed_out` then). */
  session(): Session | null;
  /**
   * Signs in. The same user goes on with all that is here. Fails with a `NotebookError`: `unsent_work_of_other` while this phone
   * keeps unsent changes or drafts of somebody else, `office_pages` where the role has its place there (the browser is signed in
   * there then, and this phone is nobody's), `offline`, `unexpected_reply`, or the code of the office's problem
   * (`wrong_credentials`, `too_many_attempts`, …).
   */
  signIn(login: string, password: string): Promise<Session>;
  /**
   * Forgets everything on this phone. Fails with a `NotebookError` of code `unsent_work` while the queue, the papers or the drafts are not empty,
   * and `offline` where the office cannot be told. `givingUp`: also what is unsent; the caller has asked for confirmation, and offered
   * to keep it in a file.
   */
  signOut(givingUp?: boolean): Promise<void>;

  /** The live records of a kind, in no particular order. The same array comes back until something in it changes. */
  list(kind: KindName): readonly View[];
  /** Any record that this phone has, also a deleted one. */
  get(id: string): View | undefined;
  /** The live records of a kind in a case, in no particular order. */
  inScope(scope: string, kind: KindName): View[];
  /** Conflicts that are open and not already decided by a queued change. */
  openConflicts(): View[];
  /** After how long the office wants to see something on the lists of what must be followed up, as it last told. */
  thresholds(): Thresholds;

  /** Fails with a `SaveFailure` where the phone could not keep it; nothing is kept then. */
  write(request: WriteRequest): Promise<View>;
  /** Several changes in one transaction: all are kept, or none. A later one may build on an earlier one. */
  writeAll(requests: readonly WriteRequest[]): Promise<View[]>;
  /**
   * Correct a rejected change: it is replaced by a new one with these fields laid over its own, and what builds on it follows.
   * Does nothing where the change is no longer there or no longer rejected.
   */
  amend(changeId: string, fields: Fields): Promise<void>;
  /**
   * Give up a change and all that builds on it. The caller has asked for confirmation. Fails with a `NotebookError` of code
   * `being_sent` while it is in a request.
   */
  discard(changeId: string): Promise<void>;
  /** Exchange now. Resolves when that is over, however it went; `status()` tells. */
  retry(): Promise<void>;

  queue(): QueueItem[];
  status(): SyncStatus;
  /** All that has not reached the office, as a JSON file that the office can read without this phone. */
  exportUnsent(): Promise<Blob>;

  draft(key: string): Draft | undefined;
  drafts(): Draft[];
  /** `base` as in `WriteRequest`. Fails with a `SaveFailure` where the phone could not keep it. */
  saveDraft(key: string, fields: Fields, base?: string | null): Promise<void>;
  dropDraft(key: string): Promise<void>;

  storage(): Promise<StorageReport>;
  backup(): BackupReport;
  /** What the browser has cleared, until somebody has taken note of it. */
  cleared(): Cleared | undefined;
  forgetCleared(): Promise<void>;
  /** Called after anything above may have changed, at most once a frame. Returns how to stop. */
  subscribe(changed: () => void): () => void;
  /** Stops exchanging and closes the database. Nothing is lost by not calling it. */
  close(): void;
}
