/** What the days ahead hold, and what has been left undone. Pure. */

import { daysAfter } from "../../sync/days.ts";
import { grouped } from "../../sync/grouped.ts";
import type { AppointmentFields, SupportFields } from "../../sync/kinds.gen.ts";
import { dayOf } from "../kit/time.ts";

/** How far today's screen looks ahead, and back for what was left without a note. */
export const DAYS_AHEAD = 7;
export const DAYS_BACK = 14;

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
  const days = daysOf(appointments, worker, zone);
  return {
    today: days.get(today) ?? [],
    ahead: [...days]
      .filter(([day]) => day > today && day <= daysAfter(today, DAYS_AHEAD))
      .map(([day, appointments]) => ({ day, appointments })),
    unrecorded: [...days]
      .filter(([day]) => day < today && day >= daysAfter(today, -DAYS_BACK))
      .flatMap(([, appointments]) => appointments)
      .filter(({ id, fields }) => !recorded.has(id) && fields.state !== "done"),
  };
}

/** The appointments of one worker (and those that nobody is named for) by day, in order of time; cancelled ones left out. */
export function daysOf<Appointment extends Dated<AppointmentFields>>(
  appointments: readonly Appointment[],
  worker: string,
  zone: string,
): Map<string, Appointment[]> {
  const mine = appointments
    .filter(({ fields }) => fields.state !== "cancelled" && (fields.worker ?? worker) === worker)
    .sort((one, other) => startOf(one).localeCompare(startOf(other)));
  return grouped(mine, (appointment) => dayIn(appointment, zone));
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
  const months = grouped(sorted, ({ fields }) => monthOf(fields, zone));
  return [...months].map(([month, notes]) => ({ month, notes }));
}

function monthOf(fields: SupportFields, zone: string): string {
  return noteDay(fields, zone).slice(0, 7);
}

/** The day of a note, or as much of it as an old register gives: a month. */
export function noteDay({ started_at, dated }: SupportFields, zone: string): string {
  return started_at === undefined ? (dated ?? "").slice(0, 7) : dayOf(Date.parse(started_at), zone);
}
