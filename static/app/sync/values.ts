/**
 * Field values: their canonical spelling, and laying the fields of a change over a record's. The office spells them by `sync/fields.py`;
 * `tests/cases/values.json` holds both to it.
 */

import { isEmpty } from "./json.ts";
import {
  type FieldDescription,
  KINDS,
  type KindName,
  LINE_LENGTH,
  MOMENT_PATTERN,
  type ValueDescription,
} from "./kinds.gen.ts";
import { canonicalText } from "./plain.ts";
import type { Fields, Json } from "./protocol.ts";

/** `fields` with `touched` laid over. A cleared field is absent from what comes out. */
export function laidOver(fields: Fields, touched: Fields): Fields {
  const shown = { ...fields };
  for (const [name, value] of Object.entries(touched)) {
    if (isEmpty(value)) delete shown[name];
    else shown[name] = value;
  }
  return shown;
}

/**
 * Touched fields in the spelling that the office uses: texts as in `plain.ts`, sets sorted without repetition, moments in UTC to the
 * second, empty values as `null`. What cannot be read stays as it is, for the office to answer.
 */
export function canonical(kind: KindName, touched: Fields): Fields {
  const described = KINDS[kind].fields;
  const written: Fields = {};
  for (const [name, value] of Object.entries(touched)) {
    const spelled = canonicalValue(value, described[name]);
    written[name] = isEmpty(spelled) ? null : spelled;
  }
  return written;
}

/** Whether a value is a line: a name, a place, a few words, in which nothing is hidden. */
export function isLine(description: ValueDescription | undefined): boolean {
  return (description?.maxLength ?? 0) <= LINE_LENGTH;
}

/** A moment in UTC to the second, `2026-11-21T01:30:00Z`. */
export function writeMoment(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** All texts among some values, those in sets included: the ids of the records that they name are among them. */
export function texts(fields: Fields): string[] {
  return Object.values(fields)
    .flat()
    .filter((value) => typeof value === "string");
}

/** The scope of a record that is being created with these fields. */
export function scopeOf(kind: KindName, record: string, fields: Fields, office: string): string {
  const scope = KINDS[kind].scope;
  if (scope === null) return record;
  if (scope === "office") return office;
  const named = fields[scope];
  return typeof named === "string" ? named : record;
}

function canonicalValue(value: Json, field: FieldDescription | undefined): Json {
  if (field?.type === "text" && typeof value === "string") return canonicalText(value, isLine(field));
  if (field?.type === "moment" && typeof value === "string") return canonicalMoment(value);
  if (field?.type === "set" && Array.isArray(value)) return canonicalSet(value, field.element);
  return value;
}

const READ = new RegExp(MOMENT_PATTERN);

function canonicalMoment(value: string): string {
  // Of itself a browser takes the 30th of February for a day in March.
  return READ.test(value) ? writeMoment(Date.parse(value)) : value;
}

function canonicalSet(elements: Json[], description: ValueDescription | undefined): Json[] {
  const spelled = elements.map((element) => canonicalValue(element, description));
  return [...new Set(spelled)].filter((element) => element !== "").sort(byCharacters);
}

/** In the order of characters, as the office sorts. Of itself a browser sorts by halves of them: 𠮷 before 神 (U+FA19). */
function byCharacters(one: Json, other: Json): number {
  const [first, second] = [[...String(one)], [...String(other)]];
  const at = first.findIndex((character, place) => character !== second[place]);
  return at < 0 ? first.length - second.length : numberOf(first[at]) - numberOf(second[at]);
}

function numberOf(character: string | undefined): number {
  return character?.codePointAt(0) ?? -1;
}
