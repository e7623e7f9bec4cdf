/** A visit note that looks at a plan again, and the plan's next date, which goes with it. Pure. */

import type { View, WriteRequest } from "../../outbox/notebook.ts";
import { dueFrom, monthsAfter, precisionOf } from "../../sync/dates.ts";
import { isEmpty } from "../../sync/json.ts";
import { type PlanFields, RESULT_ASKED } from "../../sync/kinds.gen.ts";
import type { FieldError, Fields } from "../../sync/protocol.ts";
import { check } from "./check.ts";

/** Besides the note's own fields the form holds the plan's new date, and the state of the plan that its author saw. */
const NEXT = "next_monitoring";
const SEEN = "plan_base";

const MONTHS_OFFERED = [1, 3, 6] as const;

/** What a form holds when its note begins to monitor `plan`. */
export function monitoring({ id, base }: Pick<View, "id" | "base">): Fields {
  return { monitors: id, [SEEN]: base };
}

/** What a form holds when its note monitors nothing after all. */
export const NOT_MONITORING: Fields = { monitors: null, [SEEN]: null, [NEXT]: null };

/** Whether this form moves a plan's date: it began to monitor in it. */
export function movesDate(values: Fields): boolean {
  return !isEmpty(values.monitors) && !isEmpty(values[SEEN]);
}

/**
 * What is wrong with a note, one without its result and a monitoring without the next date included. `original` is the note that is
 * corrected.
 */
export function checkNote(values: Fields, original: Fields = {}): FieldError[] {
  const errors = check("support", values);
  if (asksForResult(values, original) && isEmpty(values.outcome)) errors.push({ field: "outcome", code: "required" });
  return movesDate(values) && isEmpty(values[NEXT]) ? [...errors, { field: NEXT, code: "required" }] : errors;
}

/** What moves the plan's date, on the state of the plan that was seen when the form was opened. */
export function dateMoved(values: Fields): WriteRequest[] {
  if (!movesDate(values)) return [];
  const base = String(values[SEEN]);
  return [{ kind: "plan", record: String(values.monitors), base, fields: { [NEXT]: values[NEXT] ?? null } }];
}

/** Whether a note has to say how it ended: every visit and every call. One of before that was asked is corrected without. */
export function asksForResult({ method }: Fields, original: Fields): boolean {
  const wasNotAsked = !isEmpty(original.method) && isEmpty(original.outcome);
  return (RESULT_ASKED as readonly unknown[]).includes(method) && !wasNotAsked;
}

export interface NextOffer {
  months: (typeof MONTHS_OFFERED)[number];
  due: string;
}

/** One, three and six months from `today`, as exact as the plan's date was so far; by the month where it had none. */
export function nextOffers({ next_monitoring: before }: PlanFields, today: string): NextOffer[] {
  const precision = before === undefined ? "month" : precisionOf(before);
  return MONTHS_OFFERED.map((months) => ({ months, due: dueFrom(monthsAfter(today, months), precision) }));
}
