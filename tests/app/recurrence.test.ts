import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { isClosed, pensionDay } from "../../static/app/sync/days.ts";
import type { SeriesFields } from "../../static/app/sync/kinds.gen.ts";
import { occurrences } from "../../static/app/sync/recurrence.ts";

interface Cases {
  pension_days: Record<string, string[]>;
  closed_days: Record<string, boolean>;
  occurrences: { fact: string; series: SeriesFields; first: string; last: string; days: string[] }[];
}

const CASES: Cases = JSON.parse(readFileSync("tests/cases/recurrence.json", "utf8"));
const MONTHS = Array.from({ length: 12 }, (_, month) => String(month + 1).padStart(2, "0"));

for (const { fact, series, first, last, days } of CASES.occurrences) {
  test(`${series.repeats}: ${fact}`, () => assert.deepEqual(occurrences(series, first, last), days));
}

test("pensions are paid on the days on which they were paid", () => {
  for (const [year, days] of Object.entries(CASES.pension_days)) {
    if (Number(year) < 2020) continue; // the phone knows the holidays from 2020 on
    const paid = MONTHS.map((month) => pensionDay(`${year}-${month}`)).filter((day) => day !== null);
    assert.deepEqual(paid, days);
  }
});

test("offices are closed at weekends, on holidays and at the turn of the year", () => {
  for (const [day, closed] of Object.entries(CASES.closed_days)) assert.equal(isClosed(day), closed, day);
});

test("a rhythm that this app does not know has no days, instead of breaking the screen", () => {
  assert.deepEqual(occurrences({ repeats: "weekly" }, "2026-01-01", "2026-12-31"), []);
  const newer = JSON.parse('{"repeats": "full_moon", "starts_on": "2026-01-01"}');
  assert.deepEqual(occurrences(newer, "2026-01-01", "2026-12-31"), []);
});
