/** What is planned: appointments, and the times of recurring visits that no appointment stands in place of. */

import { useState } from "preact/hooks";
import type { WriteRequest } from "../../outbox/notebook.ts";
import type { FieldsOf } from "../../sync/kinds.gen.ts";
import type { Fields } from "../../sync/protocol.ts";
import { occurrences } from "../../sync/recurrence.ts";
import { all, inCase, notebook, one, type RecordOf, zone } from "./notebook.ts";
import { inPlaceOf, nameOf, occurrenceIn, timeOn, timesOf } from "./occurrences.ts";

/** An appointment; without `view`, a time of a recurring visit. */
export interface Planned {
  id: string;
  fields: FieldsOf["appointment"];
  view?: RecordOf<"appointment">["view"];
}

/** All appointments, and the times of the recurring visits of open cases from `first` to `last`. */
export function planned(first: string, last: string): Planned[] {
  const appointments = all("appointment");
  const series = all("series").filter(({ fields }) => one("case", fields.case)?.fields.state === "open");
  return [...appointments, ...timesLeft(series, appointments, first, last)];
}

/** The same for one case. */
export function plannedInCase(caseId: string, first: string, last: string): Planned[] {
  const appointments = inCase("appointment", caseId);
  const isOpen = one("case", caseId)?.fields.state === "open";
  return [...appointments, ...timesLeft(isOpen ? inCase("series", caseId) : [], appointments, first, last)];
}

function timesLeft(
  series: readonly RecordOf<"series">[],
  appointments: readonly RecordOf<"appointment">[],
  first: string,
  last: string,
): Planned[] {
  const taken = inPlaceOf(appointments);
  return series.flatMap((each) => timesOf(each, first, last, zone())).filter(({ id }) => !taken.has(id));
}

/**
 * The time of a recurring visit that `name` calls: the appointment that stands in its place by now, or else the time itself. None
 * where the series has no such time.
 */
export function plannedTime(name: string): Planned | undefined {
  const occurrence = occurrenceIn(name);
  const series = one("series", occurrence?.series);
  if (!occurrence || !series?.fields.case || series.view.deleted) return undefined;
  const instead = inPlaceOf(inCase("appointment", series.fields.case)).get(nameOf(occurrence));
  if (instead !== undefined) return one("appointment", instead);
  const { day } = occurrence;
  return occurrences(series.fields, day, day).length === 0 ? undefined : timeOn(series, day, zone());
}

/**
 * Whether the form of a time is the one to show, rather than that of the appointment in its place: it was opened, or a draft of it
 * begun, before somebody wrote the time down. What was typed in it goes on there.
 */
export function useBegunBefore(path: string, time: Planned | undefined): boolean {
  const [begun] = useState(() => time?.view === undefined || notebook().draft(path) !== undefined);
  return begun;
}

/** What writes down a time of a recurring visit as an appointment, with `fields` laid over. */
export function writtenDown(time: Planned, record: string, fields: Fields = {}): WriteRequest {
  return { kind: "appointment", record, fields: { ...time.fields, ...fields } as Fields };
}
