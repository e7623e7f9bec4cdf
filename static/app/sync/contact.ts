/** How long a phone has heard nothing of its office, and whether it still shows what it keeps. Pure. */

/** Sealed with the facts, so that nobody sets it by hand. */
export interface Contact {
  /** How long nothing had been heard when it was last looked at. */
  readonly unheardMs: number;
  /** What the phone's clock showed then, and the latest that it has shown since the contact. */
  readonly lookedAtMs: number;
  readonly latestMs: number;
  /** How long it may be, as the office last told; without an end where an older office does not tell. */
  readonly withinMs?: number;
  /** Whether its user has taken note that it ends soon. */
  readonly isNoted?: true;
  /** Whether the office has been heard since, and let nobody in: the session is over, the account out of use or without a phone. */
  readonly isRefused?: true;
}

/** Whether a phone shows what it keeps; `soon`: it does, and not for long any more. */
export type Standing = "open" | "soon" | "shut";

export const DAY_MS = 24 * 60 * 60_000;
const WARNED_BEFORE_MS = 3 * DAY_MS;
/** A clock that is put right by less has not been put back. */
const PUT_RIGHT_MS = 60 * 60_000;

/** The office was heard. */
export function contactAt(nowMs: number, withinS: number | undefined): Contact {
  const contact = { unheardMs: 0, lookedAtMs: nowMs, latestMs: nowMs };
  return withinS === undefined ? contact : { ...contact, withinMs: withinS * 1000 };
}

/** The office was heard, and let nobody in. It holds until the next contact. */
export function refusedAt(contact: Contact | undefined, nowMs: number): Contact {
  return { ...(contact ?? contactAt(nowMs, undefined)), isRefused: true };
}

/** The same, as it stands by the phone's clock; `ranMs` is for how long the app has run since, by no clock that anybody sets. */
export function lookedAt(contact: Contact, nowMs: number, ranMs: number): Contact {
  return {
    ...contact,
    unheardMs: contact.unheardMs + Math.max(passedMs(contact, nowMs), ranMs),
    lookedAtMs: nowMs,
    latestMs: Math.max(contact.latestMs, nowMs),
  };
}

/**
 * Where the clock shows less than it has shown, nobody knows how long it was. It counts by that clock then, a day at most: a battery that
 * was empty must not look like years. To put it back costs a day.
 */
function passedMs({ lookedAtMs, latestMs }: Contact, nowMs: number): number {
  if (nowMs >= latestMs) return nowMs - latestMs;
  const step = nowMs - lookedAtMs;
  return step < -PUT_RIGHT_MS ? DAY_MS : Math.min(Math.max(step, 0), DAY_MS);
}

/** For how long the phone shows what it keeps if nothing is heard; nothing where that has no end. */
export function leftMs({ withinMs, unheardMs }: Contact): number | undefined {
  return withinMs === undefined ? undefined : withinMs - unheardMs;
}

export function standingOf(contact: Contact): Standing {
  const left = leftMs(contact) ?? Number.POSITIVE_INFINITY;
  if (left <= 0 || contact.isRefused) return "shut";
  // Of a short time, the last third.
  return left <= Math.min(WARNED_BEFORE_MS, (contact.withinMs ?? 0) / 3) ? "soon" : "open";
}
