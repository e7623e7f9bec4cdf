/**
 * What the office would not accept, said while the worker can still mend it: the limits and the record
 * rules of `kinds.gen.ts`. The codes are those of the protocol, so a rejection and a warning read alike.
 */

import { isEmpty } from "../../sync/json.ts";
import { type FieldDescription, KINDS, type KindName } from "../../sync/kinds.gen.ts";
import { lengthOf } from "../../sync/plain.ts";
import type { FieldError, Fields, Json } from "../../sync/protocol.ts";
import { brokenAt } from "../../sync/rules.ts";

/** What is wrong with `values` as a whole record of `kind`, at most one error a field. `except` are fields that are filled in later. */
export function check(kind: KindName, values: Fields, except: readonly string[] = []): FieldError[] {
  const errors = new Map<string, string>();
  for (const [field, description] of Object.entries(KINDS[kind].fields)) {
    const code = except.includes(field) ? null : fieldError(description, values[field]);
    if (code !== null) errors.set(field, code);
  }
  for (const rule of KINDS[kind].rules ?? []) {
    for (const field of brokenAt(rule, values)) if (!errors.has(field)) errors.set(field, rule.code);
  }
  return [...errors].map(([field, code]) => ({ field, code }));
}

function fieldError(description: FieldDescription, value: Json | undefined): string | null {
  if (isEmpty(value)) return description.required ? "required" : null;
  if (isTooLong(description.maxLength, value)) return "too_long";
  if (Array.isArray(value) && value.some((each) => isTooLong(description.element?.maxLength, each))) return "too_long";
  if (description.type === "count") return countError(description, value);
  return null;
}

function isTooLong(most: number | undefined, value: Json | undefined): boolean {
  return most !== undefined && typeof value === "string" && lengthOf(value) > most;
}

function countError({ low, high }: FieldDescription, value: Json | undefined): string | null {
  if (typeof value !== "number" || !Number.isInteger(value)) return "wrong_type";
  return (low !== undefined && value < low) || (high !== undefined && value > high) ? "out_of_range" : null;
}
