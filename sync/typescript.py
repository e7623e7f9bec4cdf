"""What stands in the browser's generated file whatever is declared: its types, and the few functions over its tables.

``sync.describe`` puts the declarations between these pieces.
"""

from __future__ import annotations

from typing import Final

HEADER: Final = """\
// Written by `python -m tools.describe kinds` from the declarations in sync/records/ and the words in sync/words/.
// Not committed; change those and build again.

import type { Json } from "./json.ts";
import type { RecordRule } from "./rules.ts";
"""

PROBLEMS: Final = """\
// Written by `python -m tools.describe problems-ja` (or `-en`) from sync/words/. Not committed; change those and build
// again.

"""

RUN_TIME_TYPES: Final = """\
export type ValueType =
  | "text" | "code" | "id" | "moment" | "day" | "clock" | "due" | "count" | "digest" | "flag" | "set" | "json";

export interface ValueDescription {
  readonly type: ValueType;
  /** The code list that a code comes from. */
  readonly codes?: CodeListName;
  readonly maxLength?: number;
  readonly low?: number;
  readonly high?: number;
}

export interface FieldDescription extends ValueDescription {
  /** Whether a record is not complete without it. */
  readonly required?: true;
  /** Whether only the server writes it. */
  readonly server?: true;
  /** What a set is made of. */
  readonly element?: ValueDescription;
}

export interface KindDescription {
  /** The field that names the record's scope, `null` where the record is its own scope, `"office"` for staff. */
  readonly scope: string | null;
  readonly fields: { readonly [field: string]: FieldDescription };
  readonly rules?: readonly RecordRule[];
}

export interface Words {
  readonly kinds: { readonly [kind in KindName]: string };
  readonly fields: { readonly [kind in KindName]: { readonly [field: string]: string } };
  readonly codes: { readonly [list in CodeListName]: { readonly [code: string]: string } };
  /** What is wrong, by the code of the error; `other` is for a code that has no sentence of its own. */
  readonly errors: { readonly other: string; readonly [code: string]: string };
}
"""


ALIKE: Final = """\
type Tree = { readonly [name: string]: string | Tree };

/** A tree of the same names, with the lines of a text in their order. */
function alike(tree: object, text: string): Tree {
  const lines = text.split("\\n").values();
  const renewed = (part: object): Tree =>
    Object.fromEntries(
      Object.entries(part).map(([name, child]) => [
        name,
        child instanceof Object ? renewed(child) : (lines.next().value ?? ""),
      ]),
    );
  return renewed(tree);
}
"""

MOMENT: Final = "/** The moments that the office reads. */\n"
NAME: Final = "/** The most characters of a name. */\n"
LINE: Final = "/** Up to so many characters a text is a line: a name, a place, a few words. */\n"

USUAL_MONTHS: Final = "/** For how many months forms propose a consent. */\n"
ENDS_SOON: Final = "/** So many days before its last one a consent is said to end soon. */\n"

RESULTS_TYPE: Final = "{ readonly [method in MethodCode]?: readonly OutcomeCode[] }"

CONTACTS_TYPE: Final = """\
{
  readonly methods: readonly MethodCode[];
  readonly in_person: readonly MethodCode[];
  readonly in_vain: readonly OutcomeCode[];
  readonly of_the_client: readonly OutcomeCode[];
  readonly reached: readonly OutcomeCode[];
  readonly people: readonly MetCode[];
}"""

MAY: Final = """\
/** Whether a role has a permission (`sync/roles.py`). One that is unknown has none. */
export function may(role: string | undefined, permission: Permission): boolean {
  const theirs = (PERMISSIONS as { readonly [role: string]: readonly Permission[] | undefined })[role ?? ""];
  return theirs !== undefined && theirs.includes(permission);
}
"""

FOLDING_TYPES: Final = """\
/** By what a text is folded (`sync/folding.py`): groups of letters, and patterns with what stands in their place. */
export interface Folding {
  readonly letters: string;
  readonly before: readonly (readonly [string, string])[];
  readonly after: readonly (readonly [string, string])[];
}
"""

WORDS: Final = """\
export const WORDS: { readonly [language in "ja" | "en"]: Words } = {
  ja: JAPANESE,
  en: /* @__PURE__ */ alike(JAPANESE, ENGLISH) as unknown as Words,
};
"""

CODE_LISTS: Final = """\
/** The codes of each list, in the order in which they are declared: that of their words. */
export const CODE_LISTS = /* @__PURE__ */ Object.fromEntries(
  /* @__PURE__ */ Object.entries(WORDS.ja.codes).map(([list, words]) => [list, Object.keys(words)]),
) as unknown as { readonly [list in CodeListName]: readonly string[] };
"""

REMINDER_TYPE: Final = """\
/** A kind of notice (`sync/reminders.py`). */
export interface ReminderDescription {
  /** Whether it is about a colleague who may be in danger. */
  readonly safety?: true;
  /** The office's page at which something is done about it, with `{about}` for the record. */
  readonly desk?: string;
  /** Whether that is so only as long as it asks for something: as long as it has no subject. */
  readonly deskAsks?: true;
  /** Where it leads on a phone, if not to what it is about. */
  readonly leadsTo?: "day" | "monitoring" | "devices";
}
"""

REMINDER: Final = """\
/** What is known of a kind of notice. One that is newer than this app is about nothing that it knows. */
export function reminder(code: string | undefined): ReminderDescription {
  return (REMINDERS as { readonly [code: string]: ReminderDescription | undefined })[code ?? ""] ?? {};
}
"""
