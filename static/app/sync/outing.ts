/**
 * Visits under watch: what a record of one says. The office says the same (`server/followup/outings.py`); `tests/cases/outings.json` holds
 * both to it. Pure.
 *
 * A call for help and its end are told apart by their moments. They come from clocks that need not agree, so every such moment is
 * written after those that its author saw (`after`).
 */

import type { AppointmentFields, OutingFields } from "./kinds.gen.ts";
import { writeMoment } from "./values.ts";

/**
 * - `under_way`: out on the visit
 * - `overrun`: past the expected end
 * - `alarm`: help was called for, and nobody has said since that all is well
 * - `ended`: back
 */
export type Stage = "under_way" | "overrun" | "alarm" | "ended";

const MS_A_SECOND = 1000;
const MS_A_MINUTE = 60_000;
const USUAL_MINUTES = 60;
const FORGOTTEN_AFTER_MINUTES = 3 * 60;

/** Whether help was called for, and nobody has said since that all is well. */
export function callsForHelp({ alarm_at, safe_at }: OutingFields): boolean {
  return alarm_at !== undefined && (safe_at === undefined || safe_at < alarm_at);
}

/** Whether somebody at the office has taken the last alarm in hand. */
export function isAnswered({ alarm_at, answered_at }: OutingFields): boolean {
  return answered_at !== undefined && alarm_at !== undefined && answered_at >= alarm_at;
}

export function stageOf(fields: OutingFields, now: number): Stage {
  if (callsForHelp(fields)) return "alarm";
  if (fields.ended_at !== undefined) return "ended";
  return minutesLeft(fields, now) < 0 ? "overrun" : "under_way";
}

/** Whole minutes until the visit is over; below zero once it is. */
export function minutesLeft(fields: OutingFields, now: number): number {
  return fields.expected_end === undefined ? 0 : Math.floor((dueOf(fields) - now) / MS_A_MINUTE);
}

/**
 * Whether nobody ended a visit that is long over: it was begun on another day, and was to end hours ago. One that runs over midnight is
 * still under way. `dayOf` gives a moment's day.
 */
export function isForgotten(fields: OutingFields, now: number, dayOf: (moment: number) => string): boolean {
  const { started_at } = fields;
  const isOfToday = started_at === undefined || dayOf(Date.parse(started_at)) >= dayOf(now);
  return !isOfToday && minutesLeft(fields, now) <= -FORGOTTEN_AFTER_MINUTES;
}

/** When a visit is over by the office's clock, in milliseconds since 1970 (`server/followup/outings.py`). */
export function dueOf({ started_at = "", expected_end = "", received_at = "" }: OutingFields): number {
  const start = Date.parse(started_at);
  const end = Date.parse(expected_end);
  const received = Date.parse(received_at);
  return received < start ? received + (end - start) : end;
}

/**
 * When a visit that starts now will end: with its appointment, or after an hour where that is over. One that was brought forward takes
 * as long as was planned: nobody would look for its worker before the planned end.
 */
export function expectedEnd({ starts_at = "", ends_at = "" }: AppointmentFields, now: number, moreMinutes = 0): string {
  const usual = now + USUAL_MINUTES * MS_A_MINUTE;
  const [from, until] = [Date.parse(starts_at), Date.parse(ends_at)];
  const planned = from > usual ? now + (until - from) : until;
  const end = planned > now ? planned : usual;
  return writeMoment(Math.max(now, end + moreMinutes * MS_A_MINUTE));
}

/** The expected end so many minutes later, counted from now where it has passed. */
export function extended({ expected_end }: OutingFields, now: number, minutes: number): string {
  const from = Math.max(now, expected_end === undefined ? now : Date.parse(expected_end));
  return writeMoment(from + minutes * MS_A_MINUTE);
}

/** Now, or a second after the latest of these moments where that is later. */
export function after(now: number, ...moments: readonly (string | undefined)[]): string {
  const seen = moments.map((moment) => (moment === undefined ? 0 : Date.parse(moment) + MS_A_SECOND));
  return writeMoment(Math.max(now, ...seen));
}
