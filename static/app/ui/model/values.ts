/** Comparing what a form started from with what it holds. Pure. */

import { isEmpty } from "../../sync/json.ts";
import type { Fields, Json } from "../../sync/protocol.ts";

/** Whether two values mean the same; sets are compared without regard to order. */
export function same(one: Json | undefined, other: Json | undefined): boolean {
  if (isEmpty(one) || isEmpty(other)) return isEmpty(one) && isEmpty(other);
  if (Array.isArray(one) && Array.isArray(other)) {
    return JSON.stringify([...one].sort()) === JSON.stringify([...other].sort());
  }
  return JSON.stringify(one) === JSON.stringify(other);
}

/** The fields of `values` that differ from `original`; `null` for one that was emptied. */
export function touched(original: Readonly<Fields>, values: Readonly<Fields>): Fields {
  const changed: Fields = {};
  for (const [field, value] of Object.entries(values)) {
    if (!same(original[field], value)) changed[field] = isEmpty(value) ? null : value;
  }
  return changed;
}
