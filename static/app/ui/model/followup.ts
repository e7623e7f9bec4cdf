/** What must be followed up in the cases on this phone, and how a screen says it. */

import { computed } from "@preact/signals";
import { type Attention, attentionTo } from "../../sync/followup.ts";
import { grouped } from "../../sync/grouped.ts";
import { FOLLOW_UP_LISTS, type FollowUpList, type KindName } from "../../sync/kinds.gen.ts";
import { language, t } from "../kit/language.ts";
import { hrefOf } from "../kit/routes.ts";
import type { Shape } from "../kit/shape.ts";
import { dueWords } from "../kit/time.ts";
import { factsOf, type KnownFacts } from "./casefacts.ts";
import { all, clientName, notebook, type RecordOf, zone } from "./notebook.ts";
import { today } from "./records.ts";

export interface FollowUp extends Attention {
  readonly caseId: string;
  readonly planNumber: number | undefined;
  readonly facts: KnownFacts;
}

/** What cannot wait, in the order in which it is shown. */
export const PRESSING: readonly FollowUpList[] = [
  "monitoring_overdue",
  "monitoring_due",
  "period_ended",
  "contact_lost",
  "no_contact",
];

const SHAPES: Partial<Record<FollowUpList, Shape>> = {
  monitoring_overdue: "due",
  period_ended: "due",
  contact_lost: "due",
  monitoring_soon: "queued",
  period_ending: "queued",
};

const thisDay = computed(today);

/** Everything that the open cases ask for, list by list, what has waited longest first. Reckoned anew when something changes. */
export const followUps = computed<readonly FollowUp[]>(() => {
  const [plans, supports] = [byCase(all("plan")), byCase(all("support"))];
  const thresholds = notebook().thresholds();
  const pending = all("case")
    .filter(({ fields }) => fields.state === "open")
    .flatMap(({ id, fields }) => {
      const notes = (supports.get(id) ?? []).map((note) => note.fields);
      const facts = factsOf(fields, plans.get(id) ?? [], notes, { today: thisDay.value, zone: zone() });
      return attentionTo(facts, thisDay.value, thresholds).map((one) => ({
        ...one,
        caseId: id,
        facts,
        planNumber: facts.plans.find((plan) => plan.id === one.plan)?.fields.number,
      }));
    });
  return pending.sort(byUrgency);
});

export function shapeOf(list: FollowUpList): Shape {
  return SHAPES[list] ?? "waiting";
}

/** 「モニタリング 12日超過」: what it is and how long, in one breath. */
export function stateWords({ list, days }: Attention): string {
  if (days === null) return t(list === "without_plan" ? "followup.state.no_plan" : "followup.state.never_reached");
  if (days === 0 && list === "period_ending") return t("followup.state.period_ending.today");
  return t(`followup.state.${list}`, { days: Math.abs(days) });
}

/** Which plan, and the date as exactly as it was given. */
export function dateWords({ list, on, planNumber }: FollowUp): string {
  const plan = planNumber === undefined ? "" : t("case.plan", { number: planNumber });
  if (on === null) return plan;
  const when = dueWords(on, language.value, today());
  if (list === "no_contact" || list === "contact_lost") return "";
  const isAwaited = list === "monitoring_unset" || list === "without_plan" || list === "case_review";
  return [plan, t(isAwaited ? "followup.since" : "followup.on", { when })].filter(Boolean).join(" ");
}

/** When the client or the family was last reached, and when somebody has tried in vain after that. */
export function contactWords({ lastContact, lastAttempt }: KnownFacts): string[] {
  const when = (day: string) => dueWords(day, language.value, today());
  const reached = lastContact ? t("followup.reached", { when: when(lastContact) }) : t("followup.never_reached");
  if (lastAttempt === undefined || lastAttempt <= (lastContact ?? "")) return [reached];
  return [reached, t("followup.tried", { when: when(lastAttempt) })];
}

/** Where it can be done: a monitoring is recorded, a plan opened, a client called from their case. */
export function placeOf({ list, plan, caseId }: FollowUp): string {
  if (plan === null) return hrefOf("case", caseId);
  return hrefOf(list === "monitoring_overdue" || list === "monitoring_due" ? "monitorPlan" : "plan", plan);
}

function byCase<Kind extends KindName>(entries: readonly RecordOf<Kind>[]): Map<string, RecordOf<Kind>[]> {
  return grouped(entries, ({ view }) => view.scope);
}

function byUrgency(one: FollowUp, other: FollowUp): number {
  const lists = FOLLOW_UP_LISTS.indexOf(one.list) - FOLLOW_UP_LISTS.indexOf(other.list);
  if (lists !== 0) return lists;
  const waits = (other.days ?? Number.MAX_SAFE_INTEGER) - (one.days ?? Number.MAX_SAFE_INTEGER);
  return waits || clientName(one.caseId).localeCompare(clientName(other.caseId), "ja");
}
