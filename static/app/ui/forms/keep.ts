/** Putting what forms hold into the notebook. */

import type { View, WriteRequest } from "../../outbox/notebook.ts";
import { isEmpty } from "../../sync/json.ts";
import { KINDS, type KindName } from "../../sync/kinds.gen.ts";
import type { Fields } from "../../sync/protocol.ts";
import { notebook } from "../model/notebook.ts";
import { draftsBehind } from "../model/unplaced.ts";
import type { Form } from "./form.ts";

/** What writes a new record (with the id `record`, if given) out of all its fields that the form holds, and forgets the draft. */
export function creation(form: Form, record?: string): WriteRequest {
  const fields = fieldsOfKind(form.kind, filled(form.values.value));
  return {
    kind: form.kind,
    fields,
    draft: draftsBehind(form.key, form.values.value),
    ...(record === undefined ? {} : { record }),
  };
}

/**
 * Writes the touched fields of a record, on the state that the form was opened on, with what else belongs to them. Where none is, only
 * the draft is forgotten.
 */
export async function change(form: Form, record: View, more: readonly WriteRequest[] = []): Promise<void> {
  const fields = fieldsOfKind(form.kind, form.touched.value);
  if (Object.keys(fields).length + more.length === 0) await notebook().dropDraft(form.key);
  else {
    const touched = { kind: form.kind, record: record.id, fields, base: form.base, draft: form.key };
    await notebook().writeAll([touched, ...more]);
  }
}

/** The fields that have a value. */
export function filled(values: Readonly<Fields>): Fields {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => !isEmpty(value)));
}

/** Those of `values` that are fields of `kind`. */
export function fieldsOfKind(kind: KindName, values: Fields): Fields {
  return Object.fromEntries(Object.entries(values).filter(([field]) => field in KINDS[kind].fields));
}
