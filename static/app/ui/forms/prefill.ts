/** What a new record starts with, so that nobody types what is known. Pure. */

import type { View } from "../../outbox/notebook.ts";
import { isEmpty } from "../../sync/json.ts";
import type { AppointmentFields, OutingFields, SupportFields } from "../../sync/kinds.gen.ts";
import type { Fields } from "../../sync/protocol.ts";
import { momentOfInstant } from "../kit/time.ts";
import { monitoring } from "./monitoring.ts";

const COPIED = ["case", "method", "programme", "place", "companions", "purpose", "reason"] as const;

const MS_HALF_A_DAY = 12 * 60 * 60 * 1000;

/**
 * A note of an appointment. It starts when it was due to, and ends so where that is over; one that is due on another day was brought forward,
 * and starts now.
 */
export function noteOfAppointment(id: string, appointment: AppointmentFields, worker: string, now: number): Fields {
  const fields: Fields = { appointment: id, worker };
  for (const field of COPIED) {
    const value = appointment[field];
    if (value !== undefined && !isEmpty(value)) fields[field] = value;
  }
  const due = appointment.starts_at;
  if (due === undefined || Date.parse(due) > now + MS_HALF_A_DAY)
    return { ...fields, started_at: momentOfInstant(now) };
  const end = appointment.ends_at;
  return { ...fields, started_at: due, ...(end !== undefined && Date.parse(end) <= now ? { ended_at: end } : {}) };
}

/** A note that looks at a plan again: where and how it was done the last time, or else a visit at home. */
export function noteOfMonitoring(
  plan: Pick<View, "id" | "base">,
  start: Fields,
  last: SupportFields | undefined,
  known: { home: string | undefined; purpose: string },
): Fields {
  const fields: Fields = { ...start, ...monitoring(plan), method: last?.method ?? "visit", purpose: known.purpose };
  if (last?.reason !== undefined) fields.reason = last.reason;
  const place = last ? last.place : known.home;
  return place === undefined ? fields : { ...fields, place };
}

/** A note without an appointment: it starts now, by the programme of the case's last note. */
export function noteOfCase(caseId: string, last: SupportFields | undefined, worker: string, now: number): Fields {
  const fields: Fields = { case: caseId, worker, started_at: momentOfInstant(now) };
  if (last?.programme !== undefined) fields.programme = last.programme;
  return fields;
}

/** What a visit under watch adds to its note: which it was, when, where, and with whom. */
export function noteOfOuting(id: string, outing: OutingFields): Fields {
  const { started_at, ended_at, place, companions, method } = outing;
  return {
    outing: id,
    ...(method === undefined ? {} : { method }),
    ...(started_at === undefined ? {} : { started_at: toTheMinute(started_at) }),
    ...(ended_at === undefined ? {} : { ended_at: toTheMinute(ended_at) }),
    ...(place === undefined ? {} : { place }),
    ...(companions === undefined ? {} : { companions }),
  };
}

function toTheMinute(moment: string): string {
  return momentOfInstant(Date.parse(moment));
}
