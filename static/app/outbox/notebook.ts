/**
 * What the screens may ask of the phone: the one door between `ui/` and everything below it.
 *
 * Records are shown as the office has them with this phone's unsent changes laid over. A promise of `write` resolves only when a
 * strict-durability transaction has completed, so "saved on this phone" may be said exactly then.
 */

import type { Draft } from "../store/kept.ts";
import type { LocalAttachment } from "../sync/attachments.ts";
import type { View } from "../sync/caseload.ts";
import type { CopiesReport } from "../sync/copies.ts";
import type { KindName } from "../sync/kinds.gen.ts";
import type { Fields, Session } from "../sync/protocol.ts";
import type { QueueItem } from "../sync/queue.ts";
import type { Thresholds } from "../sync/thresholds.ts";
import type { ChosenAttachment } from "./attachments.ts";
import type { PhoneCalendar } from "./calendar.ts";
import type { PhoneContact } from "./contact.ts";
import type { PhoneDevices } from "./devices.ts";
import type { Reach, Unheard } from "./line.ts";
import type { PhonePush } from "./push.ts";

export type { SaveFailure } from "../store/failure.ts";
export type { Draft } from "../store/kept.ts";
export type { LocalAttachment } from "../sync/attachments.ts";
export type { View } from "../sync/caseload.ts";
export type { QueueItem, QueueState } from "../sync/queue.ts";
export type { ChosenAttachment } from "./attachments.ts";
export type { NotebookError } from "./failure.ts";
export type { Reach } from "./line.ts";
export type { PushState, Standing, TestResult } from "./push.ts";

/**
 * - `idle`: nothing to do, or everything done
 * - `busy`: an exchange runs
 * - `offline`, `unreachable`, `intercepted`: nothing is heard of the office, and why (see `Unheard`)
 * - `unanswered`: an exchange runs, and the office has not answered for seconds
 * - `signed_out`: the office asks to sign in; everything is kept
 * - `waiting`: somebody has to approve this phone before the office gives it anything
 * - `revoked`: this phone has been taken out of service by the office
 * - `not_here`: the user's role has no place in this app; everything is kept
 * - `update_needed`: the office speaks a newer protocol
 * - `not_kept`: this phone could not keep what the office sent; it will be tried again
 * - `trouble`: the office answered with an error; it will be tried again
 */
export type ExchangeState =
  | "idle"
  | "busy"
  | "unanswered"
  | Unheard
  | "signed_out"
  | "waiting"
  | "revoked"
  | "not_here"
  | "update_needed"
  | "not_kept"
  | "trouble";

/** The form that writes a draft, and the one whose draft it was opened with. */
export interface DraftWriter {
  form: string;
  after?: string;
}

export interface SyncStatus {
  state: ExchangeState;
  /** How the way to the office stands, also while nobody is signed in. */
  reach: Reach;
  /**
   * The problem's code and incident where `state` is `trouble`: a code of docs/protocol.md, or `unexpected_reply` for an answer of the
   * office's that makes no sense. Where it is `not_kept`: `storage_full` or `storage_failed`.
   */
  problem?: { code: string; incident?: string };
  /** Records received and still to come, during a first or long pull. */
  progress?: { received: number; remaining: number };
  lastExchangeAt: string | null;
  nextTryAt: string | null;
  /** How far this phone's clock is ahead of the office's, where that is too much; 0 where it is right, or nobody knows. */
  clockAheadS: number;
  /** Whether this phone waits for approval and has nothing to show until then. */
  waits: boolean;
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
  /** A draft to forget in the same transaction, or several. */
  draft?: string | readonly string[];
}

export interface StorageReport {
  /** Whether the browser has promised to clear nothing by itself. */
  persisted: boolean;
  /** Whether it can be asked to promise that. */
  canAsk: boolean;
  /** Missing where the browser does not say. */
  usedBytes?: number;
  quotaBytes?: number;
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

export interface Attachments {
  /** An attachment that is on this phone because the office does not have it yet. */
  get(id: string): LocalAttachment | undefined;
  /** Whether the content of an attachment is on this phone. */
  isHere(id: string): boolean;
  kept(): CopiesReport;
  /** Those that wait for the office, without those of drafts. */
  unsent(): LocalAttachment[];
  /**
   * Keeps what was chosen in a form, until the form is saved or thrown away. The form's draft names it, and has been kept before.
   * Fails with a `SaveFailure`; nothing is kept then.
   */
  keep(attachment: ChosenAttachment): Promise<void>;
  /** Gives an attachment of a draft another name. Fails with a `SaveFailure`. An attachment's name is a field of its record. */
  rename(id: string, name: string): Promise<void>;
  /** Forgets an attachment: one of a draft, or one that the office has refused for good. The caller has asked for confirmation. */
  drop(id: string): Promise<void>;
  /**
   * The content of an attachment: from this phone, or else from the office; then it is kept here. Fails with a `NotebookError`: why nothing is heard of the
   * office (`Unheard`), `unexpected_reply`, or the code of the office's problem, `not_found` where another phone has not sent it yet.
   */
  content(id: string, attachment?: View): Promise<Blob>;
}

/** `provider` is what the provider of identities is called; nothing where there is none. */
export interface OtherWays {
  readonly passkey: boolean;
  readonly provider: string | null;
}

export interface Notebook {
  /** The worker's calendar address. */
  readonly calendar: PhoneCalendar;
  /** For how long nothing has been heard of the office, and whether this phone still shows what it keeps. */
  readonly contact: PhoneContact;
  /** The user's phones. */
  readonly devices: PhoneDevices;
  /** The contents of attachments. */
  readonly attachments: Attachments;
  /** Push messages to this phone. */
  readonly push: PhonePush;
  /** Who this phone belongs to, also while the office asks to sign in again (`status().state` is `signed_out` then). */
  session(): Session | null;
  /**
   * Signs in. The same user goes on with all that is here. Fails with a `NotebookError`: `unsent_work_of_other` while this phone
   * keeps unsent changes or drafts of somebody else, `office_pages` where the role has its place there (the browser is signed in
   * there then, and this phone is nobody's), why nothing is heard of the office (`Unheard`), or the code of its problem
   * (`wrong_credentials`, `second_factor_needed` where a `code` of the authenticator is asked for, `too_many_attempts`, …).
   */
  signIn(login: string, password: string, code?: string): Promise<Session>;
  /** How else people sign in here; no other way where the office cannot be asked. */
  otherWays(): Promise<OtherWays>;
  /**
   * Signs in by a passkey, or as whom the provider of identities has named in this browser. `mayComeIn` is asked, with the login, once it
   * is known who it is. Fails as `signIn` does, and with `passkey_wrong`, `identity_missing`, and `not_now` where `mayComeIn` said no or a
   * passkey was not shown.
   */
  signInBy(
    way: "passkey" | "identity",
    mayComeIn: (login: string) => boolean | Promise<boolean>,
    code?: string,
  ): Promise<Session>;
  /**
   * Forgets everything on this phone. Fails with a `NotebookError` of code `unsent_work` while the queue, the attachments or the drafts are not empty,
   * and why the office cannot be told (`Unheard`). `givingUp`: also what is unsent; the caller has asked for confirmation, and offered
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
  /**
   * `base` as in `WriteRequest`. With `by`, a draft that another form has written under the key stays, unless it is the one that this
   * form goes on with. Resolves to whether it is kept; fails with a `SaveFailure` where the phone could not.
   */
  saveDraft(key: string, fields: Fields, base?: string | null, by?: DraftWriter): Promise<boolean>;
  dropDraft(key: string): Promise<void>;

  /** What the office calls this device. */
  deviceName(): string;
  /**
   * Calls it something else, here at once and at the office with the next exchange; an empty name takes that back. Fails with a `NotebookError` of
   * code `name_too_long`, or a `SaveFailure`.
   */
  nameDevice(name: string): Promise<void>;

  /** Never fails: what a browser does not say is left out. */
  storage(): Promise<StorageReport>;
  /** Asks the browser to clear nothing by itself; it may ask the person. Resolves to its answer. */
  persist(): Promise<boolean>;
  /** The warnings about this browser of which its user has taken note. */
  acknowledged(): readonly string[];
  acknowledge(warnings: readonly string[]): Promise<void>;
  backup(): BackupReport;
  /** What the browser has cleared, until somebody has taken note of it. */
  cleared(): Cleared | undefined;
  forgetCleared(): Promise<void>;
  /** Called after anything above may have changed, at most once a frame. Returns how to stop. */
  subscribe(changed: () => void): () => void;
  /** Stops exchanging and closes the database. Nothing is lost by not calling it. */
  close(): void;
}
