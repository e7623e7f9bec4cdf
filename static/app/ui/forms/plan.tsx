/** The fields of a plan and of its supports. */

import { useMemo } from "preact/hooks";
import { t } from "../kit/language.ts";
import { notebook } from "../model/notebook.ts";
import { Field } from "./field.tsx";
import type { Form } from "./form.ts";
import { usedBefore } from "./used.ts";
import { WorkerChoice } from "./worker.tsx";

export function PlanFields({ form }: { form: Form }) {
  return (
    <>
      <Field form={form} field="goal" large hint={t("plan.goal.hint")} />
      <Field form={form} field="period_start" />
      <Field form={form} field="period_end" />
      <Field form={form} field="next_monitoring" />
      <Field form={form} field="coordination_meeting" />
      <Field form={form} field="decision" />
      <Field form={form} field="number" />
    </>
  );
}

export function PlanSupportFields({ form }: { form: Form }) {
  const caseId = String(form.get("case") ?? "");
  const agencies = useMemo(() => usedBefore(notebook().list("plan_support"), "agency", caseId), [caseId]);
  return (
    <>
      <Field form={form} field="what" hint={t("plansupport.what.hint")} />
      <Field form={form} field="programme" />
      <WorkerChoice form={form} />
      <Field form={form} field="agency" suggest={agencies} />
      <Field form={form} field="frequency" hint={t("plansupport.frequency.hint")} />
    </>
  );
}
