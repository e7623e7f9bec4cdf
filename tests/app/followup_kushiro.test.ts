/**
 * Kushiro's plans of FY2013 on the phone, day by day, straight from the printed register. The table was written by hand, and the
 * office is held to the same (`tests/server/followup/test_kushiro.py`).
 */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { daysAfter } from "../../static/app/sync/days.ts";
import { attentionTo } from "../../static/app/sync/followup.ts";
import type { FollowUpList, PlanFields } from "../../static/app/sync/kinds.gen.ts";
import { DEFAULT_THRESHOLDS } from "../../static/app/sync/kinds.gen.ts";

const COLUMNS = { overdue: "monitoring_overdue", due: "monitoring_due", ending: "period_ending" } as const;
const PRINTED = "../../server/demo/data/kushiro_2013/plans.csv";

/** The rows of a table that has no quoted values, by column. */
function rowsOf(path: string): Record<string, string>[] {
  const text = readFileSync(new URL(path, import.meta.url), "utf-8").replace(/^\uFEFF/, "");
  const [head, ...lines] = text.trim().split(/\r?\n/);
  const columns = head?.split(",") ?? [];
  return lines.map((line) => {
    const values = line.split(",");
    return Object.fromEntries(columns.map((column, place) => [column, values[place] ?? ""]));
  });
}

/** A printed date in the spelling of the wire, `2013-12-L` for 「H25年12月下旬」; nothing where the register has a blank. */
function printed(text = ""): string | undefined {
  const found = /H(\d+)年(\d+)月(?:(\d+)日|(下旬|末日))?/.exec(text.replaceAll(" ", ""));
  if (found === null) return undefined;
  const [, year, month = "", date, part] = found;
  const named = `${1988 + Number(year)}-${month.padStart(2, "0")}`;
  if (part === "末日") return daysAfter(`${nextMonth(named)}-01`, -1);
  if (part === "下旬") return `${named}-L`;
  return date === undefined ? named : `${named}-${date.padStart(2, "0")}`;
}

function nextMonth(month: string): string {
  return daysAfter(`${month}-28`, 4).slice(0, 7);
}

function planOf(row: Record<string, string>): PlanFields {
  const dates = {
    decision: printed(row.decision),
    coordination_meeting: printed(row.coordination_meeting),
    next_monitoring: printed(row.next_monitoring),
    period_end: printed(row.period_end),
    evaluation_meeting: printed(row.evaluation_meeting),
    evaluated: printed(row.evaluation),
  };
  return Object.fromEntries(Object.entries(dates).filter(([, date]) => date !== undefined));
}

const REGISTER = rowsOf(PRINTED).map((row) => ({
  id: `${row.client} ${row.plan_number}`,
  client: row.client,
  fields: planOf(row),
}));

/** The plans on a day's lists, each as client and number. */
function listsOn(today: string): Map<FollowUpList, string[]> {
  const lists = new Map<FollowUpList, string[]>();
  for (const client of new Set(REGISTER.map((plan) => plan.client))) {
    const plans = REGISTER.filter((plan) => plan.client === client);
    for (const { list, plan } of attentionTo({ plans }, today, DEFAULT_THRESHOLDS)) {
      if (plan !== null) lists.set(list, [...(lists.get(list) ?? []), plan].sort());
    }
  }
  return lists;
}

test("every day of the year has exactly the monitoring and the endings that the register gives it", () => {
  let day = "2013-04-01";
  for (const row of rowsOf("../cases/kushiro_2013.csv")) {
    assert.equal(row.since, day);
    for (; day <= String(row.until); day = daysAfter(day, 1)) {
      const lists = listsOn(day);
      for (const [column, list] of Object.entries(COLUMNS)) {
        const expected = [...(row[column] ?? "").matchAll(/\S+ \d/g)].map(([plan]) => plan);
        assert.deepEqual(lists.get(list) ?? [], expected, `${column} on ${day}`);
      }
      assert.deepEqual([lists.get("period_ended"), lists.get("monitoring_unset")], [undefined, undefined], day);
    }
  }
  assert.equal(day, "2014-04-01");
});
