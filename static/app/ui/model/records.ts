/** Values and records in words, in the present language. */

import { isEmpty } from "../../sync/json.ts";
import {
  CODE_LISTS,
  type FieldDescription,
  KINDS,
  type KindName,
  type ValueDescription,
} from "../../sync/kinds.gen.ts";
import type { Json } from "../../sync/protocol.ts";
import { codeWord, language, listWords, t } from "../kit/language.ts";
import { dayOf, dayWords, dueWords, momentWords } from "../kit/time.ts";
import { clientName, notebook, now, one, zone } from "./notebook.ts";
import { occurrenceIn } from "./occurrences.ts";
import { rhythmWords } from "./rhythm.ts";

/** Today, in the office. */
export function today(): string {
  return dayOf(now.value, zone());
}

export function day(value: string): string {
  return dayWords(value, language.value, today());
}

export function moment(value: string): string {
  return momentWords(value, zone(), language.value, today());
}

/** A field's value in words; "(empty)" for none. */
export function valueWords(kind: KindName, field: string, value: Json | undefined): string {
  const description: FieldDescription | undefined = KINDS[kind].fields[field];
  if (isEmpty(value) || value === undefined) return t("value.none");
  if (!description) return String(value);
  if (description.type !== "set" || !Array.isArray(value)) return elementWords(description, value);
  return listWords(
    inOrder(description, value).map((element) => elementWords(description.element ?? description, element)),
  );
}

function elementWords(description: ValueDescription, value: Json): string {
  if (typeof value === "boolean") return t(value ? "value.yes" : "value.no");
  const text = String(value);
  switch (description.type) {
    case "code":
      return description.codes ? codeWord(description.codes, text) : text;
    case "moment":
      return moment(text);
    case "day":
      return day(text);
    case "due":
      return dueWords(text, language.value, today());
    case "id":
      return recordName(text);
    default:
      return text;
  }
}

/** Sets come sorted by code; people read them in the order in which forms offer them. */
function inOrder(description: FieldDescription, values: Json[]): Json[] {
  const codes = description.element?.codes;
  if (!codes) return values;
  const order = CODE_LISTS[codes];
  return [...values].sort((one, other) => order.indexOf(String(one)) - order.indexOf(String(other)));
}

/** What a record is called when another one names it. */
export function recordName(id: string): string {
  const view = notebook().get(id);
  if (!view) return t("value.unknown_record");
  if (view.kind === "case") return clientName(id);
  if (view.kind === "series") return rhythmWords(view.fields);
  if (view.kind === "appointment") return moment(String(view.fields.starts_at ?? ""));
  return String(view.fields.name ?? t("value.unknown_record"));
}

/** Whose case a record, or a time of a recurring visit, belongs to; empty where it is nobody's, or not known. */
export function clientOf(id: string): string {
  const view = notebook().get(occurrenceIn(id)?.series ?? id);
  if (!view) return "";
  if (view.kind === "person") return one("person", id)?.fields.name ?? "";
  return clientName(caseOf(id));
}

/** The case that a record, or a time of a recurring visit, belongs to. */
export function caseOf(id: string): string {
  const view = notebook().get(occurrenceIn(id)?.series ?? id);
  return view?.kind === "case" ? id : (view?.scope ?? "");
}
