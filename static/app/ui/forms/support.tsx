/**
 * The fields of a visit note: how it ended and what happened come first, then what is filled in already; what is rarely needed waits under
 * 「くわしく」.
 */

import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { isEmpty } from "../../sync/json.ts";
import { type MethodCode, RESULTS } from "../../sync/kinds.gen.ts";
import type { Json } from "../../sync/protocol.ts";
import { t } from "../kit/language.ts";
import { notebook } from "../model/notebook.ts";
import { Field } from "./field.tsx";
import type { Form } from "./form.ts";
import { asksForResult } from "./monitoring.ts";
import { usedBefore } from "./used.ts";

const DETAILS = ["purpose", "topics", "companions", "travel_minutes", "safety_note"] as const;
/** Of an accompaniment these stand in plain sight. */
const SHOWN_ABOVE = new Set(["purpose", "companions"]);

export function SupportFields({ form }: { form: Form }) {
  const method = form.get("method");
  const accompaniment = method === "accompaniment";
  const caseId = String(form.get("case") ?? "");
  const { places, companions } = useMemo(() => {
    const records = [...notebook().list("support"), ...notebook().list("appointment")];
    return { places: usedBefore(records, "place", caseId), companions: usedBefore(records, "companions", caseId) };
  }, [caseId]);
  useResultOf(form, method);
  return (
    <>
      <Field form={form} field="method" columns="two" />
      {resultsOf(method).length > 0 && (
        <>
          <Field
            form={form}
            field="outcome"
            columns="two"
            only={resultsOf(method)}
            needed={asksForResult(form.values.value, form.original)}
          />
          <Field form={form} field="met" columns="three" />
        </>
      )}
      {accompaniment && <Accompaniment form={form} companions={companions} />}
      <Field form={form} field="narrative" large />
      <div class="times">
        <Field form={form} field="started_at" needed={isEmpty(form.get("dated"))} />
        <Field form={form} field="ended_at" />
      </div>
      <Field form={form} field="place" suggest={places} />
      <Field form={form} field="noticed" />
      <Field form={form} field="next_action" />
      <Field form={form} field="next_on" />
      <Field form={form} field="wants_advice" hint={t("note.advice")} />
      <Details form={form} accompaniment={accompaniment} companions={companions} />
    </>
  );
}

/** The results that a method may have; none for a meeting. */
function resultsOf(method: Json | undefined): readonly string[] {
  return RESULTS[(isEmpty(method) ? "visit" : method) as MethodCode] ?? [];
}

/** Another method has other results: what is no longer offered is taken out, where it could be neither seen nor mended. */
function useResultOf(form: Form, method: Json | undefined): void {
  const before = useRef(method);
  useEffect(() => {
    if (before.current === method) return;
    before.current = method;
    const results = resultsOf(method);
    if (!results.includes(String(form.get("outcome")))) form.set("outcome", null);
    if (results.length === 0) form.set("met", null);
  }, [form, method]);
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
