/**
 * What the office would not accept, said while the worker can still mend it: the limits of `kinds.gen.ts` and the record rules of
 * `sync/records/`. The codes are those of the protocol, so a rejection and a warning read alike.
 */

import { firstDay, lastDay } from "../../sync/dates.ts";
import { type FieldDescription, KINDS, type KindName } from "../../sync/kinds.gen.ts";
import type { FieldError, Fields, Json } from "../../sync/protocol.ts";
import { isEmpty } from "./values.ts";

type Rule = (values: Fields) => string | null;

interface RecordRule {
  code: string;
  /** Where the message stands, or `null` where the rule holds. */
  breach: Rule;
}

const order =
  (start: string, end: string): Rule =>
  (values) =>
    !isEmpty(values[start]) && !isEmpty(values[end]) && String(values[end]) < String(values[start]) ? end : null;

/** As `order`, for dates that may be less exact than a day: from the first day of the start to the last of the end. */
const dueOrder =
  (start: string, end: string): Rule =>
  (values) =>
    !isEmpty(values[start]) && !isEmpty(values[end]) && lastDay(String(values[end])) < firstDay(String(values[start]))
      ? end
      : null;

const needed =
  (field: string, when: (values: Fields) => boolean): Rule =>
  (values) =>
    when(values) && isEmpty(values[field]) ? field : null;

const isAccompaniment = (values: Fields) => values.method === "accompaniment" && isEmpty(values.source);

const RULES: { readonly [kind in KindName]?: readonly RecordRule[] } = {
  support: [
    { code: "no_time_given", breach: needed("started_at", (values) => isEmpty(values.dated)) },
    { code: "ends_before_it_starts", breach: order("started_at", "ended_at") },
    { code: "accompaniment_without_why", breach: needed("purpose", isAccompaniment) },
    { code: "accompaniment_without_why", breach: needed("reason", isAccompaniment) },
  ],
  appointment: [{ code: "ends_before_it_starts", breach: order("starts_at", "ends_at") }],
  series: [
    { code: "series_ends_before_it_starts", breach: order("starts_on", "until") },
    { code: "ends_before_it_starts", breach: order("from_time", "to_time") },
  ],
  absence: [{ code: "absence_ends_before_it_starts", breach: order("since", "until") }],
  plan: [{ code: "period_ends_before_it_starts", breach: dueOrder("period_start", "period_end") }],
  case: [
    { code: "closed_before_it_opened", breach: order("opened_on", "closed_on") },
    { code: "closed_without_a_reason", breach: needed("closure", (values) => values.state === "closed") },
  ],
};

/** What is wrong with `values` as a whole record of `kind`, at most one error a field. `except` are fields that are filled in later. */
export function check(kind: KindName, values: Fields, except: readonly string[] = []): FieldError[] {
  const errors = new Map<string, string>();
  for (const [field, description] of Object.entries(KINDS[kind].fields)) {
    const code = except.includes(field) ? null : fieldError(description, values[field]);
    if (code !== null) errors.set(field, code);
  }
  for (const { code, breach } of RULES[kind] ?? []) {
    const field = breach(values);
    if (field !== null && !errors.has(field)) errors.set(field, code);
  }
  return [...errors].map(([field, code]) => ({ field, code }));
}

function fieldError(description: FieldDescription, value: Json | undefined): string | null {
  if (isEmpty(value)) return description.required ? "required" : null;
  if (typeof value === "string" && description.maxLength !== undefined && value.length > description.maxLength) {
    return "too_long";
  }
  if (description.type === "count") return countError(description, value);
  return null;
}

function countError({ low, high }: FieldDescription, value: Json | undefined): string | null {
  if (typeof value !== "number" || !Number.isInteger(value)) return "wrong_type";
  return (low !== undefined && value < low) || (high !== undefined && value > high) ? "out_of_range" : null;
}
