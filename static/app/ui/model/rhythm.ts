/** How a visit repeats, in words: 「毎週水曜」, 「年金支給日の翌営業日」. */

import { daysAfter } from "../../sync/days.ts";
import type { SeriesFields } from "../../sync/kinds.gen.ts";
import { occurrences } from "../../sync/recurrence.ts";
import { codeWord, language, t } from "../kit/language.ts";
import { weekdayWord } from "../kit/time.ts";

const LONGEST_MONTH = 31;
const SHORTEST_MONTH = 28;
const DAYS_A_WEEK = 7;
const LAST_WEEK = 5;
/** Within it every rhythm has the times that a form shows: four pension days lie within eight months and a bit. */
const DAYS_LOOKED_AHEAD = 270;

export function rhythmWords({ repeats, starts_on: first }: SeriesFields): string {
  if (repeats === undefined || first === undefined) return "";
  const weekday = weekdayWord(first, language.value);
  const date = Number(first.slice(8));
  switch (repeats) {
    case "weekly":
      return t("rhythm.weekly", { weekday });
    case "every_two_weeks":
      return t("rhythm.every_two_weeks", { weekday });
    case "monthly_by_date":
      if (date === LONGEST_MONTH) return t("rhythm.month_end");
      return t(date > SHORTEST_MONTH ? "rhythm.monthly_by_date.or_end" : "rhythm.monthly_by_date", { date });
    case "monthly_by_weekday": {
      const week = Math.ceil(date / DAYS_A_WEEK);
      if (week === LAST_WEEK) return t("rhythm.monthly_by_weekday.last", { weekday });
      return t("rhythm.monthly_by_weekday", { week: t(`rhythm.week.${week as 1 | 2 | 3 | 4}`), weekday });
    }
    default:
      return codeWord("repeats", repeats);
  }
}

/** 「9:30–10:15」 */
export function clockWords({ from_time, to_time }: SeriesFields): string {
  return [from_time, to_time].flatMap((clock) => (clock ? [clock.replace(/^0/, "")] : [])).join("–");
}

/** The next times of a series from `day` on, at most `count`. */
export function nextTimes(series: SeriesFields, day: string, count: number): string[] {
  const { starts_on: startsOn = day } = series;
  const first = startsOn > day ? startsOn : day;
  return occurrences(series, day, daysAfter(first, DAYS_LOOKED_AHEAD)).slice(0, count);
}
