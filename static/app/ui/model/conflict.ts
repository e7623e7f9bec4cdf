/** A conflict as its screen needs it. Pure. */

import type { View, WriteRequest } from "../../outbox/notebook.ts";
import type { ConflictFields, KindName } from "../../sync/kinds.gen.ts";
import type { Fields, Json } from "../../sync/protocol.ts";
import { same } from "./values.ts";

/** Who wrote one of the two values, from which phone (`null`: at the office), and when. Empty where nobody knows any more. */
export interface Writer {
  by: string;
  device: string | null;
  at: string;
}

export interface Conflict {
  id: string;
  kind: KindName;
  about: string;
  field: string;
  was: Json;
  current: Json;
  proposed: Json;
  currentBy: Writer;
  proposedBy: Writer;
  /** What the record has now, and what the proposer had, in the fields that a record rule ties to this one and in which the two differ. */
  currentWith: Fields;
  proposedWith: Fields;
  /** The change that proposed. */
  change: string;
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
    currentBy: writer(conflict.current_by, conflict.current_device, conflict.current_at),
    proposedBy: writer(conflict.proposed_by, conflict.proposed_device, conflict.proposed_at),
    currentWith: {},
    proposedWith: (conflict.proposed_with ?? {}) as Fields,
    change: conflict.proposed_change ?? "",
    raisedAt: conflict.raised_at ?? "",
    asked: conflict.asked ?? false,
    question: conflict.question ?? "",
  };
}

/** Conflicts of before that was kept tell neither phone nor moment. */
function writer(by = "", device?: string, at = ""): Writer {
  return { by, device: device ?? (at === "" ? "" : null), at };
}

/**
 * The conflict as it stands: where the office's value has moved on since, the newer one is what there is to choose from; and of what is tied
 * to it, that in which the two sides differ.
 */
export function broughtUpToDate(conflict: Conflict, record: View | undefined): Conflict {
  const now = (field: string): Json => record?.fields[field] ?? null;
  const tied = Object.keys(conflict.proposedWith).filter(
    (name) => !same(now(name), conflict.proposedWith[name] ?? null),
  );
  const current = now(conflict.field);
  return {
    ...conflict,
    ...(same(current, conflict.current) ? {} : { current, currentBy: writer() }),
    currentWith: Object.fromEntries(tied.map((name) => [name, now(name)])),
    proposedWith: Object.fromEntries(tied.map((name) => [name, conflict.proposedWith[name] ?? null])),
  };
}

/** What a choice of the proposer's side writes: the disputed field, and what is tied to it. */
export function proposedFields({ field, proposed, proposedWith }: Conflict): Fields {
  return { ...proposedWith, [field]: proposed };
}

/** The open conflicts that one choice ends: this one, and those that the same change raised over what is decided with it. */
export function decidedTogether(conflict: Conflict, open: readonly Conflict[]): string[] {
  const others = open.filter(
    ({ id, about, field, change }) =>
      id !== conflict.id && about === conflict.about && change === conflict.change && field in conflict.proposedWith,
  );
  return [conflict.id, ...others.map(({ id }) => id)];
}

/** The change that decides a conflict, by somebody who saw the record's state `base`: the office's values stay where `fields` is empty. */
export function decision(
  { kind, about }: Conflict,
  base: string | null,
  resolves: readonly string[],
  fields: Fields,
): WriteRequest {
  return { kind, record: about, base, fields, resolves: [...resolves] };
}
