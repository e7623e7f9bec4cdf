/** The fields of a visit note, the most important first; what is rarely needed waits under 「くわしく」. */

import { useMemo, useState } from "preact/hooks";
import { t } from "../language.ts";
import { notebook } from "../notebook.ts";
import { Field } from "./field.tsx";
import type { Form } from "./form.ts";
import { usedBefore } from "./used.ts";
import { isEmpty } from "./values.ts";

const DETAILS = ["purpose", "topics", "companions", "travel_minutes", "safety_note"] as const;
/** Of an accompaniment these stand in plain sight. */
const SHOWN_ABOVE = new Set(["purpose", "companions"]);
/** Meetings and calls have no door that stays shut. */
const MEETINGS = new Set(["coordination_meeting", "other_agency_meeting", "internal_meeting"]);

export function SupportFields({ form }: { form: Form }) {
  const method = form.get("method");
  const accompaniment = method === "accompaniment";
  const caseId = String(form.get("case") ?? "");
  const { places, companions } = useMemo(() => {
    const records = [...notebook().list("support"), ...notebook().list("appointment")];
    return { places: usedBefore(records, "place", caseId), companions: usedBefore(records, "companions", caseId) };
  }, [caseId]);
  return (
    <>
      <Field form={form} field="method" />
      <div class="times">
        <Field form={form} field="started_at" needed={isEmpty(form.get("dated"))} />
        <Field form={form} field="ended_at" />
      </div>
      <Field form={form} field="place" suggest={places} />
      {accompaniment && <Accompaniment form={form} companions={companions} />}
      {!MEETINGS.has(String(method)) && (
        <>
          <Field form={form} field="outcome" />
          <Field form={form} field="met" columns="three" />
        </>
      )}
      <Field form={form} field="narrative" large />
      <Field form={form} field="noticed" />
      <Field form={form} field="next_action" />
      <Field form={form} field="next_on" />
      <Field form={form} field="wants_advice" hint={t("note.advice")} />
      <Details form={form} accompaniment={accompaniment} companions={companions} />
    </>
  );
}

function Accompaniment({ form, companions }: { form: Form; companions: readonly string[] }) {
  return (
    <>
      <Field form={form} field="purpose" needed />
      <Field form={form} field="reason" needed hint={t("note.reason")} />
      <Field form={form} field="accompaniment_level" columns="two" />
      <Field form={form} field="companions" suggest={companions} />
    </>
  );
}

interface DetailsProps {
  form: Form;
  accompaniment: boolean;
  companions: readonly string[];
}

function Details({ form, accompaniment, companions }: DetailsProps) {
  // Open from the start where something is in there; it never opens or shuts by itself afterwards.
  const [filled] = useState(() => {
    const hidden = accompaniment ? DETAILS.filter((field) => !SHOWN_ABOVE.has(field)) : DETAILS;
    return hidden.some((field) => !isEmpty(form.values.peek()[field]));
  });
  return (
    <details class="disclosure" open={filled}>
      <summary>{t("note.details")}</summary>
      <div class="stack stack--loose">
        <Field form={form} field="programme" />
        {!accompaniment && <Field form={form} field="purpose" />}
        {!accompaniment && <Field form={form} field="companions" suggest={companions} />}
        <Field form={form} field="topics" columns="two" />
        <Field form={form} field="travel_minutes" />
        <Field form={form} field="safety_note" hint={t("note.safety")} />
      </div>
    </details>
  );
}
