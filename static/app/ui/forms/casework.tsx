/** The fields of appointments, people, households and cases. */

import { useMemo } from "preact/hooks";
import { t } from "../kit/language.ts";
import { notebook } from "../model/notebook.ts";
import { Field } from "./field.tsx";
import type { Form } from "./form.ts";
import { usedBefore } from "./used.ts";

export function AppointmentFields({ form, withState = false }: { form: Form; withState?: boolean }) {
  return (
    <>
      {withState && <Field form={form} field="state" columns="three" />}
      <div class="times">
        <Field form={form} field="starts_at" />
        <Field form={form} field="ends_at" />
      </div>
      <PlannedFields form={form} />
    </>
  );
}

/** What is planned of a contact besides its time, be it once or again and again. */
export function PlannedFields({ form }: { form: Form }) {
  const caseId = String(form.get("case") ?? "");
  const { places, companions } = useMemo(() => {
    const records = [...notebook().list("appointment"), ...notebook().list("support")];
    return { places: usedBefore(records, "place", caseId), companions: usedBefore(records, "companions", caseId) };
  }, [caseId]);
  return (
    <>
      <Field form={form} field="method" />
      <Field form={form} field="place" suggest={places} />
      <Field form={form} field="purpose" />
      {form.get("method") === "accompaniment" && <Field form={form} field="reason" hint={t("note.reason")} />}
      <Field form={form} field="companions" suggest={companions} />
      <Field form={form} field="programme" />
    </>
  );
}

export function PersonFields({ form }: { form: Form }) {
  return (
    <>
      <Field form={form} kind="person" field="name" />
      <Field form={form} kind="person" field="kana" />
      <Field form={form} kind="person" field="phone" type="tel" />
      <Field form={form} kind="person" field="address" />
      <Field form={form} kind="person" field="born_on" />
      <Field form={form} kind="person" field="gender" columns="two" />
      <Field form={form} kind="person" field="not_yet_met" hint={t("person.not_yet_met")} />
      <Field form={form} kind="person" field="notes" />
    </>
  );
}

export function HouseholdFields({ form }: { form: Form }) {
  return (
    <>
      <Field form={form} field="safety_notes" hint={t("household.safety")} />
      <Field form={form} field="name" />
      <Field form={form} field="members" />
      <Field form={form} field="address" />
    </>
  );
}

export function CaseFields({ form, withState = false }: { form: Form; withState?: boolean }) {
  const closed = form.get("state") === "closed";
  return (
    <>
      {withState && <Field form={form} kind="case" field="state" columns="two" />}
      {closed && <Field form={form} kind="case" field="closure" needed />}
      {closed && <Field form={form} kind="case" field="closed_on" />}
      <Field form={form} kind="case" field="summary" large />
      <Field form={form} kind="case" field="issues" columns="two" />
      <Field form={form} kind="case" field="programmes" />
      <Field form={form} kind="case" field="route" />
      <Field form={form} kind="case" field="age_band" columns="three" />
      <Field form={form} kind="case" field="opened_on" />
      <Field form={form} kind="case" field="number" />
    </>
  );
}
