/** A conflict as its screen needs it. Pure. */

import type { View, WriteRequest } from "../outbox/notebook.ts";
import type { ConflictFields, KindName } from "../sync/kinds.gen.ts";
import type { Json } from "../sync/protocol.ts";
import { same } from "./forms/values.ts";

export interface Conflict {
  id: string;
  kind: KindName;
  about: string;
  field: string;
  was: Json;
  current: Json;
  proposed: Json;
  currentBy: string;
  proposedBy: string;
  raisedAt: string;
  asked: boolean;
  question: string;
}

export function conflictOf({ id, fields }: View): Conflict {
  const conflict = fields as ConflictFields;
  return {
    id,
    kind: (conflict.about_kind ?? "support") as KindName,
    about: conflict.about ?? "",
    field: conflict.field ?? "",
    was: conflict.was ?? null,
    current: conflict.current ?? null,
    proposed: conflict.proposed ?? null,
    currentBy: conflict.current_by ?? "",
    proposedBy: conflict.proposed_by ?? "",
    raisedAt: conflict.raised_at ?? "",
    asked: conflict.asked ?? false,
    question: conflict.question ?? "",
  };
}

/** The conflict as it stands: where the office's value has moved on since, the newer one is what there is to choose from. */
export function broughtUpToDate(conflict: Conflict, record: View | undefined): Conflict {
  const now = record?.fields[conflict.field] ?? null;
  return same(now, conflict.current) ? conflict : { ...conflict, current: now, currentBy: "" };
}

/** The change that decides a conflict, by somebody who saw the record's state `base`: the office's value stays where `value` is left out. */
export function decision({ id, kind, about, field }: Conflict, base: string | null, value?: Json): WriteRequest {
  return { kind, record: about, base, fields: value === undefined ? {} : { [field]: value }, resolves: [id] };
}
