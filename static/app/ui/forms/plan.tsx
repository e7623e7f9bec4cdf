/** The fields of a plan and of its supports. */

import { useMemo } from "preact/hooks";
import { fieldWord, t } from "../language.ts";
import { all, notebook } from "../notebook.ts";
import { Field } from "./field.tsx";
import type { Form } from "./form.ts";
import { described, idOf, Labelled } from "./frame.tsx";
import { usedBefore } from "./used.ts";

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

/** A colleague of the office, or nobody: then an agency does it. */
export function WorkerChoice({ form }: { form: Form }) {
  const props = { form, field: "worker" };
  const chosen = String(form.get("worker") ?? "");
  const staff = all("staff").filter(({ id, fields }) => fields.active !== false || id === chosen);
  staff.sort((one, other) => (one.fields.name ?? "").localeCompare(other.fields.name ?? "", "ja"));
  return (
    <Labelled props={{ ...props, label: fieldWord(form.kind, "worker") }}>
      <select
        class="input"
        id={idOf(props)}
        value={chosen}
        onChange={(event) => form.set("worker", event.currentTarget.value)}
        {...described(props)}
      >
        <option value="">{t("worker.none")}</option>
        {staff.map(({ id, fields }) => (
          <option key={id} value={id}>
            {fields.name}
          </option>
        ))}
      </select>
    </Labelled>
  );
}
