"""What the engine declares, as TypeScript for the browser.

The file holds the names of the kinds, an interface of each kind's fields, the same at run time (type, code list,
limits), the rules over whole records, the code lists, the table of permissions, the thresholds and contacts of
follow-up (``sync/followup.py``), the results that a note's method may have (``sync/records/support.py``), the kinds of
notices (``sync/reminders.py``), the pattern of a moment, the letters and rules by which texts are folded
(``sync/folding.py``), and the words for kinds, fields and codes, with a sentence for each error, in every language of
``sync/words/``. What the phone says of refused requests is a part of its own catalogue. Every build makes these files
(``tools/describe.py``) and nobody commits them, so that phone and server cannot disagree.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from marshmallow import fields as marshmallow_fields

from sync import typescript as ts
from sync.codes import CODE_LISTS
from sync.consents import ENDS_SOON_DAYS, USUAL_MONTHS
from sync.fields import (
    LINE_LENGTH,
    MOMENT_PATTERN,
    NAME_LENGTH,
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
from sync.folding import AFTER, BEFORE, LETTERS
from sync.followup import CONTACTS, LISTS, Thresholds
from sync.kinds import Kind
from sync.records import KINDS
from sync.records.support import RESULT_ASKED, RESULTS
from sync.reminders import REMINDERS, Reminder
from sync.roles import PERMISSIONS, ROLES, Permission
from sync.rules import describe

LANGUAGES: Final = ("ja", "en")
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


def describe_value(declared: marshmallow_fields.Field[Any]) -> Description:
    """A value's type with its limits, as the browser's forms need them."""
    description: Description = {"type": _type_name(declared)}
    if isinstance(declared, Plain):
        description["maxLength"] = declared.max_length
    if isinstance(declared, Code):
        description["codes"] = declared.code_list
    if isinstance(declared, Count):
        description |= {"low": declared.low, "high": declared.high}
    return description


def describe_field(declared: marshmallow_fields.Field[Any]) -> Description:
    """A field: its value, and what is said only where it is so: that it is required, that the server writes it."""
    description = describe_value(declared)
    if declared.required:
        description["required"] = True
    if declared.metadata["rule"] == "server":
        description["server"] = True
    if isinstance(declared, Elements):
        description["element"] = describe_value(declared.inner)
    return description


def describe_kind(kind: Kind) -> Description:
    """A kind as it stands in the generated file: what forms and the queue need of it, since every phone carries it."""
    description: Description = {
        "scope": kind.scope,
        "fields": {name: describe_field(declared) for name, declared in kind.fields.items()},
    }
    return description | {"rules": [describe(rule) for rule in kind.rules]} if kind.rules else description


def read_words(language: str) -> Words:
    """The words of one language: of kinds, of fields by kind, and of codes by list; and a sentence for each error of a
    change (``errors``) and for each refusal of a request (``problems``).
    """
    words: Words = json.loads((WORDS_FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    return words


def typescript() -> str:
    """The whole generated file."""
    kinds = {name: describe_kind(kind) for name, kind in KINDS.items()}
    words = {language: _in_order(read_words(language)) for language in LANGUAGES}
    english = "\n".join(_in_order_of(words["ja"], words["en"]))
    parts = [
        ts.HEADER,
        _union("KindName", KINDS),
        _union("CodeListName", CODE_LISTS),
        *(_union(f"{_type_identifier(name)}Code", codes) for name, codes in CODE_LISTS.items()),
        *(_interface(kind) for kind in KINDS.values()),
        _fields_by_kind(),
        ts.RUN_TIME_TYPES,
        f"{ts.LINE}export const LINE_LENGTH = {LINE_LENGTH};\n",
        f"{ts.NAME}export const NAME_LENGTH = {NAME_LENGTH};\n",
        _constant("KINDS", "{ readonly [kind in KindName]: KindDescription }", kinds),
        _constant("JAPANESE", "Words", words["ja"]),
        ts.ALIKE,
        f"const ENGLISH = {json.dumps(english, ensure_ascii=False)};\n",
        ts.WORDS,
        ts.CODE_LISTS,
        _union("Permission", [permission.value for permission in Permission]),
        _constant("PERMISSIONS", "{ readonly [role in RoleCode]: readonly Permission[] }", _permissions()),
        ts.MAY,
        _union("ThresholdName", asdict(Thresholds())),
        _constant("DEFAULT_THRESHOLDS", "{ readonly [name in ThresholdName]: number }", asdict(Thresholds())),
        f"{ts.USUAL_MONTHS}export const CONSENT_USUAL_MONTHS = {USUAL_MONTHS};\n",
        f"{ts.ENDS_SOON}export const CONSENT_ENDS_SOON_DAYS = {ENDS_SOON_DAYS};\n",
        _constant("CONTACTS", ts.CONTACTS_TYPE, asdict(CONTACTS)),
        _constant("RESULTS", ts.RESULTS_TYPE, {method: list(codes) for method, codes in RESULTS.items()}),
        _constant("RESULT_ASKED", "readonly MethodCode[]", list(RESULT_ASKED)),
        _union("FollowUpList", LISTS),
        _constant("FOLLOW_UP_LISTS", "readonly FollowUpList[]", list(LISTS)),
        ts.REMINDER_TYPE,
        _constant("REMINDERS", "{ readonly [code in ReminderCode]: ReminderDescription }", _reminders()),
        ts.REMINDER,
        ts.MOMENT,
        f"export const MOMENT_PATTERN = {json.dumps(MOMENT_PATTERN)};\n",
        ts.FOLDING_TYPES,
        _constant("FOLDING", "Folding", {"letters": LETTERS, "before": BEFORE, "after": AFTER}),
    ]
    return "\n".join(parts)


def problems(language: str, codes: Iterable[str]) -> str:
    """The sentences for these codes of refused requests, as a part of the phone's catalogue of one language."""
    sentences = read_words(language)["problems"]
    told = json.dumps({f"problem.{code}": sentences[code] for code in codes}, ensure_ascii=False, indent=2)
    return f"{ts.PROBLEMS}export const problems = {told} as const;\n"


def _reminders() -> dict[str, Description]:
    """By kind of notice: whether it is about safety, and where it leads. What does not hold is left out."""
    return {code: _reminder(reminder) for code, reminder in REMINDERS.items()}


def _reminder(reminder: Reminder) -> Description:
    marks = {
        "safety": reminder.safety,
        "desk": reminder.desk,
        "deskAsks": reminder.desk_asks,
        "leadsTo": reminder.leads_to,
    }
    return {name: value for name, value in marks.items() if value}


def _permissions() -> dict[str, list[str]]:
    """The table of permissions, in the order of the roles."""
    return {role: sorted(permission.value for permission in PERMISSIONS[role]) for role in ROLES}


def _in_order(words: Words) -> Words:
    """The words of kinds, fields and codes and of errors of changes, with the codes of each list in the order in which
    the list declares them.
    """
    codes = {name: {code: words["codes"][name][code] for code in listed} for name, listed in CODE_LISTS.items()}
    return {name: words[name] for name in ("kinds", "fields")} | {"codes": codes, "errors": words["errors"]}


def _in_order_of(tree: Any, other: Any) -> Iterator[str]:
    """The words of ``other``, each where ``tree`` has its own: written so, names stand once for both languages."""
    for name, part in tree.items():
        if isinstance(part, str):
            yield other[name]
        else:
            yield from _in_order_of(part, other[name])


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
