/** What was typed into a field before, for not typing it again. Pure. */

import type { Fields, Json } from "../../sync/protocol.ts";

const KEPT = 30;
/** A value of the same case counts as much as this many elsewhere. */
const SAME_CASE = 10;

/** The values (or elements) of `field` in `records`, the most used first; those of case `caseId` before others. */
export function usedBefore(records: readonly { fields: Fields }[], field: string, caseId: string): string[] {
  const uses = new Map<string, number>();
  for (const { fields } of records) {
    const weight = fields.case === caseId ? SAME_CASE : 1;
    for (const value of textsIn(fields[field])) uses.set(value, (uses.get(value) ?? 0) + weight);
  }
  return [...uses]
    .sort(([, one], [, other]) => other - one)
    .slice(0, KEPT)
    .map(([value]) => value);
}

function textsIn(value: Json | undefined): string[] {
  return (Array.isArray(value) ? value : [value]).filter((text) => typeof text === "string");
}
