/** Which fields a form offers. Pure. */

import { KINDS, type KindName } from "../../sync/kinds.gen.ts";

/** Whether people may change a field in a form: ids are set by where the form was opened. */
export function isEditable(kind: KindName, field: string): boolean {
  const description = KINDS[kind].fields[field];
  if (!description || description.server || field === "deleted") return false;
  const type = description.element?.type ?? description.type;
  return type !== "id" && type !== "json";
}
