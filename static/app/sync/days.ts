/**
 * Days, as `2026-11-21`, and which of them offices are closed on: Saturdays, Sundays, the nation's holidays, and 29 December to
 * 3 January. `server/calendar/days.py` says the same. Beyond the years of `holidays.gen.ts` no holidays are known. Pure.
 */

import { HOLIDAYS } from "./holidays.gen.ts";

export type ClosedDays = (day: string) => boolean;

const MS_A_DAY = 24 * 60 * 60 * 1000;
const PENSION_DATE = "15";

/** The day `count` days after `day`. */
export function daysAfter(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * MS_A_DAY).toISOString().slice(0, 10);
}

/** How many days `other` comes after `day`. */
export function daysBetween(day: string, other: string): number {
  return Math.round((Date.parse(other) - Date.parse(day)) / MS_A_DAY);
}

/** 0 for Sunday to 6 for Saturday. */
export function weekdayOf(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay();
}

/** How many days a month, `2026-11`, has. */
export function lengthOf(month: string): number {
  return new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5, 7)), 0)).getUTCDate();
}

/** Whether offices are closed on `day`. */
export function isClosed(day: string): boolean {
  const weekday = weekdayOf(day);
  return weekday === 0 || weekday === 6 || isYearEnd(day) || isHoliday(day);
}

/** The last working day before `day`. */
export function workingDayBefore(day: string, closed: ClosedDays = isClosed): string {
  return workingDay(day, -1, closed);
}

/** The first working day after `day`. */
export function workingDayAfter(day: string, closed: ClosedDays = isClosed): string {
  return workingDay(day, 1, closed);
}

/**
 * The day on which pensions are paid in a month, `null` in the odd ones: the 15th, or the working day before where that is closed.
 */
export function pensionDay(month: string, closed: ClosedDays = isClosed): string | null {
  if (Number(month.slice(5, 7)) % 2 === 1) return null;
  const day = `${month}-${PENSION_DATE}`;
  return closed(day) ? workingDayBefore(day, closed) : day;
}

function workingDay(from: string, step: 1 | -1, closed: ClosedDays): string {
  let day = daysAfter(from, step);
  while (closed(day)) day = daysAfter(day, step);
  return day;
}

function isYearEnd(day: string): boolean {
  const date = day.slice(5);
  return date >= "12-29" || date <= "01-03";
}

function isHoliday(day: string): boolean {
  const dates = HOLIDAYS[day.slice(0, 4)] ?? "";
  const date = day.slice(5, 7) + day.slice(8, 10);
  for (let place = 0; place < dates.length; place += date.length) if (dates.startsWith(date, place)) return true;
  return false;
}
