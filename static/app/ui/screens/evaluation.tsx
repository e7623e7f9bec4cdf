/** The evaluation of a plan, and the plan that goes on from it. */

import type { WriteRequest } from "../../outbox/notebook.ts";
import { isEmpty } from "../../sync/json.ts";
import type { FieldError, Fields } from "../../sync/protocol.ts";
import { check } from "../forms/check.ts";
import { Field } from "../forms/field.tsx";
import type { Form } from "../forms/form.ts";
import { filled } from "../forms/keep.ts";
import { PlanFields } from "../forms/plan.tsx";
import { t } from "../kit/language.ts";
import { one, type RecordOf } from "../model/notebook.ts";
import { nextNumber, supportsOf } from "../model/plans.ts";
import { today } from "../model/records.ts";
import { SupportList } from "../parts/plansupports.tsx";
import { NotHere } from "./nothere.tsx";
import { RecordForm } from "./recordform.tsx";

export function EvaluatePlanScreen({ id }: { id: string }) {
  const plan = one("plan", id);
  const caseId = plan?.fields.case;
  if (!caseId) return <NotHere />;
  return (
    <RecordForm
      kind="plan"
      title="evaluation.title"
      route="evaluatePlan"
      id={id}
      caseId={caseId}
      record={plan.view}
      prefill={plan.fields.evaluated === undefined ? { evaluated: today() } : {}}
      check={checkEvaluation}
      back={{ name: "plan", id }}
      fields={(form) => <EvaluationFields form={form} plan={plan} />}
      saved={(_plan, form) => (goesOn(form) ? { name: "nextPlan", id } : undefined)}
    />
  );
}

/** Whether another plan is to follow that has not been begun. */
function goesOn(form: Form): boolean {
  return form.get("result") === "new_plan" && form.original.result !== "new_plan";
}

/** An evaluation says when it was, and what comes of it. */
function checkEvaluation(values: Fields): FieldError[] {
  const missing = ["evaluated", "evaluation", "result"].filter((field) => isEmpty(values[field]));
  return [...check("plan", values), ...missing.map((field) => ({ field, code: "required" }))];
}

function EvaluationFields({ form, plan }: { form: Form; plan: RecordOf<"plan"> }) {
  return (
    <>
      <blockquote class="card narrative plan__goal">{plan.fields.goal ?? t("value.none")}</blockquote>
      <Field form={form} field="evaluation" needed />
      <Field form={form} field="evaluation_note" large />
      <Field form={form} field="evaluated" needed />
      <Field form={form} field="evaluation_meeting" />
      <Field form={form} field="result" columns="two" needed hint={t("evaluation.result.hint")} />
    </>
  );
}

/** A new plan that goes on from this one, with its goal and its supports. */
export function NextPlanScreen({ id }: { id: string }) {
  const plan = one("plan", id);
  const { case: caseId, goal } = plan?.fields ?? {};
  if (!plan || !caseId) return <NotHere />;
  return (
    <RecordForm
      kind="plan"
      title="plan.next"
      route="nextPlan"
      id={id}
      caseId={caseId}
      prefill={{ case: caseId, number: nextNumber(caseId), follows: id, ...(goal ? { goal } : {}) }}
      back={{ name: "plan", id }}
      fields={(form) => <NextPlanFields form={form} plan={plan} />}
      along={(next) => supportsOf(plan).map((support) => carriedOver(support, next))}
      saved={(next) => ({ name: "plan", id: next })}
    />
  );
}

function NextPlanFields({ form, plan }: { form: Form; plan: RecordOf<"plan"> }) {
  const supports = supportsOf(plan);
  return (
    <>
      <PlanFields form={form} />
      {supports.length > 0 && (
        <section class="section" aria-labelledby="carried">
          <h2 id="carried">{t("plan.next.supports", { number: plan.fields.number ?? "" })}</h2>
          <SupportList supports={supports} />
          <p class="soft small">{t("plan.next.supports.hint")}</p>
        </section>
      )}
    </>
  );
}

function carriedOver({ view }: RecordOf<"plan_support">, plan: string): WriteRequest {
  return { kind: "plan_support", fields: { ...filled(view.fields), plan } };
}
