/** What a client agrees to when they agree to a plan, as one text (`sync/agreement.py`). Pure. */

import type { PlanFields, PlanSupportFields } from "./kinds.gen.ts";

const PLAN = ["number", "goal", "period_start", "period_end"] as const;
const SUPPORT = ["programme", "what", "worker", "agency", "frequency"] as const;

export interface AgreedSupport {
  id: string;
  fields: PlanSupportFields;
}

export function agreedText(plan: PlanFields, supports: readonly AgreedSupport[]): string {
  const inOrder = [...supports].sort((one, other) => (one.id < other.id ? -1 : 1));
  const parts = inOrder.map(({ fields }) => SUPPORT.map((name) => fields[name] ?? null));
  return JSON.stringify([...PLAN.map((name) => plan[name] ?? null), parts]);
}
