import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { dueFrom, firstDay, lastDay, monthsAfter, precisionOf } from "../../static/app/sync/dates.ts";
import type { PlanFields } from "../../static/app/sync/kinds.gen.ts";
import { asksAnew, type Stage, stageOf } from "../../static/app/sync/plans.ts";
import type { Fields } from "../../static/app/sync/protocol.ts";

interface Case {
  fact: string;
  today: string;
  values: PlanFields;
  stage: Stage;
}

/** The office answers the same cases, from the same table. */
const CASES: Case[] = JSON.parse(readFileSync(new URL("../cases/plan_stages.json", import.meta.url), "utf-8"));

for (const { fact, today, values, stage } of CASES) {
  test(`stage: ${fact}`, () => assert.equal(stageOf(values, today), stage));
}

interface ApprovalCase {
  fact: string;
  fields: PlanFields;
  asks: boolean;
}

/** The engine answers the same. */
const APPROVAL: ApprovalCase[] = JSON.parse(
  readFileSync(new URL("../cases/plan_approval.json", import.meta.url), "utf-8"),
);

for (const { fact, fields, asks } of APPROVAL) {
  test(`approval: ${fact}`, () => assert.equal(asksAnew(fields as Fields), asks));
}

test("a due date begins and ends with the days that it can mean", () => {
  const spans = ["2013-09-04", "2013-12-U", "2013-12-M", "2013-12-L", "2013-09", "2028-02", "2026-02-L"].map((due) => [
    precisionOf(due),
    firstDay(due),
    lastDay(due),
  ]);
  assert.deepEqual(spans, [
    ["day", "2013-09-04", "2013-09-04"],
    ["upper", "2013-12-01", "2013-12-10"],
    ["middle", "2013-12-11", "2013-12-20"],
    ["lower", "2013-12-21", "2013-12-31"],
    ["month", "2013-09-01", "2013-09-30"],
    ["month", "2028-02-01", "2028-02-29"],
    ["lower", "2026-02-21", "2026-02-28"],
  ]);
});

test("months later it is as exact as before", () => {
  assert.equal(monthsAfter("2026-11-21", 3), "2027-02-21");
  assert.equal(monthsAfter("2026-11-30", 3), "2027-02-28");
  assert.equal(monthsAfter("2026-12-L", 1), "2027-01-L");
  assert.equal(monthsAfter("2026-06", 6), "2026-12");
  assert.equal(monthsAfter("2026-01", -1), "2025-12");
});

test("a day is said less exactly", () => {
  assert.equal(dueFrom("2026-12-25", "day"), "2026-12-25");
  assert.equal(dueFrom("2026-12-25", "lower"), "2026-12-L");
  assert.equal(dueFrom("2026-12-25", "month"), "2026-12");
});
