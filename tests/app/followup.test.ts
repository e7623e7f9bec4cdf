import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { attentionTo, contactOf, isUnderSupport } from "../../static/app/sync/followup.ts";
import type { PlanFields, SupportFields } from "../../static/app/sync/kinds.gen.ts";
import { DEFAULT_THRESHOLDS, FOLLOW_UP_LISTS } from "../../static/app/sync/kinds.gen.ts";
import { type Thresholds, thresholdsOf } from "../../static/app/sync/thresholds.ts";
import { factsOf } from "../../static/app/ui/model/casefacts.ts";

interface Case {
  fact: string;
  today: string;
  opened_on?: string;
  /** Where the office has chosen otherwise than by default. */
  thresholds?: Partial<Thresholds>;
  plans: PlanFields[];
  supports: SupportFields[];
  expected: [string, number | null, string | null, number | null][];
}

/** The office answers the same cases, from the same table. */
const CASES: Case[] = JSON.parse(readFileSync(new URL("../cases/follow_up.json", import.meta.url), "utf-8"));

function answered({ today, plans, supports, thresholds, ...theCase }: Case) {
  const numbered = plans.map((fields) => ({ id: String(fields.number), fields }));
  const facts = factsOf(theCase, numbered, supports, { today, zone: "Asia/Tokyo" });
  const found = attentionTo(facts, today, { ...DEFAULT_THRESHOLDS, ...thresholds });
  return found.map(({ list, plan, on, days }) => [list, plan && Number(plan), on, days]);
}

interface Contact extends SupportFields {
  is: "contact" | "attempt" | null;
}

const CONTACTS: Contact[] = JSON.parse(readFileSync(new URL("../cases/contacts.json", import.meta.url), "utf-8"));

test("what counts as a contact is what the office counts", () => {
  for (const { is, ...fields } of CONTACTS) assert.equal(contactOf(fields) ?? null, is, JSON.stringify(fields));
});

for (const one of CASES) {
  test(`to follow up: ${one.fact}`, () => assert.deepEqual(answered(one), one.expected));
}

test("every list is reached by one of the cases", () => {
  assert.deepEqual(new Set(CASES.flatMap(({ expected }) => expected.map(([list]) => list))), new Set(FOLLOW_UP_LISTS));
});

test("the last contact and the last attempt are told apart", () => {
  const visits = ["met", "absent", "family_only", "refused"].map((outcome, place) => ({
    method: "visit",
    outcome,
    started_at: `2026-11-1${place}T15:30:00Z`,
  })) as SupportFields[];
  const facts = factsOf({}, [], visits, { today: "2026-11-21", zone: "Asia/Tokyo" });
  assert.deepEqual(
    [facts.firstRecord, facts.lastContact, facts.lastAttempt],
    ["2026-11-11", "2026-11-13", "2026-11-14"],
  );
});

test("a plan is under support from its decision to its evaluation", () => {
  const plan: PlanFields = { decision: "2026-10-01", evaluated: "2026-11-21", result: "closed" };
  const days = ["2026-09-30", "2026-10-01", "2026-11-20", "2026-11-21"];
  assert.deepEqual(
    days.map((day) => isUnderSupport(plan, day)),
    [false, true, true, false],
  );
});

test("thresholds are taken from the office, and the default stands for what cannot be read", () => {
  const told = { ...DEFAULT_THRESHOLDS, no_contact_days: 14, without_plan_days: 0, long_unheard_of: 3 };
  assert.deepEqual(thresholdsOf(told), { ...DEFAULT_THRESHOLDS, no_contact_days: 14, without_plan_days: 0 });
  const unreadable = {
    no_contact_days: "14",
    period_ending_days: -1,
    monitoring_soon_days: 1.5,
    contact_lost_months: null,
  };
  for (const nothing of [undefined, null, 7, "7", unreadable])
    assert.deepEqual(thresholdsOf(nothing), DEFAULT_THRESHOLDS);
});
