/** The filled fields of a record, in words. */

import { isEmpty } from "../../sync/json.ts";
import type { KindName } from "../../sync/kinds.gen.ts";
import type { Fields } from "../../sync/protocol.ts";
import { fieldWord } from "../kit/language.ts";
import { valueWords } from "./records.ts";

export interface Fact {
  field: string;
  label: string;
  words: string;
}

/** Those of `wanted` that have a value, in that order. An answer of "no" is left out: it is what nobody said. */
export function valueFacts(kind: KindName, fields: Fields, wanted: readonly string[]): Fact[] {
  return wanted
    .filter((field) => !isEmpty(fields[field]) && fields[field] !== false)
    .map((field) => ({ field, label: fieldWord(kind, field), words: valueWords(kind, field, fields[field]) }));
}
