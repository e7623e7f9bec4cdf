"""A record's fields as inputs of a form, and what comes back from them as the engine reads it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask_babel import gettext
from marshmallow.fields import Field

from server.language.eras import UnreadableDate, read_date
from server.language.words import Words
from sync.fields import Clock, Code, Count, Day, Due, Elements, Flag, Id, Json, Moment, Plain, write_moment
from sync.records import KINDS

_LINE = 100
"""Texts up to this long fit an input of one line."""

_DIGITS = 9
"""No number that a form asks for has more, and Python reads none that has thousands."""


@dataclass(frozen=True, slots=True)
class Input:
    """One field of a form. ``type`` is an HTML input type, ``textarea``, ``select``, ``tick`` for yes or nothing, or
    ``radios`` or ``checks`` for codes as buttons, of which one or several are chosen: then ``value`` has the chosen
    ones, one a line.

    ``shown`` is what the form held when it was opened, which goes along with it: only what is altered is written.
    ``only_with`` says of an option with which codes of another field it is offered, ``needed`` that the form asks for
    it, ``rows`` how high a text is where that is not left to the page.
    """

    name: str
    label: str
    type: str
    value: str
    options: Sequence[tuple[str, str]] = ()
    max_length: int | None = None
    hint: str = ""
    shown: str = ""
    needed: bool = False
    rows: int = 0
    only_with: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def chosen(self) -> list[str]:
        """The options that are chosen, where several can be."""
        return self.value.splitlines()


def inputs_for(
    kind: str, names: Sequence[str], fields: Mapping[str, Json], words: Words, staff: Sequence[tuple[str, str]] = ()
) -> list[Input]:
    """The inputs of a form over some fields of a record, filled with what the record holds."""
    inputs = (input_for(kind, name, fields.get(name), words, staff) for name in names)
    return [replace(each, shown=each.value) for each in inputs if each is not None]


def as_sent(inputs: Sequence[Input], form: Mapping[str, str]) -> list[Input]:
    """The inputs of a form as it came back, with what each held when the form was opened."""
    return [replace(as_given(each, form), shown=form.get(_shown(each.name), "")) for each in inputs]


def altered(kind: str, names: Sequence[str], form: Mapping[str, str], words: Words) -> dict[str, Json]:
    """The fields that somebody gave another value than the form held when it was opened. Of boxes none of which is
    ticked a form brings back only what it held before.
    """
    there = [name for name in names if name in form or (_has_boxes(kind, name) and _shown(name) in form)]
    values = {name: value_from(kind, name, form, words) for name in there}
    held = {name: form.get(_shown(name), "") for name in there}
    return {name: values[name] for name in there if values[name] != value_from(kind, name, {name: held[name]}, words)}


def input_for(kind: str, name: str, value: Json, words: Words, staff: Sequence[tuple[str, str]]) -> Input | None:
    """The input for a field, filled with a value; ``None`` for a field that no form offers."""
    declared = KINDS[kind].fields[name]
    label = words.field(kind, name)
    nothing = ("", gettext("(nothing)"))
    if name == "deleted" or isinstance(declared, Elements):
        return _of_a_set(declared, name, label, value, words)
    if isinstance(declared, Code):
        codes = _with_present(words.codes(declared.code_list), value, words.code(declared.code_list, value))
        return Input(name, label, "select", value or "", [nothing, *codes])
    if isinstance(declared, Id):
        offered = [nothing, *_with_present(staff, value, words.name(value))] if declared.refers_to == "staff" else []
        return Input(name, label, "select", value or "", offered) if offered else None
    if isinstance(declared, Flag):
        choices = [nothing, ("yes", gettext("yes")), ("no", gettext("no"))]
        return Input(name, label, "select", {True: "yes", False: "no"}.get(value, ""), choices)
    if isinstance(declared, Moment):
        return Input(name, label, "datetime-local", words.local_input(value))
    if isinstance(declared, Day):
        return Input(name, label, "date", value or "")
    if isinstance(declared, Clock):
        return Input(name, label, "time", value or "")
    if isinstance(declared, Count):
        return Input(name, label, "number", "" if value is None else str(value))
    if isinstance(declared, Plain):
        kind_of_input = "text" if declared.max_length <= _LINE else "textarea"
        return Input(name, label, kind_of_input, value or "", max_length=declared.max_length)
    held = words.due_input(value) if value else ""
    return Input(name, label, "text", held, hint=gettext("For example 2026-11-21, 2026-11, or 2026-11-L (late)"))


def _of_a_set(declared: Field[Any], name: str, label: str, value: Json, words: Words) -> Input | None:
    """The input for a set of texts, one a line, or of codes, as boxes; no form offers other sets."""
    if isinstance(declared, Elements) and isinstance(declared.inner, Plain):
        return Input(name, label, "textarea", "\n".join(value or ()), hint=gettext("One a line"))
    if isinstance(declared, Elements) and isinstance(declared.inner, Code):
        options = words.codes(declared.inner.code_list)
        return Input(name, label, "checks", "\n".join(value or ()), options)
    return None


def _with_present(options: Sequence[tuple[str, str]], value: Json, word: str) -> list[tuple[str, str]]:
    """What is offered, and what the record has although it is offered no more: a form must not clear it unasked."""
    return [*options, *([(value, word)] if value and value not in dict(options) else [])]


def _has_boxes(kind: str, name: str) -> bool:
    declared = KINDS[kind].fields[name]
    return isinstance(declared, Flag) or (isinstance(declared, Elements) and isinstance(declared.inner, Code))


def as_given(shown: Input, form: Mapping[str, str]) -> Input:
    """An input with the text that somebody typed for it, readable or not."""
    return replace(shown, value=form.get(shown.name, ""))


def value_from(kind: str, name: str, form: Mapping[str, str], words: Words) -> Json:
    """What somebody gave for a field, of several boxes or lines one a line. What cannot be read goes on as it is, for
    the engine to refuse by name.
    """
    declared: Any = KINDS[kind].fields[name]
    typed = form.get(name, "").replace("\r\n", "\n").strip()
    if typed == "":
        return None
    if isinstance(declared, Elements):
        return sorted({line.strip() for line in typed.splitlines()} - {""})
    if isinstance(declared, Flag):
        return typed == "yes"
    if isinstance(declared, Count):
        return int(typed) if typed.isdecimal() and len(typed) <= _DIGITS else typed
    if isinstance(declared, Moment):
        try:
            return write_moment(dt.datetime.fromisoformat(typed).replace(tzinfo=words.zone))
        except (ValueError, OverflowError):
            return typed
    if isinstance(declared, Day):
        return _day(typed)
    return _due(typed) if isinstance(declared, Due) else typed


def _due(typed: str) -> str:
    """A due date on the wire, from how people write one (「令和8年11月下旬」 too)."""
    try:
        return str(read_date(typed).due or typed)
    except UnreadableDate:
        return typed


def _day(typed: str) -> str:
    """A day on the wire, from how people write one (「昭和45年3月2日」, 「S45.3.2」)."""
    try:
        due = read_date(typed).due
    except UnreadableDate:
        return typed
    return typed if due is None or due.precision != "day" else due.first.isoformat()


def _shown(name: str) -> str:
    """The form's name for what a field held when the form was opened."""
    return f"shown_{name}"
