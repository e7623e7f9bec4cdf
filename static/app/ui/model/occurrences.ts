/**
 * The times of recurring visits, as appointments that nobody has written down. Pure.
 *
 * A time is called by its series and its day, `0199…-2026-11-25`. An appointment that names both stands in its place.
 */

import { lengthOf } from "../../sync/days.ts";
import type { AppointmentFields, SeriesFields } from "../../sync/kinds.gen.ts";
import { occurrences } from "../../sync/recurrence.ts";
import { momentOf } from "../kit/time.ts";
import type { Dated } from "./agenda.ts";

const COPIED = ["case", "worker", "method", "programme", "place", "companions", "purpose", "reason"] as const;
const NAME = /^(.{36})-(\d{4}-\d\d-\d\d)$/;

export interface Occurrence {
  series: string;
  day: string;
}

export function nameOf({ series, day }: Occurrence): string {
  return `${series}-${day}`;
}

export function occurrenceIn(name: string): Occurrence | null {
  const [, series, day] = NAME.exec(name) ?? [];
  return series === undefined || day === undefined || !isDay(day) ? null : { series, day };
}

/** Whether a text such as `2026-11-25` is a day that there is. */
export function isDay(text: string): boolean {
  const [year, month, date] = text.split("-").map(Number);
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || !year || !month || !date) return false;
  return month <= 12 && date <= lengthOf(text);
}

/** The appointments that stand in place of a time, by the time's name. */
export function inPlaceOf(appointments: readonly Dated<AppointmentFields>[]): Map<string, string> {
  const byTime = new Map<string, string>();
  for (const { id, fields } of appointments) {
    if (fields.series && fields.occurrence) {
      byTime.set(nameOf({ series: fields.series, day: fields.occurrence }), id);
    }
  }
  return byTime;
}

/** The times of a series from `first` to `last`, both included. */
export function timesOf(
  series: Dated<SeriesFields>,
  first: string,
  last: string,
  zone: string,
): Dated<AppointmentFields>[] {
  return occurrences(series.fields, first, last).map((day) => timeOn(series, day, zone));
}

/** The time that a series has on a day. */
export function timeOn({ id, fields }: Dated<SeriesFields>, day: string, zone: string): Dated<AppointmentFields> {
  const time: AppointmentFields = { state: "planned", series: id, occurrence: day };
  const starts = momentOf(`${day}T${fields.from_time}`, zone);
  const ends = momentOf(`${day}T${fields.to_time}`, zone);
  if (starts !== null) time.starts_at = starts;
  if (ends !== null) time.ends_at = ends;
  const copied = Object.fromEntries(
    COPIED.filter((field) => fields[field] !== undefined).map((field) => [field, fields[field]]),
  );
  return { id: nameOf({ series: id, day }), fields: { ...time, ...copied } };
}
