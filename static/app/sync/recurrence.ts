/**
 * The days on which a recurring visit falls. `server/calendar/recurrence.py` says the same, and both are held to one table of cases,
 * `tests/cases/recurrence.json`. Pure.
 */

import {
  type ClosedDays,
  daysAfter,
  daysBetween,
  isClosed,
  lengthOf,
  pensionDay,
  weekdayOf,
  workingDayAfter,
  workingDayBefore,
} from "./days.ts";
import type { ClosedDaysCode, RepeatsCode, SeriesFields } from "./kinds.gen.ts";

/** No time is moved further. The longest that offices were ever closed is ten days, in 2019. */
const FARTHEST_SHIFT = 14;
const NO_END = "9999-12-31";

/** From the day a series starts on: the days of its rhythm, all of those from a first to a last day and perhaps some around. */
type Nominal = (startsOn: string, first: string, last: string, closed: ClosedDays) => Iterable<string>;

const NOMINAL: Record<RepeatsCode, Nominal> = {
  weekly: every(7),
  every_two_weeks: every(14),
  monthly_by_date: byDate,
  monthly_by_weekday: byWeekday,
  pension_day: pensionDays,
  after_pension_day: daysAfterPensionDays,
};

const PENSION_KINDS: ReadonlySet<RepeatsCode> = new Set(["pension_day", "after_pension_day"]);

/** Whether it goes by pension days. Those are working days, so that `closed_days` has nothing to say. */
export function isPensionRhythm(repeats: RepeatsCode): boolean {
  return PENSION_KINDS.has(repeats);
}

/**
 * The days from `first` to `last`, both included, on which a series falls; none for one that this app cannot read.
 *
 * A day of its rhythm counts where it lies between `starts_on` and `until`, wherever `closed_days` moves it then. Two that are moved
 * onto the same day are one. A date that a month does not have is its last day; a fifth weekday that it does not have, the last such
 * weekday.
 */
export function occurrences(
  series: SeriesFields,
  first: string,
  last: string,
  closed: ClosedDays = isClosed,
): string[] {
  const { repeats, starts_on: startsOn } = series;
  if (startsOn === undefined || repeats === undefined || !(repeats in NOMINAL)) return [];
  const begin = latest(startsOn, daysAfter(first, -FARTHEST_SHIFT));
  const end = earliest(series.until ?? NO_END, daysAfter(last, FARTHEST_SHIFT));
  const rule = isPensionRhythm(repeats) ? "keep" : (series.closed_days ?? "keep");
  const days = new Set<string>();
  for (const day of NOMINAL[repeats](startsOn, begin, end, closed)) {
    const place = day >= begin && day <= end ? placed(day, rule, closed) : null;
    if (place !== null && place >= first && place <= last) days.add(place);
  }
  return [...days].sort();
}

function placed(day: string, rule: ClosedDaysCode, closed: ClosedDays): string | null {
  if (rule === "keep" || !closed(day)) return day;
  if (rule === "before") return workingDayBefore(day, closed);
  return rule === "after" ? workingDayAfter(day, closed) : null;
}

function every(step: number): Nominal {
  return function* nominal(startsOn, first, last) {
    const passed = Math.floor(daysBetween(startsOn, first) / step) * step;
    for (let day = daysAfter(startsOn, passed); day <= last; day = daysAfter(day, step)) yield day;
  };
}

function* byDate(startsOn: string, first: string, last: string): Generator<string> {
  const date = Number(startsOn.slice(8));
  for (const month of months(first, last)) yield dayIn(month, Math.min(date, lengthOf(month)));
}

function* byWeekday(startsOn: string, first: string, last: string): Generator<string> {
  const weeks = Math.floor((Number(startsOn.slice(8)) - 1) / 7);
  for (const month of months(first, last)) {
    const toWeekday = (weekdayOf(startsOn) - weekdayOf(dayIn(month, 1)) + 7) % 7;
    const date = 1 + toWeekday + 7 * weeks;
    yield dayIn(month, date <= lengthOf(month) ? date : date - 7);
  }
}

function* pensionDays(_: string, first: string, last: string, closed: ClosedDays): Generator<string> {
  for (const month of months(first, last)) {
    const paid = pensionDay(month, closed);
    if (paid !== null) yield paid;
  }
}

function* daysAfterPensionDays(startsOn: string, first: string, last: string, closed: ClosedDays): Generator<string> {
  for (const paid of pensionDays(startsOn, first, last, closed)) yield workingDayAfter(paid, closed);
}

/** The months, `2026-11`, from that of `first` to that of `last`. */
function* months(first: string, last: string): Generator<string> {
  let [year, month] = [Number(first.slice(0, 4)), Number(first.slice(5, 7))];
  for (let name = first.slice(0, 7); name <= last.slice(0, 7); name = `${year}-${twoDigits(month)}`) {
    yield name;
    year += month === 12 ? 1 : 0;
    month = (month % 12) + 1;
  }
}

function dayIn(month: string, date: number): string {
  return `${month}-${twoDigits(date)}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}

function latest(one: string, other: string): string {
  return one > other ? one : other;
}

function earliest(one: string, other: string): string {
  return one < other ? one : other;
}
