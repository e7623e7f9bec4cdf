/**
 * Record rules: what must hold over several fields of one record. The declarations come from `sync/records/` with `kinds.gen.ts`, what
 * they mean is that of `sync/rules.py`; one table holds both to it (`tests/cases/record_rules.json`). Pure.
 */

import { firstDay, lastDay } from "./dates.ts";
import { isEmpty, type Json } from "./json.ts";

export type RecordRule = { readonly code: string } & Form;

type Form =
  | { readonly form: "Ordered" | "OrderedDue"; readonly start: string; readonly end: string }
  | {
      readonly form: "NeededWhen";
      readonly fields: readonly string[];
      readonly where: { readonly [field: string]: string };
      readonly without: readonly string[];
    }
  | {
      readonly form: "OnlyWith";
      readonly field: string;
      readonly codes: readonly string[];
      readonly other: string;
      readonly needs: string;
    }
  | {
      readonly form: "Excludes";
      readonly field: string;
      readonly other: string;
      readonly codes: { readonly [code: string]: readonly string[] };
    };

interface Values {
  readonly [field: string]: Json | undefined;
}

/** The fields at which `values` break a rule; none where it holds. What a form holds empty has no value. */
export function brokenAt(rule: RecordRule, values: Values): readonly string[] {
  const has = (field: string) => !isEmpty(values[field]);
  const text = (field: string) => String(values[field] ?? "");
  switch (rule.form) {
    case "Ordered":
    case "OrderedDue":
      return has(rule.start) && has(rule.end) && isBefore(rule.form, text(rule.end), text(rule.start))
        ? [rule.end]
        : [];
    case "NeededWhen": {
      const applies = Object.entries(rule.where).every(([field, code]) => values[field] === code);
      return applies && !rule.without.some(has) ? rule.fields.filter((field) => !has(field)) : [];
    }
    case "OnlyWith":
      return rule.codes.includes(text(rule.field)) && values[rule.other] !== rule.needs ? [rule.field] : [];
    case "Excludes": {
      const excluded = rule.codes[text(rule.field)] ?? [];
      const elements = values[rule.other];
      return Array.isArray(elements) && elements.some((each) => excluded.includes(String(each))) ? [rule.other] : [];
    }
  }
}

function isBefore(form: "Ordered" | "OrderedDue", end: string, start: string): boolean {
  return form === "Ordered" ? end < start : lastDay(end) < firstDay(start);
}
