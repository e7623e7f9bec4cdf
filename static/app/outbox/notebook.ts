/**
 * What the screens may ask of the phone: the one door between `ui/` and everything below it.
 *
 * Records are shown as the office has them with this phone's unsent changes laid over. A promise of `write` resolves only when a
 * strict-durability transaction has completed, so "saved on this phone" may be said exactly then.
 */

import type { KindName } from "../sync/kinds.gen.ts";
import type { Change, FieldError, Fields, Session } from "../sync/protocol.ts";

/** A record with the unsent changes laid over it. */
export interface View {
  kind: KindName;
  id: string;
  scope: string;
  fields: Fields;
  /** What the next change on this record must name as its base. `null` only for a record that nobody has. */
  base: string | null;
  /** Whether part of what is shown has not reached the office. */
  unsent: boolean;
  deleted: boolean;
}

/**
 * - `queued`: not sent yet
 * - `sending`: in a request that has not been answered
 * - `waiting`: the office does not know yet what it was based on; it goes again by itself
 * - `held`: behind a rejected change that it builds on
 * - `rejected`: the office did not take it; it stays here until somebody amends or discards it
 */
export type QueueState = "queued" | "sending" | "waiting" | "held" | "rejected";

export interface QueueItem {
  change: Change;
  state: QueueState;
  code?: string;
  errors?: FieldError[];
  incident?: string;
  attempts: number;
}

/**
 * - `idle`: nothing to do, or everything done
 * - `busy`: an exchange runs
 * - `offline`: the office cannot be reached
 * - `signed_out`: the office asks to sign in; everything is kept
 * - `revoked`: this phone has been taken out of service by the office
 * - `update_needed`: the office speaks a newer protocol
 * - `trouble`: the office answered with an error; it will be tried again
 */
export type ExchangeState = "idle" | "busy" | "offline" | "signed_out" | "revoked" | "update_needed" | "trouble";

export interface SyncStatus {
  state: ExchangeState;
  /** The problem's code and incident where `state` is `trouble`. */
  problem?: { code: string; incident?: string };
  /** Records received and still to come, during a first or long pull. */
  progress?: { received: number; remaining: number };
  lastExchangeAt: string | null;
  nextTryAt: string | null;
  clockWarning: boolean;
  /** Whether the whole caseload has been received at least once. */
  complete: boolean;
}

export interface Draft {
  key: string;
  fields: Fields;
  savedAt: string;
}

export interface WriteRequest {
  kind: KindName;
  /** Left out: a new record with a new id. */
  record?: string;
  /** Only the touched fields; `null` clears. May be empty when `resolves` is not. */
  fields: Fields;
  resolves?: string[];
  /** A draft to forget in the same transaction. */
  draft?: string;
}

export interface StorageReport {
  persisted: boolean;
  usedBytes: number;
  quotaBytes: number;
}

/** Raised by `write` and `saveDraft` when the phone could not keep it, e.g. because it is full. The form must stay open. */
export interface SaveFailure extends Error {
  code: "storage_full" | "storage_failed";
}

export interface Notebook {
  session(): Session | null;
  signIn(login: string, password: string): Promise<Session>;
  /** Refused with an error of code `unsent_work` while the queue is not empty. Forgets everything on this phone. */
  signOut(): Promise<void>;

  list(kind: KindName): View[];
  get(id: string): View | undefined;
  /** All live records of a case, by kind, in no particular order. */
  ofScope(scope: string): View[];
  /** Conflicts that are open and not already decided by a queued change. */
  openConflicts(): View[];

  write(request: WriteRequest): Promise<View>;
  /** Correct a rejected change: it is replaced by a new one with these fields, and what builds on it follows. */
  amend(changeId: string, fields: Fields): Promise<void>;
  /** Give up a change and all that builds on it. The caller has asked for confirmation. */
  discard(changeId: string): Promise<void>;
  retry(): Promise<void>;

  queue(): QueueItem[];
  status(): SyncStatus;
  exportUnsent(): Promise<Blob>;

  draft(key: string): Draft | undefined;
  drafts(): Draft[];
  saveDraft(key: string, fields: Fields): Promise<void>;
  dropDraft(key: string): Promise<void>;

  storage(): Promise<StorageReport>;
  /** Called after anything above may have changed, at most once a frame. Returns how to stop. */
  subscribe(changed: () => void): () => void;
}
