/** Where a plan stands. Derived from its dates, never stored. Pure; the office derives the same in server/followup/plans.py. */

import { firstDay, lastDay } from "./dates.ts";
import type { PlanFields } from "./kinds.gen.ts";

/** In the order in which a plan goes through them. */
export const STAGES = ["draft", "agreed", "at_meeting", "decided", "running", "evaluated"] as const;

export type Stage = (typeof STAGES)[number];

/** The stage on the day `today`. A date that is less exact than a day begins with its first day and has passed with its last. */
export function stageOf(plan: PlanFields, today: string): Stage {
  if (plan.evaluated !== undefined || plan.result !== undefined) return "evaluated";
  if (plan.decision !== undefined) {
    const hasBegun = plan.period_start === undefined || firstDay(plan.period_start) <= today;
    return lastDay(plan.decision) <= today && hasBegun ? "running" : "decided";
  }
  if (plan.coordination_meeting !== undefined) return "at_meeting";
  return plan.agreed_on === undefined ? "draft" : "agreed";
}
