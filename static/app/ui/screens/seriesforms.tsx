/** Recurring visits: a new one, an existing one, and one of its times that is moved or cancelled. */

import type { Fields } from "../../sync/protocol.ts";
import { AppointmentFields } from "../forms/casework.tsx";
import { NextTimes, RhythmFields, SeriesFields } from "../forms/series.tsx";
import { t } from "../kit/language.ts";
import { goBack } from "../kit/navigation.ts";
import { pathOf } from "../kit/routes.ts";
import { announce } from "../model/announce.ts";
import { me, newId, notebook, one, personOf, type RecordOf } from "../model/notebook.ts";
import { type Planned, plannedTime, useBegunBefore, writtenDown } from "../model/planned.ts";
import { day, today } from "../model/records.ts";
import { clockWords, rhythmWords } from "../model/rhythm.ts";
import { confirmed } from "../parts/confirm.tsx";
import { SeriesLink } from "../parts/series.tsx";
import { NotHere } from "./nothere.tsx";
import { RecordForm } from "./recordform.tsx";
import { EditAppointmentScreen } from "./recordforms.tsx";

export function NewSeriesScreen({ id }: { id: string }) {
  if (!one("case", id)) return <NotHere />;
  const address = personOf(id)?.fields.address;
  const prefill: Fields = {
    case: id,
    worker: me(),
    method: "visit",
    repeats: "weekly",
    closed_days: "after",
    starts_on: today(),
    ...(address ? { place: address } : {}),
  };
  return (
    <RecordForm
      kind="series"
      title="series.new"
      route="newSeries"
      id={id}
      caseId={id}
      prefill={prefill}
      fields={(form) => (
        <>
          <RhythmFields form={form} />
          <NextTimes form={form} />
          <SeriesFields form={form} />
        </>
      )}
    />
  );
}

export function EditSeriesScreen({ id }: { id: string }) {
  const series = one("series", id);
  const caseId = series?.fields.case;
  if (!caseId || series.view.deleted) return <NotHere />;
  return (
    <RecordForm
      kind="series"
      title="series.edit"
      route="editSeries"
      id={id}
      caseId={caseId}
      record={series.view}
      fields={(form) => (
        <>
          <NextTimes form={form} />
          <p class="soft">{t("series.edit.rhythm")}</p>
          <SeriesFields form={form} />
        </>
      )}
      more={
        <button type="button" class="button button--danger" onClick={() => void end(series, caseId)}>
          {t("series.end")}
        </button>
      }
    />
  );
}

/** Today is its last day; one that has not begun is taken away. */
async function end({ id, fields }: RecordOf<"series">, caseId: string): Promise<void> {
  const last = today();
  const rhythm = `${rhythmWords(fields)} ${clockWords(fields)}`;
  if (!(await confirmed(t("series.end.title"), t("series.end.text", { rhythm, day: day(last) }), t("series.end"))))
    return;
  const ended: Fields = (fields.starts_on ?? last) > last ? { deleted: true } : { until: last };
  try {
    await notebook().write({ kind: "series", record: id, fields: ended });
  } catch {
    announce(t("failure.storage_failed"));
    return;
  }
  announce(t("series.ended"));
  goBack("case", caseId);
}

/** One time of a recurring visit. What is saved is an appointment in its place. */
export function EditOccurrenceScreen({ id }: { id: string }) {
  const time = plannedTime(id);
  const isBegun = useBegunBefore(pathOf({ name: "editOccurrence", id }), time);
  const caseId = time?.fields.case;
  if (!caseId) return <NotHere />;
  if (time.view && !isBegun) return <EditAppointmentScreen id={time.id} />;
  return (
    <RecordForm
      kind="appointment"
      title="occurrence.edit"
      route="editOccurrence"
      id={id}
      caseId={caseId}
      {...(time.view ? { record: time.view } : { prefill: time.fields as Fields })}
      fields={(form) => (
        <>
          <SeriesLink id={time.fields.series} />
          <AppointmentFields form={form} />
        </>
      )}
      more={
        !time.view && (
          <button type="button" class="button button--danger" onClick={() => void cancel(time, caseId)}>
            {t("occurrence.cancel")}
          </button>
        )
      }
    />
  );
}

async function cancel(time: Planned, caseId: string): Promise<void> {
  const text = t("occurrence.cancel.text", { day: day(time.fields.occurrence ?? "") });
  if (!(await confirmed(t("occurrence.cancel.title"), text, t("occurrence.cancel")))) return;
  try {
    await notebook().write(writtenDown(time, newId(), { state: "cancelled" }));
  } catch {
    announce(t("failure.storage_failed"));
    return;
  }
  announce(t("occurrence.cancelled"));
  goBack("case", caseId);
}
