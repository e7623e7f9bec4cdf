/** What is over, and no first screen asks for: it is read after the rest. */

import type { ServerRecord } from "./protocol.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** For how many days after this moment a record is still looked at. */
const LASTS: Partial<Record<ServerRecord["kind"], readonly [field: string, days: number]>> = {
  notice: ["made_at", 60],
  outing: ["ended_at", 7],
  appointment: ["starts_at", 31],
};
const SEEN_NOTICE_DAYS = 7;

/** Whether a record is over at the moment `now` (ms). A deleted one always is. */
export function isPast({ kind, fields }: ServerRecord, now: number): boolean {
  if (fields.deleted === true) return true;
  const [field, days] = LASTS[kind] ?? ["", 0];
  const since = fields[field];
  if (typeof since !== "string") return false;
  return Date.parse(since) < now - (fields.seen === true ? SEEN_NOTICE_DAYS : days) * DAY_MS;
}
