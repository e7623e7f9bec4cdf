/** The fields of a recurring visit, and the days that come of them. */

import { useMemo } from "preact/hooks";
import type { RepeatsCode, SeriesFields as Values } from "../../sync/kinds.gen.ts";
import { isPensionRhythm } from "../../sync/recurrence.ts";
import { listWords, t } from "../language.ts";
import { notebook } from "../notebook.ts";
import { day, today } from "../records.ts";
import { nextTimes, rhythmWords } from "../rhythm.ts";
import { Field } from "./field.tsx";
import type { Form } from "./form.ts";
import { usedBefore } from "./used.ts";

const TIMES_SHOWN = 4;

/** How it repeats. Fixed once it is made: what was visited by it stays as it was. */
export function RhythmFields({ form }: { form: Form }) {
  const repeats = form.get("repeats") as RepeatsCode | undefined;
  return (
    <>
      <Field form={form} field="repeats" />
      <Field form={form} field="starts_on" hint={t(`series.starts_on.${hintOf(repeats)}`)} />
      {!(repeats && isPensionRhythm(repeats)) && (
        <Field form={form} field="closed_days" columns="two" hint={t("series.closed_days")} />
      )}
    </>
  );
}

function hintOf(repeats: RepeatsCode | undefined): "week" | "date" | "weekday" | "pension" {
  if (repeats === "monthly_by_date") return "date";
  if (repeats === "monthly_by_weekday") return "weekday";
  return repeats && isPensionRhythm(repeats) ? "pension" : "week";
}

/** The next days on which the form, as it is, would have a visit. */
export function NextTimes({ form }: { form: Form }) {
  const series = form.values.value as Values;
  const days = nextTimes(series, today(), TIMES_SHOWN);
  const rhythm = rhythmWords(series);
  return (
    <div class="notice" role="status">
      <p class="notice__title">{rhythm || t("series.preview.none")}</p>
      {rhythm && (
        <p>{days.length > 0 ? t("series.preview", { days: listWords(days.map(day)) }) : t("series.preview.no_days")}</p>
      )}
    </div>
  );
}

export function SeriesFields({ form }: { form: Form }) {
  const caseId = String(form.get("case") ?? "");
  const { places, companions } = useMemo(() => {
    const records = [...notebook().list("appointment"), ...notebook().list("support")];
    return { places: usedBefore(records, "place", caseId), companions: usedBefore(records, "companions", caseId) };
  }, [caseId]);
  return (
    <>
      <div class="times">
        <Field form={form} field="from_time" />
        <Field form={form} field="to_time" />
      </div>
      <Field form={form} field="until" hint={t("series.until.hint")} />
      <Field form={form} field="method" />
      <Field form={form} field="place" suggest={places} />
      <Field form={form} field="purpose" />
      {form.get("method") === "accompaniment" && <Field form={form} field="reason" hint={t("note.reason")} />}
      <Field form={form} field="companions" suggest={companions} />
      <Field form={form} field="programme" />
    </>
  );
}
