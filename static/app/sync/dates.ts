/**
 * Due dates that may be less exact than a day (sync/dates.py): `2013-09-04`, `2013-12-U`, `2013-12-M`, `2013-12-L` (上旬, 中旬, 下旬) or
 * `2013-09`. Pure.
 */

export type Precision = "day" | "upper" | "middle" | "lower" | "month";

const THIRDS = { U: "upper", M: "middle", L: "lower" } as const;
const LETTERS = { upper: "U", middle: "M", lower: "L" } as const;
const FIRST = { upper: "01", middle: "11", lower: "21", month: "01" } as const;
const LAST = { upper: "10", middle: "20" } as const;
const MONTHS_A_YEAR = 12;

export function precisionOf(due: string): Precision {
  const rest = due.slice(8);
  if (due.length === 7) return "month";
  return rest === "U" || rest === "M" || rest === "L" ? THIRDS[rest] : "day";
}

/** The first day that a due date can mean. */
export function firstDay(due: string): string {
  const precision = precisionOf(due);
  return precision === "day" ? due : `${due.slice(0, 7)}-${FIRST[precision]}`;
}

/** The day on which it falls due: the last day that it can mean. */
export function lastDay(due: string): string {
  const precision = precisionOf(due);
  if (precision === "day") return due;
  const month = due.slice(0, 7);
  return `${month}-${precision === "upper" || precision === "middle" ? LAST[precision] : daysIn(month)}`;
}

/** The due date of that precision which holds `day`, or for a third of a month which stands in the same month. */
export function dueFrom(day: string, precision: Precision): string {
  if (precision === "day") return day;
  const month = day.slice(0, 7);
  return precision === "month" ? month : `${month}-${LETTERS[precision]}`;
}

/** As exact as `due`, `count` months later. A day that the month does not have becomes its last one. */
export function monthsAfter(due: string, count: number): string {
  const months = Number(due.slice(0, 4)) * MONTHS_A_YEAR + Number(due.slice(5, 7)) - 1 + count;
  const month = `${Math.floor(months / MONTHS_A_YEAR)}-${String((months % MONTHS_A_YEAR) + 1).padStart(2, "0")}`;
  if (precisionOf(due) !== "day") return month + due.slice(7);
  const last = daysIn(month);
  return `${month}-${due.slice(8) > last ? last : due.slice(8)}`;
}

function daysIn(month: string): string {
  return String(new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5, 7)), 0)).getUTCDate());
}
