/** Where a plan stands. Derived from its dates, never stored. Pure; the office derives the same in server/followup/plans.py. */

import { firstDay, lastDay } from "./dates.ts";
import type { PlanFields } from "./kinds.gen.ts";
import type { Fields } from "./protocol.ts";

/** In the order in which a plan goes through them. */
export const STAGES = ["draft", "agreed", "at_meeting", "decided", "running", "evaluated"] as const;

export type Stage = (typeof STAGES)[number];

/** The stage on the day `today`. A date that is less exact than a day begins with its first day and has passed with its last. */
export function stageOf(plan: PlanFields, today: string): Stage {
  if (isEvaluated(plan, today)) return "evaluated";
  if (plan.decision !== undefined) {
    const hasBegun = plan.period_start === undefined || firstDay(plan.period_start) <= today;
    return lastDay(plan.decision) <= today && hasBegun ? "running" : "decided";
  }
  if (plan.coordination_meeting !== undefined) return "at_meeting";
  return plan.agreed_on === undefined ? "draft" : "agreed";
}

/** Whether the evaluation has happened by the end of `today`; one without any date has. */
export function isEvaluated(plan: PlanFields, today: string): boolean {
  const evaluated = evaluationOf(plan);
  return evaluated === undefined ? plan.result !== undefined : lastDay(evaluated) <= today;
}

/**
 * When a plan was evaluated: `evaluated`, or else the evaluation meeting if it came to a result. An evaluation that is dated before
 * its own meeting is a slip of the pen, and the meeting's date counts.
 */
export function evaluationOf({ evaluated, evaluation_meeting: meeting, result }: PlanFields): string | undefined {
  if (evaluated === undefined) return result === undefined ? undefined : meeting;
  return meeting !== undefined && lastDay(evaluated) < firstDay(meeting) ? meeting : evaluated;
}

/** What is not approved: a visit moves the next monitoring, and to submit is to ask. */
const MOVES_FREELY: ReadonlySet<string> = new Set(["next_monitoring", "submitted"]);

/** Whether a worker's change of these fields makes an approved plan wait for approval again (tests/cases/plan_approval.json). */
export function asksAnew(fields: Fields): boolean {
  return Object.keys(fields).some((field) => !MOVES_FREELY.has(field));
}
