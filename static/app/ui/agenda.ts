/** What the days ahead hold, and what has been left undone. Pure. */

import { daysAfter } from "../sync/days.ts";
import type { AppointmentFields, SupportFields } from "../sync/kinds.gen.ts";
import { dayOf } from "./time.ts";

const DAYS_AHEAD = 7;
const DAYS_BACK = 14;

export interface Dated<Fields> {
  id: string;
  fields: Fields;
}

export interface AgendaDay<Appointment> {
  day: string;
  appointments: Appointment[];
}

export interface Agenda<Appointment> {
  today: Appointment[];
  /** The next days that have any. */
  ahead: AgendaDay<Appointment>[];
  /** Of the last two weeks, without a note. */
  unrecorded: Appointment[];
}

export interface AgendaQuestion {
  worker: string;
  now: number;
  zone: string;
  /** The appointments that have a note. */
  recorded: ReadonlySet<string>;
}

/** The appointments of one worker (and those that nobody is named for), in order of time. */
export function agendaOf<Appointment extends Dated<AppointmentFields>>(
  appointments: readonly Appointment[],
  { worker, now, zone, recorded }: AgendaQuestion,
): Agenda<Appointment> {
  const today = dayOf(now, zone);
  const mine = appointments
    .filter(({ fields }) => fields.state !== "cancelled" && (fields.worker ?? worker) === worker)
    .map((appointment) => ({ appointment, day: dayIn(appointment, zone) }))
    .sort((one, other) => startOf(one.appointment).localeCompare(startOf(other.appointment)));
  const on = (wanted: (day: string) => boolean) => mine.filter(({ day }) => wanted(day));
  const ahead = new Map<string, Appointment[]>();
  for (const { day, appointment } of on((day) => day > today && day <= daysAfter(today, DAYS_AHEAD))) {
    ahead.set(day, [...(ahead.get(day) ?? []), appointment]);
  }
  return {
    today: on((day) => day === today).map(({ appointment }) => appointment),
    ahead: [...ahead].map(([day, found]) => ({ day, appointments: found })),
    unrecorded: on((day) => day < today && day >= daysAfter(today, -DAYS_BACK))
      .map(({ appointment }) => appointment)
      .filter(({ id, fields }) => !recorded.has(id) && fields.state !== "done"),
  };
}

/** The empty day, for an appointment that has no time. */
function dayIn({ fields }: Dated<AppointmentFields>, zone: string): string {
  return fields.starts_at === undefined ? "" : dayOf(Date.parse(fields.starts_at), zone);
}

function startOf({ fields }: Dated<AppointmentFields>): string {
  return fields.starts_at ?? "";
}

/** When a support record happened: its start, or the day or month that an old register gives. Sorts as text. */
export function timeOf(fields: SupportFields): string {
  return fields.started_at ?? fields.dated ?? "";
}

export interface CourseMonth<Note> {
  month: string;
  notes: Note[];
}

/** Support records by month, the newest first. A record without any time comes last, under the empty month. */
export function courseOf<Note extends Dated<SupportFields>>(notes: readonly Note[], zone: string): CourseMonth<Note>[] {
  const sorted = [...notes].sort((one, other) => timeOf(other.fields).localeCompare(timeOf(one.fields)));
  const months = new Map<string, Note[]>();
  for (const note of sorted) {
    const month = monthOf(note.fields, zone);
    const found = months.get(month);
    if (found) found.push(note);
    else months.set(month, [note]);
  }
  return [...months].map(([month, found]) => ({ month, notes: found }));
}

function monthOf({ started_at, dated }: SupportFields, zone: string): string {
  return started_at === undefined ? (dated ?? "").slice(0, 7) : dayOf(Date.parse(started_at), zone).slice(0, 7);
}
