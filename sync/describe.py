"""Writes the record kinds down: ``python -m sync.describe typescript PATH`` for the browser, and ``python -m
sync.describe protocol``, which writes ``docs/records.md`` for people who write a client (``sync.tables``).

The browser's file holds, as TypeScript, the names of the kinds, an interface of each kind's fields, the same at run
time (merge rule, type, code list, limits), the code lists, and the words for all of them in every language of
``sync/words/``. It is made from the declarations at every build and never committed, so that phone and server
cannot disagree.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from marshmallow import fields as marshmallow_fields

from sync.codes import CODE_LISTS
from sync.fields import (
    Anything,
    Clock,
    Code,
    Count,
    Day,
    Digest,
    Due,
    Elements,
    Flag,
    Id,
    Json,
    Moment,
    Plain,
)
from sync.kinds import Kind
from sync.records import KINDS
from sync.tables import page

LANGUAGES: Final = ("ja", "en")
RECORDS_PAGE: Final = Path(__file__).parent.parent / "docs" / "records.md"
WORDS_FOLDER: Final = Path(__file__).parent / "words"

Description = dict[str, Json]
Words = dict[str, Any]

_TYPES: Final[tuple[tuple[type[marshmallow_fields.Field[Any]], str], ...]] = (
    (Plain, "text"),
    (Code, "code"),
    (Id, "id"),
    (Moment, "moment"),
    (Day, "day"),
    (Clock, "clock"),
    (Due, "due"),
    (Count, "count"),
    (Digest, "digest"),
    (Flag, "flag"),
    (Elements, "set"),
    (Anything, "json"),
)

_TYPESCRIPT_TYPES: Final = {"count": "number", "flag": "boolean", "json": "Json"}

_HEADER: Final = """\
// Written by `python -m sync.describe typescript` from the declarations in sync/records/ and the words in sync/words/.
// Not committed; change those and build again.

import type { Json } from "./json.ts";
"""

_RUN_TIME_TYPES: Final = """\
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
}

export interface Words {
  readonly kinds: { readonly [kind in KindName]: string };
  readonly fields: { readonly [kind in KindName]: { readonly [field: string]: string } };
  readonly codes: { readonly [list in CodeListName]: { readonly [code: string]: string } };
}
"""


_ALIKE: Final = """\
type Tree = { readonly [name: string]: string | Tree };

/** A tree of the same names, with the lines of a text in their order. */
function alike(tree: object, text: string): Tree {
  const lines = text.split("\\n").values();
  const renewed = (part: object): Tree =>
    Object.fromEntries(
      Object.entries(part).map(([name, found]) => [
        name,
        found instanceof Object ? renewed(found) : (lines.next().value ?? ""),
      ]),
    );
  return renewed(tree);
}
"""

_WORDS: Final = """\
export const WORDS: { readonly [language in "ja" | "en"]: Words } = {
  ja: JAPANESE,
  en: /* @__PURE__ */ alike(JAPANESE, ENGLISH) as unknown as Words,
};
"""

_CODE_LISTS: Final = """\
/** The codes of each list, in the order in which they are declared: that of their words. */
export const CODE_LISTS = /* @__PURE__ */ Object.fromEntries(
  /* @__PURE__ */ Object.entries(WORDS.ja.codes).map(([list, words]) => [list, Object.keys(words)]),
) as unknown as { readonly [list in CodeListName]: readonly string[] };
"""


def describe_value(declared: marshmallow_fields.Field[Any]) -> Description:
    """A value's type with its limits, as the browser's forms need them."""
    found: Description = {"type": _type_name(declared)}
    if isinstance(declared, Plain):
        found["maxLength"] = declared.max_length
    if isinstance(declared, Code):
        found["codes"] = declared.code_list
    if isinstance(declared, Count):
        found |= {"low": declared.low, "high": declared.high}
    return found


def describe_field(declared: marshmallow_fields.Field[Any]) -> Description:
    """A field: its value, and what is said only where it is so: that it is required, that the server writes it."""
    found = describe_value(declared)
    if declared.required:
        found["required"] = True
    if declared.metadata["rule"] == "server":
        found["server"] = True
    if isinstance(declared, Elements):
        found["element"] = describe_value(declared.inner)
    return found


def describe_kind(kind: Kind) -> Description:
    """A kind as it stands in the generated file: what forms and the queue need of it, since every phone carries it."""
    return {
        "scope": kind.scope,
        "fields": {name: describe_field(declared) for name, declared in kind.fields.items()},
    }


def read_words(language: str) -> Words:
    """The words of one language: of kinds, of fields by kind, and of codes by list."""
    words: Words = json.loads((WORDS_FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    return words


def typescript() -> str:
    """The whole generated file."""
    kinds = {name: describe_kind(kind) for name, kind in KINDS.items()}
    words = {language: _in_order(read_words(language)) for language in LANGUAGES}
    english = "\n".join(_in_order_of(words["ja"], words["en"]))
    parts = [
        _HEADER,
        _union("KindName", KINDS),
        _union("CodeListName", CODE_LISTS),
        *(_union(f"{_type_identifier(name)}Code", codes) for name, codes in CODE_LISTS.items()),
        *(_interface(kind) for kind in KINDS.values()),
        _fields_by_kind(),
        _RUN_TIME_TYPES,
        _constant("KINDS", "{ readonly [kind in KindName]: KindDescription }", kinds),
        _constant("JAPANESE", "Words", words["ja"]),
        _ALIKE,
        f"const ENGLISH = {json.dumps(english, ensure_ascii=False)};\n",
        _WORDS,
        _CODE_LISTS,
    ]
    return "\n".join(parts)


def _in_order(words: Words) -> Words:
    """The words with the codes of each list in the order in which the list declares them."""
    codes = {name: {code: words["codes"][name][code] for code in listed} for name, listed in CODE_LISTS.items()}
    return words | {"codes": codes}


def _in_order_of(tree: Any, other: Any) -> Iterator[str]:
    """The words of ``other``, each where ``tree`` has its own: written so, names stand once for both languages."""
    for name, found in tree.items():
        if isinstance(found, str):
            yield other[name]
        else:
            yield from _in_order_of(found, other[name])


def _type_name(declared: marshmallow_fields.Field[Any]) -> str:
    return next(name for field_type, name in _TYPES if isinstance(declared, field_type))


def _typescript_type(declared: marshmallow_fields.Field[Any]) -> str:
    if isinstance(declared, Elements):
        return f"{_typescript_type(declared.inner)}[]"
    if isinstance(declared, Code):
        return f"{_type_identifier(declared.code_list)}Code"
    return _TYPESCRIPT_TYPES.get(_type_name(declared), "string")


def _type_identifier(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))


def _union(name: str, members: Any) -> str:
    return f"export type {name} = {' | '.join(json.dumps(member) for member in members)};\n"


def _interface(kind: Kind) -> str:
    lines = [f"  {name}?: {_typescript_type(declared)};" for name, declared in kind.fields.items()]
    return "\n".join([f"export interface {_type_identifier(kind.name)}Fields {{", *lines, "}\n"])


def _fields_by_kind() -> str:
    lines = [f"  {name}: {_type_identifier(name)}Fields;" for name in KINDS]
    return "\n".join(["export interface FieldsOf {", *lines, "}\n"])


def _constant(name: str, type_: str, value: Json) -> str:
    return f"export const {name}: {type_} = {json.dumps(value, ensure_ascii=False, indent=2)};\n"


def main(arguments: list[str]) -> int:
    """Write a generated file. Leaves it untouched where nothing has changed, so that a watching build rests."""
    match arguments:
        case ["typescript", name]:
            path, text = Path(name), typescript()
        case ["protocol", *names] if len(names) <= 1:
            path, text = Path(names[0]) if names else RECORDS_PAGE, page()
        case _:
            sys.stderr.write("usage: python -m sync.describe (typescript PATH | protocol [PATH])\n")
            return 2
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
