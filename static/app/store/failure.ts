/** What goes wrong with the disk of a phone. */

/** The phone could not keep something, e.g. because it is full. Nothing of it was written; the form must stay open. */
export class SaveFailure extends Error {
  readonly code: "storage_full" | "storage_failed";

  constructor(cause: unknown) {
    super("not saved", { cause });
    this.name = "SaveFailure";
    this.code = isQuota(cause) ? "storage_full" : "storage_failed";
  }
}

/** Another tab, or the service worker, has written since this one read. Read again, and decide again. */
export class StaleVersion extends Error {
  constructor() {
    super("stale version");
    this.name = "StaleVersion";
  }
}

/** What lies on the disk is under a key that this store does not have: another tab has sealed it anew, or it was never unlocked here. */
export class Locked extends Error {
  constructor() {
    super("locked");
    this.name = "Locked";
  }
}

function isQuota(cause: unknown): boolean {
  return cause instanceof Error && cause.name === "QuotaExceededError";
}
