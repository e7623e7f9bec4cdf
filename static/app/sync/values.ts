/** Field values: their canonical spelling on the phone, and laying the fields of a change over a record's. */

import { type FieldDescription, KINDS, type KindName } from "./kinds.gen.ts";
import type { Fields, Json } from "./protocol.ts";

/** Whether a value in a change clears its field. */
export function clears(value: Json): boolean {
  return value === null || value === "" || (Array.isArray(value) && value.length === 0);
}

/** `fields` with `touched` laid over. A cleared field is absent from what comes out. */
export function laidOver(fields: Fields, touched: Fields): Fields {
  const shown = { ...fields };
  for (const [name, value] of Object.entries(touched)) {
    if (clears(value)) delete shown[name];
    else shown[name] = value;
  }
  return shown;
}

/**
 * Touched fields in the spelling that the office uses: outer white space dropped, sets sorted without repetition, moments in UTC
 * to the second, empty values as `null`. What cannot be read stays as it is, for the office to answer.
 */
export function canonical(kind: KindName, touched: Fields): Fields {
  const described = KINDS[kind].fields;
  const written: Fields = {};
  for (const [name, value] of Object.entries(touched)) {
    const spelled = canonicalValue(value, described[name]);
    written[name] = clears(spelled) ? null : spelled;
  }
  return written;
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
  if (field?.type === "text" && typeof value === "string") return value.trim();
  if (field?.type === "moment" && typeof value === "string") return canonicalMoment(value);
  if (field?.type === "set" && Array.isArray(value)) return canonicalSet(value);
  return value;
}

function canonicalMoment(value: string): string {
  const ms = Date.parse(value);
  return Number.isNaN(ms) ? value : writeMoment(ms);
}

function canonicalSet(elements: Json[]): Json[] {
  const trimmed = elements.map((element) => (typeof element === "string" ? element.trim() : element));
  return [...new Set(trimmed)].filter((element) => element !== "").sort();
}
