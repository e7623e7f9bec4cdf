/** The worker's own visits under watch: finding them, and what the buttons write. */

import { after, callsForHelp, expectedEnd, extended } from "../sync/outing.ts";
import type { Fields } from "../sync/protocol.ts";
import { t } from "./language.ts";
import { all, type Entry, homeOf, me, newId, notebook, now, one, zone } from "./notebook.ts";
import { announce } from "./parts/confirm.tsx";
import { dayOf } from "./time.ts";

export type Outing = Entry<"outing">;

/** The worker's visits that have not ended, or from which help is still called for; the latest first. */
export function openOutings(): Outing[] {
  return all("outing")
    .filter(({ fields }) => fields.ended_at === undefined || callsForHelp(fields))
    .sort((one, other) => (other.fields.started_at ?? "").localeCompare(one.fields.started_at ?? ""));
}

/** The visit under watch that was begun from an appointment, ended or not. */
export function outingOf(appointment: string): Outing | undefined {
  return all("outing").find(({ fields }) => fields.appointment === appointment);
}

/** Whether a visit was begun on another day: it was forgotten. */
export function isStale({ fields }: Outing): boolean {
  const started = fields.started_at;
  return started !== undefined && dayOf(Date.parse(started), zone()) < dayOf(now.value, zone());
}

/** What a visit starts with: where and with whom the appointment says, or else the client's address. */
export function prefillOf(caseId: string, appointmentId?: string): Fields {
  const appointment = one("appointment", appointmentId)?.fields;
  const { place = homeOf(caseId), companions } = appointment ?? {};
  return {
    case: caseId,
    worker: me(),
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
  const started_at = after(Date.now());
  const expected_end = end < started_at ? started_at : end;
  await notebook().write({ kind: "outing", record, fields: { ...fields, started_at, expected_end }, draft });
  return record;
}

export function extend({ id, fields }: Outing, minutes: number): Promise<boolean> {
  return write(id, { expected_end: extended(fields, Date.now(), minutes) });
}

/** Ends a visit now, or at the moment given. */
export function end({ id, fields }: Outing, at = after(Date.now())): Promise<boolean> {
  const { started_at = at } = fields;
  return write(id, { ended_at: at < started_at ? started_at : at });
}

/** The visit goes on after all. */
export function goOn({ id }: Outing): Promise<boolean> {
  return write(id, { ended_at: null });
}

export function callForHelp({ id, fields }: Outing): Promise<boolean> {
  return write(id, { alarm_at: after(Date.now(), fields.safe_at, fields.answered_at) });
}

export function sayThatAllIsWell({ id, fields }: Outing): Promise<boolean> {
  return write(id, { safe_at: after(Date.now(), fields.alarm_at) });
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
