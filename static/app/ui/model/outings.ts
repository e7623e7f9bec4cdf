/** The worker's own visits under watch: finding them, and what the buttons write. */

import type { MethodCode } from "../../sync/kinds.gen.ts";
import { after, callsForHelp, expectedEnd, extended, isForgotten } from "../../sync/outing.ts";
import type { Fields } from "../../sync/protocol.ts";
import { t } from "../kit/language.ts";
import { dayOf } from "../kit/time.ts";
import { announce } from "./announce.ts";
import { all, clock, homeOf, inCase, me, newId, notebook, now, one, type RecordOf, zone } from "./notebook.ts";

export type Outing = RecordOf<"outing">;

/** The methods for which a worker goes out, and is watched over. Meetings and calls are no visits. */
export const GOES_OUT: readonly MethodCode[] = ["visit", "accompaniment"];

/** Whether a worker goes out for it. */
export function goesOut(method: MethodCode | undefined): boolean {
  return method !== undefined && GOES_OUT.includes(method);
}

function latestFirst({ fields: one }: Outing, { fields: other }: Outing): number {
  return (other.started_at ?? "").localeCompare(one.started_at ?? "");
}

/** The worker's visits that have not ended, or from which help is still called for; the latest first. */
export function openOutings(): Outing[] {
  return all("outing")
    .filter(({ fields }) => fields.ended_at === undefined || callsForHelp(fields))
    .sort(latestFirst);
}

/** The visit under watch that was begun from an appointment, ended or not. */
export function outingOf(appointment: string): Outing | undefined {
  return all("outing").find(({ fields }) => fields.appointment === appointment);
}

/**
 * The note of a visit: the one that names it, or its appointment; or, of before notes named their visit, one of the same case that begins in
 * the same minute.
 */
export function noteOf({ id, fields }: Outing): RecordOf<"support"> | undefined {
  const { case: caseId = "", appointment, started_at = "" } = fields;
  const minute = started_at.slice(0, "2026-11-30T10:25".length);
  const notes = inCase("support", caseId);
  return (
    notes.find((note) => note.fields.outing === id) ??
    notes.find(({ fields: note }) => appointment !== undefined && note.appointment === appointment) ??
    notes.find(({ fields: note }) => note.outing === undefined && note.started_at?.startsWith(minute) === true)
  );
}

/** The worker's visits that have ended and have no note, nor a word why there is none; the latest first. */
export function unwrittenOutings(): Outing[] {
  return all("outing")
    .filter(
      (outing) =>
        outing.fields.worker === me() &&
        outing.fields.ended_at !== undefined &&
        outing.fields.no_note === undefined &&
        isOfNow(outing) &&
        one("case", outing.fields.case) !== undefined &&
        noteOf(outing) === undefined,
    )
    .sort(latestFirst);
}

/** Visits of before notes named theirs are not asked about: which of them have a note is not known for certain. */
function isOfNow({ fields, view }: Outing): boolean {
  return fields.received_at !== undefined || view.unsent;
}

/** Says why no note of a visit is written; `null` takes that back. */
export function writeNoNote({ id }: Outing, why: string | null): Promise<boolean> {
  return write(id, { no_note: why });
}

/** Whether a visit was begun on another day, and forgotten. */
export function isStale({ fields }: Outing): boolean {
  return isForgotten(fields, now.value, (moment) => dayOf(moment, zone()));
}

/** What a visit starts with: where and with whom the appointment says, or else the client's address. */
export function prefillOf(caseId: string, appointmentId?: string): Fields {
  const appointment = one("appointment", appointmentId)?.fields;
  const { place = homeOf(caseId), companions } = appointment ?? {};
  return {
    case: caseId,
    worker: me(),
    method: appointment?.method ?? "visit",
    ...(appointmentId === undefined ? {} : { appointment: appointmentId }),
    ...(place === undefined ? {} : { place }),
    ...(companions === undefined ? {} : { companions }),
  };
}

/** When a visit that is started now would end. */
export function endIfStartedNow(appointmentId: string | undefined, moreMinutes: number): string {
  return expectedEnd(one("appointment", appointmentId)?.fields ?? {}, now.value, moreMinutes);
}

/** Starts the visit that a form describes. Resolves to its id; fails where the phone could not keep it. */
export async function start(fields: Fields, end: string, draft: string): Promise<string> {
  const record = newId();
  const started_at = after(clock());
  const expected_end = end < started_at ? started_at : end;
  await notebook().write({ kind: "outing", record, fields: { ...fields, started_at, expected_end }, draft });
  return record;
}

export function extend({ id, fields }: Outing, minutes: number): Promise<boolean> {
  return write(id, { expected_end: extended(fields, clock(), minutes) });
}

/** Ends a visit now, or at the moment given. */
export function end({ id, fields }: Outing, at = after(clock())): Promise<boolean> {
  const { started_at = at } = fields;
  return write(id, { ended_at: at < started_at ? started_at : at });
}

/** The visit goes on after all. */
export function goOn({ id }: Outing): Promise<boolean> {
  return write(id, { ended_at: null });
}

export function callForHelp({ id, fields }: Outing): Promise<boolean> {
  return write(id, { alarm_at: after(clock(), fields.safe_at, fields.answered_at) });
}

export function sayThatAllIsWell({ id, fields }: Outing): Promise<boolean> {
  return write(id, { safe_at: after(clock(), fields.alarm_at) });
}

/** Resolves to whether it is on the phone; says so where it is not. */
async function write(record: string, fields: Fields): Promise<boolean> {
  try {
    await notebook().write({ kind: "outing", record, fields });
    return true;
  } catch {
    announce(t("failure.storage_failed"));
    return false;
  }
}
