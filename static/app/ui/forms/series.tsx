/** The fields of a recurring visit, and the days that come of them. */

import type { RepeatsCode, SeriesFields as Values } from "../../sync/kinds.gen.ts";
import { isPensionRhythm } from "../../sync/recurrence.ts";
import { listWords, t } from "../kit/language.ts";
import { day, today } from "../model/records.ts";
import { nextTimes, rhythmWords } from "../model/rhythm.ts";
import { PlannedFields } from "./casework.tsx";
import { Field } from "./field.tsx";
import type { Form } from "./form.ts";

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
  return (
    <>
      <div class="times">
        <Field form={form} field="from_time" />
        <Field form={form} field="to_time" />
      </div>
      <Field form={form} field="until" hint={t("series.until.hint")} />
      <PlannedFields form={form} />
    </>
  );
}
