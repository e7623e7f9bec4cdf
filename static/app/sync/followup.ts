/**
 * What must be followed up in a case on a day. The office says the same of the same records (server/followup/);
 * tests/cases/follow_up.json holds both to it. Pure: the day arrives as an argument, and so does what is known by then.
 *
 * Where a date is less exact than a day, a beginning counts from its first day and an end on its last.
 */

import { firstDay, lastDay, monthsAfter } from "./dates.ts";
import { daysBetween } from "./days.ts";
import { CONTACTS, type FollowUpList, type PlanFields, type SupportFields } from "./kinds.gen.ts";
import { evaluationOf, isEvaluated } from "./plans.ts";
import type { Thresholds } from "./thresholds.ts";

export interface Plan {
  readonly id: string;
  readonly fields: PlanFields;
}

/** What is known of an open case by a day; nothing in it lies after that day. */
export interface CaseFacts {
  readonly openedOn?: string | undefined;
  /** The days of its first support record of any kind, and of the last contact. */
  readonly firstRecord?: string | undefined;
  readonly lastContact?: string | undefined;
  readonly plans: readonly Plan[];
}

/**
 * One thing that a case asks for: when it was due or since when it waits, and how many days ago that was (negative: how many are
 * left; `null` where nobody knows).
 */
export interface Attention {
  readonly list: FollowUpList;
  readonly plan: string | null;
  readonly on: string | null;
  readonly days: number | null;
}

/** What a support record is: a contact with the client or their family, an attempt at one, or neither (`server/followup/contacts.py`). */
export function contactOf({ method, outcome, met = [] }: SupportFields): "contact" | "attempt" | undefined {
  const is = (code: string | undefined, codes: readonly string[]) => code !== undefined && codes.includes(code);
  if (!is(method, CONTACTS.methods)) return undefined;
  if (is(outcome, CONTACTS.in_vain))
    return is(outcome, CONTACTS.of_the_client) && met.includes("family") ? "contact" : "attempt";
  if (met.length > 0) return met.some((who) => is(who, CONTACTS.people)) ? "contact" : undefined;
  return is(outcome, CONTACTS.reached) || is(method, CONTACTS.in_person) ? "contact" : "attempt";
}

/** Everything that an open case asks for, where the office wants to see it after this long. */
export function attentionTo(facts: CaseFacts, today: string, thresholds: Thresholds): Attention[] {
  const supported = facts.plans.filter(({ fields }) => isUnderSupport(fields, today));
  return [
    ...supported.flatMap((plan) => [monitoringOf(plan, today, thresholds), periodOf(plan, today, thresholds)]),
    silenceOf(facts, today, thresholds),
    supported.length === 0 ? waitForPlan(facts, today, thresholds) : reviewOf(facts, supported, today, thresholds),
  ].filter((attention) => attention !== undefined);
}

/** Whether a plan has been decided (or, in old registers, been at its meeting) and not yet been evaluated. */
export function isUnderSupport(plan: PlanFields, today: string): boolean {
  const since = supportedSince(plan);
  return since !== undefined && since <= today && !isEvaluated(plan, today);
}

function supportedSince({ decision, coordination_meeting }: PlanFields): string | undefined {
  const begun = decision ?? coordination_meeting;
  return begun === undefined ? undefined : firstDay(begun);
}

function monitoringOf({ id: plan, fields }: Plan, today: string, thresholds: Thresholds): Attention | undefined {
  const on = fields.next_monitoring;
  if (on === undefined) return since("monitoring_unset", supportedSince(fields), today, plan);
  if (today > lastDay(on)) return { list: "monitoring_overdue", plan, on, days: daysBetween(lastDay(on), today) };
  if (today >= firstDay(on)) return { list: "monitoring_due", plan, on, days: 0 };
  const days = daysBetween(firstDay(on), today);
  return -days <= thresholds.monitoring_soon_days ? { list: "monitoring_soon", plan, on, days } : undefined;
}

function periodOf({ id: plan, fields }: Plan, today: string, thresholds: Thresholds): Attention | undefined {
  const on = fields.period_end;
  if (on === undefined) return undefined;
  const days = daysBetween(lastDay(on), today);
  if (days > 0) return { list: "period_ended", plan, on, days };
  return -days <= thresholds.period_ending_days ? { list: "period_ending", plan, on, days } : undefined;
}

function silenceOf(facts: CaseFacts, today: string, thresholds: Thresholds): Attention | undefined {
  const last = facts.lastContact ?? knownSince(facts);
  if (last === undefined) return since("no_contact", last, today);
  if (monthsAfter(last, thresholds.contact_lost_months) <= today) return since("contact_lost", last, today);
  return daysBetween(last, today) >= thresholds.no_contact_days ? since("no_contact", last, today) : undefined;
}

/** Counted from the intake, or from the last evaluation: such a case waits for its next plan or for its closure. */
function waitForPlan(facts: CaseFacts, today: string, thresholds: Thresholds): Attention | undefined {
  const evaluated = facts.plans
    .map(({ fields }) => evaluationOf(fields))
    .filter((on) => on !== undefined)
    .map(lastDay)
    .filter((day) => day <= today);
  const begun = latest([knownSince(facts), ...evaluated]);
  if (begun !== undefined && daysBetween(begun, today) < thresholds.without_plan_days) return undefined;
  return since("without_plan", begun, today);
}

/** A decision counts as a review, for the meeting that decides a plan looks at the whole case. */
function reviewOf(
  facts: CaseFacts,
  supported: readonly Plan[],
  today: string,
  thresholds: Thresholds,
): Attention | undefined {
  const days = facts.plans.flatMap(({ fields }) => [supportedSince(fields), fields.case_reviewed_on]);
  const last = latest(days.filter((day) => day !== undefined && day <= today));
  const newest = [...supported].sort((a, b) => (a.fields.number ?? 0) - (b.fields.number ?? 0)).at(-1);
  if (last === undefined || newest === undefined) return undefined;
  const on = monthsAfter(last, thresholds.case_review_months);
  return on <= today ? since("case_review", on, today, newest.id) : undefined;
}

/** The day of the intake. Old registers have none: then the first that is known of the case. */
function knownSince({ openedOn, firstRecord, plans }: CaseFacts): string | undefined {
  return openedOn ?? known([firstRecord, ...plans.map(({ fields }) => supportedSince(fields))]).at(0);
}

function since(list: FollowUpList, on: string | undefined, today: string, plan: string | null = null): Attention {
  return on === undefined ? { list, plan, on: null, days: null } : { list, plan, on, days: daysBetween(on, today) };
}

function latest(days: readonly (string | undefined)[]): string | undefined {
  return known(days).at(-1);
}

function known(days: readonly (string | undefined)[]): string[] {
  return days.filter((day) => day !== undefined).sort();
}
