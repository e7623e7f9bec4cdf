/** A conflict as its screen needs it. Pure. */

import type { View, WriteRequest } from "../outbox/notebook.ts";
import type { ConflictFields, KindName } from "../sync/kinds.gen.ts";
import type { Json } from "../sync/protocol.ts";

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

/** The change that decides a conflict: the office's value stays where `value` is left out. */
export function decision({ id, kind, about, field }: Conflict, value?: Json): WriteRequest {
  return { kind, record: about, fields: value === undefined ? {} : { [field]: value }, resolves: [id] };
}
