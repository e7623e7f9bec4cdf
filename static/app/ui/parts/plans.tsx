/** The plans of a case, each with how far it is and when it is looked at again. */

import { stageOf } from "../../sync/plans.ts";
import { fieldWord, t } from "../kit/language.ts";
import { hrefOf } from "../kit/routes.ts";
import type { RecordOf } from "../model/notebook.ts";
import { isOverdue, plansOf, sameNumber, untilWords } from "../model/plans.ts";
import { today } from "../model/records.ts";
import { State, UnsentMark } from "./state.tsx";

export function Plans({ caseId }: { caseId: string }) {
  return (
    <section class="section" aria-labelledby="plans">
      <h2 id="plans">{t("case.plans")}</h2>
      <PlanList plans={plansOf(caseId)} />
      <a class="button button--quiet" href={hrefOf("newPlan", caseId)}>
        {t("plan.new")}
      </a>
    </section>
  );
}

function PlanList({ plans }: { plans: readonly RecordOf<"plan">[] }) {
  if (plans.length === 0) return null;
  return (
    <ul class="list">
      {plans.map((plan) => (
        <li key={plan.id}>
          <a class="list__link" href={hrefOf("plan", plan.id)}>
            <span class="list__main">{t("case.plan", { number: plan.fields.number ?? "" })}</span>
            <span class="list__sub">{plan.fields.goal}</span>
            <Next plan={plan} />
            <span class="list__aside">
              {sameNumber(plan).length > 0 && <State shape="due">{t("plan.twice.mark")}</State>}
              <State shape="plain">{t(`plan.stage.${stageOf(plan.fields, today())}`)}</State>
              <UnsentMark view={plan.view} />
            </span>
          </a>
        </li>
      ))}
    </ul>
  );
}

function Next({ plan: { fields } }: { plan: RecordOf<"plan"> }) {
  const { next_monitoring: next } = fields;
  if (!next || stageOf(fields, today()) === "evaluated") return null;
  return (
    <span class="list__sub">
      {fieldWord("plan", "next_monitoring")} {untilWords(next)}{" "}
      {isOverdue(next) && <State shape="due">{t("plan.overdue")}</State>}
    </span>
  );
}
