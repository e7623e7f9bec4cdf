/** The plans of a case as the screens need them. */

import { lastDay } from "../../sync/dates.ts";
import type { ApprovalCode, PlanFields } from "../../sync/kinds.gen.ts";
import { asksAnew, stageOf } from "../../sync/plans.ts";
import { language, t } from "../kit/language.ts";
import { dueWords } from "../kit/time.ts";
import { timeOf } from "./agenda.ts";
import { all, inCase, me, notebook, one, type RecordOf } from "./notebook.ts";
import { today } from "./records.ts";

/** The plans of a case, the newest first. */
export function plansOf(caseId: string): RecordOf<"plan">[] {
  return inCase("plan", caseId).sort((a, b) => (b.fields.number ?? 0) - (a.fields.number ?? 0));
}

/** The number after the highest of the case. */
export function nextNumber(caseId: string): number {
  return Math.max(0, ...plansOf(caseId).map(({ fields }) => fields.number ?? 0)) + 1;
}

/** The other plans of the case that have this plan's number: two phones may each have made the next one. */
export function sameNumber({ id, view, fields }: RecordOf<"plan">): RecordOf<"plan">[] {
  return plansOf(view.scope).filter((other) => other.id !== id && other.fields.number === fields.number);
}

/** The plans that the supervisor gave back, of the cases that this phone's worker has in hand. */
export function returnedPlans(): RecordOf<"plan">[] {
  return all("plan").filter(
    ({ fields }) => approvalOf(fields) === "returned" && one("case", fields.case)?.fields.main_worker === me(),
  );
}

/** The newest plan of a case that runs today. */
export function runningPlan(caseId: string): RecordOf<"plan"> | undefined {
  return plansOf(caseId).find(({ fields }) => stageOf(fields, today()) === "running");
}

/** The newest plan of a case that has not been evaluated. */
export function openPlan(caseId: string): RecordOf<"plan"> | undefined {
  return plansOf(caseId).find(({ fields }) => stageOf(fields, today()) !== "evaluated");
}

/** The supports of a plan, in the order of making. */
export function supportsOf({ id, view }: RecordOf<"plan">): RecordOf<"plan_support">[] {
  return inCase("plan_support", view.scope)
    .filter(({ fields }) => fields.plan === id)
    .sort((a, b) => a.id.localeCompare(b.id));
}

/** The notes that looked at a plan again, the latest first. */
export function monitoringsOf({ id, view }: RecordOf<"plan">): RecordOf<"support">[] {
  return inCase("support", view.scope)
    .filter(({ fields }) => fields.monitors === id)
    .sort((a, b) => timeOf(b.fields).localeCompare(timeOf(a.fields)));
}

/** The approval as far as this phone knows: one that was asked for here and has not reached the office counts as asked. */
export function approvalOf({ approval, submitted }: PlanFields): ApprovalCode | undefined {
  return submitted && approval !== "approved" && approval !== "changed" ? "asked" : approval;
}

/** Whether something of what was approved has been changed here, which the office has not heard of yet. */
export function isChangedHere({ id }: RecordOf<"plan">): boolean {
  return notebook()
    .queue()
    .some(({ change: { kind, record, fields } }) => {
      if (kind === "plan") return record === id && asksAnew(fields);
      return kind === "plan_support" && (fields.plan ?? one("plan_support", record)?.fields.plan) === id;
    });
}

/** Whether a due date has passed without what it was for. */
export function isOverdue(due: string | undefined): boolean {
  return due !== undefined && lastDay(due) < today();
}

/** 「12月下旬ごろまで」 */
export function untilWords(due: string): string {
  const when = dueWords(due, language.value, today());
  if (due.length === 7) return t("plan.until_month", { when });
  return t(/\d$/.test(due) ? "plan.until_day" : "plan.until_third", { when });
}
