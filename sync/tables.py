"""The record kinds as a page of Markdown, for whoever writes a client: ``docs/records.md``."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping
from typing import Any, Final

from marshmallow import fields as marshmallow_fields

from sync.codes import CODE_LISTS
from sync.fields import (
    ANY_KIND,
    LINE_LENGTH,
    SET_SIZE,
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
    Moment,
    Plain,
)
from sync.kinds import Kind
from sync.records import KINDS
from sync.refusals import FIELD_ERRORS, LAID, REJECTIONS, WAITS
from sync.roles import ROLES, roles_that_may
from sync.rules import Excludes, Form, NeededWhen, OnlyWith, Ordered, OrderedDue, RecordRule
from sync.schema import is_written_by_phones, scope_words

_COLUMNS: Final = 120
_INTRODUCTION: Final = """\
# Records: kinds, fields, codes

Written by `python -m tools.describe records` from the declarations in `sync/`; change those, and write it again.
How records are exchanged and merged is told in [protocol.md](protocol.md); the same as JSON Schema is served at
`/api/openapi.json`.

**Fields.** *rule* is the merge rule. *must* marks what a new record cannot do without, and what no change can
clear; *sensitive* what only those are shown who may read what people said (`sync/roles.py`). What is `once` is given
when the record is made, or never; a change may repeat it, not alter it. What is `server` is only read. All else may be
left out, and is cleared by `null`. Every kind also has `deleted` (`true` or absent, a `register`), which the tables
leave out.

**Rights.** *Made*, *edited* and *deleted* say by users of which roles, where the scope is among theirs. To restore
is the same right as to delete. Only workers, supervisors and managers exchange with a phone.
"""
_PLAIN_TEXT: Final = (
    "without white space around; no control characters but tab, line feed and carriage return. It is read composed "
    f"(NFC, but for compatibility ideographs), and where it has at most {LINE_LENGTH} characters without zero-width "
    "characters and marks of direction"
)
_TYPES: Final = (
    ("text *n*", "string", f"at most *n* characters (code points), {_PLAIN_TEXT}"),
    ("code of *list*", "string", "one code of the list, see below"),
    ("id of *kind*", "string", "a UUID, lower case with hyphens: that of a live record which the author sees"),
    ("id", "string", "a UUID; nobody looks whether anything is there"),
    ("moment", "string", "`2026-11-21T01:30:00Z`; other offsets and fractions of a second are read, and not kept"),
    ("day", "string", "`2026-11-21`"),
    ("time", "string", "`09:30`, in the office's time zone"),
    ("due", "string", "`2013-09-04`, `2013-12-U`, `2013-12-M`, `2013-12-L` or `2013-09`"),
    ("number *a*–*b*", "number", "whole"),
    ("yes/no", "boolean", ""),
    ("digest", "string", "SHA-256: 64 hexadecimal digits in lower case"),
    ("set of …", "list", f"at most {SET_SIZE} elements, kept sorted and without repetition"),
    ("anything", "any", ""),
)


def page() -> str:
    """The whole page."""
    parts = [_INTRODUCTION, _table(("type", "in JSON", ""), _TYPES)]
    parts += ["## Kinds\n", *(_kind(kind) for kind in KINDS.values())]
    parts += ["## Code lists\n", _table(("list", "codes"), _code_lists())]
    parts += [_codes("Codes of rejected changes", REJECTIONS), _codes("Codes of waiting changes", WAITS)]
    parts.append(_codes("Codes of changes that are kept for a person to read", LAID))
    parts += [_codes("Codes of errors at fields", FIELD_ERRORS)]
    parts += ["## Codes of record rules\n", _table(("code", "kinds"), _rule_codes())]
    return "\n".join(parts)


def _kind(kind: Kind) -> str:
    rows = ((f"`{name}`", *_field(kind, name)) for name in kind.fields if name != "deleted")
    lines = [f"### `{kind.name}`\n", f"{_wrapped(_words(kind))}\n", f"{_wrapped(_rights(kind))}\n"]
    lines.append(_table(("field", "type", "rule", ""), rows))
    if kind.rules:
        lines.append("\n".join(_rule(rule) for rule in kind.rules) + "\n")
    return "\n".join(lines)


def _wrapped(text: str, hanging: str = "") -> str:
    return textwrap.fill(text, _COLUMNS, subsequent_indent=hanging, break_long_words=False, break_on_hyphens=False)


def _words(kind: Kind) -> str:
    return " ".join((kind.schema.__doc__ or "").split()).replace("``", "`")


def _rights(kind: Kind) -> str:
    scope = f"Scope: {scope_words(kind)}."
    if not is_written_by_phones(kind):
        return f"{scope} Only the office writes it."
    made = "only by the office" if not kind.creators else f"by {_roles(roles_that_may(kind.creators))}"
    if kind.is_personal and kind.creators:
        made += ", each for themselves"
    deleted = (
        "by nobody"
        if not kind.deleters
        else f"by {_roles(roles_that_may(kind.deleters) & roles_that_may(kind.editors))}"
    )
    return f"{scope} Made {made}; edited by {_roles(roles_that_may(kind.editors))}; deleted {deleted}."


def _roles(roles: Iterable[str]) -> str:
    return ", ".join(role for role in ROLES if role in set(roles))


def _field(kind: Kind, name: str) -> tuple[str, str, str]:
    marks = {"must": name in kind.required, "sensitive": name in kind.sensitive}
    return _type(kind.fields[name]), kind.merge_rules[name], ", ".join(word for word, so in marks.items() if so)


def _type(declared: marshmallow_fields.Field[Any]) -> str:
    match declared:
        case Elements():
            return f"set of {_type(declared.inner)}"
        case Plain():
            return f"text {declared.max_length:,}"
        case Code():
            return f"code of *{declared.code_list}*"
        case Id():
            named = {None: "id", ANY_KIND: "id of any kind"}
            return named.get(declared.refers_to, f"id of `{declared.refers_to}`")
        case Count():
            return f"number {declared.low:,}–{declared.high:,}"
        case _:
            return next(word for type_, word in _PLAIN_TYPES.items() if isinstance(declared, type_))


_PLAIN_TYPES: Final[dict[type[marshmallow_fields.Field[Any]], str]] = {
    Moment: "moment",
    Day: "day",
    Clock: "time",
    Due: "due",
    Flag: "yes/no",
    Digest: "digest",
    Anything: "anything",
}


def _rule(rule: RecordRule) -> str:
    return _wrapped(f"- `{rule.code}` (told at {_names(rule.about)}): {_asks(rule.form)}.", "  ")


def _asks(form: Form) -> str:
    """What a rule asks, as a clause."""
    match form:
        case Ordered(start, end):
            return f"`{end}` is not before `{start}`"
        case OrderedDue(start, end):
            return f"the last day that `{end}` can mean is not before the first that `{start}` can"
        case NeededWhen(needed, where, without):
            conditions = [f"`{name}` is `{code}`" for name, code in where.items()]
            conditions += [f"there is no `{name}`" for name in without]
            return f"{_names(needed, ' and ')} must be given where {' and '.join(conditions)}"
        case OnlyWith(name, codes, other, needs):
            return f"`{name}` is {_names(codes, ' or ')} only where `{other}` is `{needs}`"
        case Excludes(name, other, codes):
            each = (f"{_names(elements, ' and ')} where `{name}` is `{code}`" for code, elements in codes.items())
            return f"`{other}` does not hold {'; '.join(each)}"


def _names(names: Iterable[str], between: str = ", ") -> str:
    return between.join(f"`{name}`" for name in names)


def _code_lists() -> Iterable[tuple[str, str]]:
    return ((f"*{name}*", ", ".join(f"`{code}`" for code in codes)) for name, codes in CODE_LISTS.items())


def _rule_codes() -> Iterable[tuple[str, str]]:
    """Each code, with the kinds that have a rule of it. What it asks stands with those kinds."""
    kinds: dict[str, list[str]] = {}
    for kind in KINDS.values():
        for code in dict.fromkeys(rule.code for rule in kind.rules):
            kinds.setdefault(code, []).append(kind.name)
    return ((f"`{code}`", _names(names)) for code, names in sorted(kinds.items()))


def _codes(title: str, meanings: Mapping[str, str]) -> str:
    rows = ((f"`{code}`", meaning) for code, meaning in meanings.items())
    return f"## {title}\n\n" + _table(("code", "meaning"), rows)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
