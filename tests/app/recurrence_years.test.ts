/**
 * Recurring visits against a second reckoning, which goes through every day of twenty years and asks whether the visit falls there. It
 * uses nothing of the app, and its holidays are those of tests/cases/holidays.json, which is held to the law
 * (tests/server/calendar/test_holidays.py).
 */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { isClosed, pensionDay } from "../../static/app/sync/days.ts";
import {
  type ClosedDaysCode,
  CODE_LISTS,
  type RepeatsCode,
  type SeriesFields,
} from "../../static/app/sync/kinds.gen.ts";
import { occurrences } from "../../static/app/sync/recurrence.ts";
import { Chance } from "./chance.ts";

const [FIRST, LAST] = ["2020-01-01", "2039-12-31"];
const ROUNDS = 400;
const HOLIDAYS: Record<string, string[]> = JSON.parse(
  readFileSync(new URL("../cases/holidays.json", import.meta.url), "utf-8"),
);
const YEAR_END = ["12-29", "12-30", "12-31", "01-01", "01-02", "01-03"];

interface Day {
  readonly name: string;
  readonly weekday: number;
  readonly shut: boolean;
}

/** Every day that the phone knows the holidays of, one after the other. */
const DAYS: readonly Day[] = Array.from(eachDay());
const PLACES = new Map(DAYS.map(({ name }, place) => [name, place]));
const PENSION_DAYS = new Set(
  DAYS.filter(({ name, shut }, place) => {
    if (shut || Number(name.slice(5, 7)) % 2 === 1 || name.slice(8) > "15") return false;
    const rest = DAYS.slice(place + 1, place + 16).filter((day) => day.name <= `${name.slice(0, 8)}15`);
    return rest.every((day) => day.shut);
  }).map(({ name }) => name),
);
const DAYS_AFTER = new Set([...PENSION_DAYS].map((name) => opened(placeOf(name) + 1, 1)));

function* eachDay(): Generator<Day> {
  for (
    const date = new Date("2020-01-01T12:00:00Z");
    date.getUTCFullYear() < 2046;
    date.setUTCDate(date.getUTCDate() + 1)
  ) {
    const name = date.toISOString().slice(0, 10);
    const weekday = date.getUTCDay();
    const named = [...YEAR_END, ...(HOLIDAYS[name.slice(0, 4)] ?? [])];
    yield { name, weekday, shut: weekday === 0 || weekday === 6 || named.includes(name.slice(5)) };
  }
}

function placeOf(name: string): number {
  const place = PLACES.get(name);
  assert.ok(place !== undefined, name);
  return place;
}

/** The nearest day from a place on, or back from it, on which somebody works; nothing beyond the days that are known. */
function opened(place: number, step: 1 | -1): string | undefined {
  for (let at = place; DAYS[at]; at += step) if (!DAYS[at]?.shut) return DAYS[at]?.name;
  return undefined;
}

function falls(day: Day, place: number, repeats: string, start: Day): boolean {
  const passed = place - placeOf(start.name);
  if (repeats === "weekly") return passed % 7 === 0;
  if (repeats === "every_two_weeks") return passed % 14 === 0;
  const [date, startDate] = [day.name.slice(8), start.name.slice(8)];
  if (repeats === "monthly_by_date") return date === startDate || (date < startDate && isLastOfMonth(place, 1));
  if (repeats === "pension_day") return PENSION_DAYS.has(day.name);
  if (repeats === "after_pension_day") return DAYS_AFTER.has(day.name);
  if (day.weekday !== start.weekday) return false;
  const [week, startWeek] = [Math.ceil(Number(date) / 7), Math.ceil(Number(startDate) / 7)];
  return week === startWeek || (week < startWeek && week === 4 && isLastOfMonth(place, 7));
}

/** Whether `step` days later is another month. */
function isLastOfMonth(place: number, step: number): boolean {
  return DAYS[place + step]?.name.slice(0, 7) !== DAYS[place]?.name.slice(0, 7);
}

function dayByDay({ repeats, starts_on, until = "2045-01-01", closed_days = "keep" }: SeriesFields): string[] {
  const [from, rhythm] = [placeOf(String(starts_on)), String(repeats)];
  const start = DAYS[from] as Day;
  const found = new Set<string>();
  for (const [place, day] of DAYS.entries()) {
    if (place < from || day.name > until || !falls(day, place, rhythm, start)) continue;
    const stays = !day.shut || closed_days === "keep" || rhythm.includes("pension");
    if (stays) found.add(day.name);
    else if (closed_days !== "skip") found.add(String(opened(place, closed_days === "after" ? 1 : -1)));
  }
  return [...found].filter((name) => name >= FIRST && name <= LAST).sort();
}

function anySeries(chance: Chance): SeriesFields {
  const day = () => (DAYS[chance.below(placeOf(LAST) + 1)] as Day).name;
  return {
    repeats: chance.pick(CODE_LISTS.repeats as readonly RepeatsCode[]),
    starts_on: day(),
    ...(chance.happens(0.5) && { until: day() }),
    ...(chance.happens(0.7) && { closed_days: chance.pick(CODE_LISTS.closed_days as readonly ClosedDaysCode[]) }),
  };
}

test("offices are closed on the days of the table and on no others", () => {
  for (const { name, shut } of DAYS) assert.equal(isClosed(name), shut, name);
});

test("pensions are paid on the days of the second reckoning", () => {
  const months = new Set(DAYS.map(({ name }) => name.slice(0, 7)));
  assert.deepEqual(
    [...months].map((month) => pensionDay(month)).filter((day) => day !== null),
    [...PENSION_DAYS],
  );
  assert.equal(PENSION_DAYS.size, 26 * 6);
});

test("recurring visits fall on the days of the second reckoning over twenty years", () => {
  const chance = new Chance(20);
  for (let round = 0; round < ROUNDS; round += 1) {
    const series = anySeries(chance);
    assert.deepEqual(occurrences(series, FIRST, LAST), dayByDay(series), JSON.stringify(series));
  }
});
