"""Forms over records: which fields of a kind the desk asks for, in what order, and what comes back from them.

Labels, codes, limits, sensitivity and rules are the kind's (``sync/records/``); what a form may show is the reader's.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Final

from flask_babel import LazyString, lazy_gettext

from server.language.problems import Errors, sentence
from server.language.words import Words
from server.office.inputs import Input, altered, inputs_for, value_from
from sync.fields import LINE_LENGTH, Flag, Json, Plain
from sync.records import KINDS
from sync.records.support import RESULT_ASKED, RESULTS
from sync.redaction import shown

_LARGE_ROWS: Final = 7

Sent = Mapping[str, str]
"""A form as it came back: of a name with several values, one a line."""


@dataclass(frozen=True, slots=True)
class Part:
    """Fields that stand together, below a ``title`` where there is one. A ``folded`` part is shut while nothing stands
    in it, unless one of its fields is wrong; ``opened_by`` is the code of a field with which it opens.
    """

    fields: tuple[str, ...]
    title: LazyString | None = None
    folded: bool = False
    opened_by: tuple[str, str] | None = None
    beside: bool = False


@dataclass(frozen=True, slots=True)
class RecordForm:
    """The form over a kind. ``buttons`` are fields whose codes are chosen by one touch, ``typed`` days that lie too far
    back for a calendar, ``asked`` what this form asks for beyond what the kind needs, ``large`` the texts that it is
    there for, ``labels`` what a field is called where it asks for more than that.
    """

    kind: str
    parts: tuple[Part, ...]
    buttons: Collection[str] = ()
    typed: Collection[str] = ()
    asked: Collection[str] = ()
    large: Collection[str] = ()
    hints: Mapping[str, LazyString] = field(default_factory=dict)
    labels: Mapping[str, LazyString] = field(default_factory=dict)

    def fields(self, *, sensitive: bool) -> list[str]:
        """Its fields in their order, as far as somebody is shown them."""
        return shown(self.kind, chain.from_iterable(part.fields for part in self.parts), sensitive=sensitive)


@dataclass(frozen=True, slots=True)
class ShownPart:
    """A part with its inputs, and whether it is open."""

    part: Part
    inputs: Sequence[Input]
    is_open: bool


SUPPORT: Final = RecordForm(
    "support",
    (
        Part(("method", "outcome", "narrative", "met")),
        Part(("started_at", "ended_at"), beside=True),
        Part(("place", "noticed", "next_action", "next_on", "wants_advice")),
        Part(
            ("purpose", "reason", "accompaniment_level", "companions", "topics", "programme", "travel_minutes"),
            lazy_gettext("Purpose, companions and more"),
            folded=True,
            opened_by=("method", "accompaniment"),
        ),
        Part(("worker", "safety_note"), lazy_gettext("Who did it, and safety"), folded=True),
    ),
    buttons=("method", "outcome", "accompaniment_level"),
    large=("narrative",),
    hints={
        "reason": lazy_gettext("Why an accompaniment was needed, and not only an explanation."),
        "worker": lazy_gettext("Whoever spoke with them or was there. That you wrote it is kept besides."),
        "safety_note": lazy_gettext("What a colleague must know before the next visit."),
    },
)

_ANY_ERA: Final = lazy_gettext("For example 昭和45年3月2日, S45.3.2 or 1970-03-02")

PERSON: Final = RecordForm(
    "person",
    (
        Part(("name", "kana"), beside=True),
        Part(("born_on", "gender", "phone", "address", "not_yet_met", "notes")),
    ),
    buttons=("gender",),
    typed=("born_on",),
    hints={"born_on": _ANY_ERA, "gender": lazy_gettext("It may be left out.")},
)

CASE: Final = RecordForm(
    "case",
    (
        Part(("number", "opened_on"), beside=True),
        Part(("route", "known_through", "age_band", "issues", "triage", "programmes", "summary")),
        Part(("handling_consent", "handling_consent_on")),
    ),
    buttons=("route", "triage", "handling_consent"),
    large=("summary",),
)

HOUSEHOLD: Final = RecordForm(
    "household",
    (Part(("name", "address", "members", "safety_notes")),),
    hints={
        "members": lazy_gettext("Who lives together: name, relation, year of birth, telephone; who can be reached.")
    },
)

INTAKE: Final = (
    RecordForm(
        "case",
        (
            Part(("handling_consent", "handling_consent_on"), lazy_gettext("First: the consent")),
            Part(("opened_on", "route", "known_through"), lazy_gettext("Reception")),
        ),
        buttons=("handling_consent", "route"),
        asked=("handling_consent", "opened_on", "route"),
        hints={
            "handling_consent": lazy_gettext(
                "Say what is recorded here, who reads it and for how long it is kept; then ask. With whom it is shared"
                " is asked apart."
            )
        },
    ),
    RecordForm(
        "person",
        (
            Part(("name", "kana"), lazy_gettext("The client"), beside=True),
            Part(("gender", "born_on", "phone", "address", "not_yet_met", "notes")),
        ),
        buttons=("gender",),
        typed=("born_on",),
        hints={
            "gender": lazy_gettext("It may be left out."),
            "born_on": lazy_gettext("Or the age: 昭和45年3月2日, S45.3.2, 1970-03-02, 56歳, 50代"),
        },
        labels={"born_on": lazy_gettext("Date of birth or age")},
    ),
    RecordForm(
        "case",
        (Part(("issues", "summary", "triage"), lazy_gettext("What it is about")),),
        buttons=("triage",),
        asked=("triage",),
        large=("summary",),
    ),
    RecordForm("household", (Part(("members", "safety_notes"), lazy_gettext("The household"), folded=True),)),
)
"""An intake: what it makes of a case, a person and a household. No two of them have a field of one name here."""

CLOSURE: Final = RecordForm(
    "case", (Part(("closure", "closed_on")),), buttons=("closure",), asked=("closure", "closed_on")
)

REOPENING: Final = RecordForm("case", ())
"""Nothing is asked: the closing is taken back as a whole."""


def inputs_of(
    form: RecordForm,
    values: Mapping[str, Json],
    words: Words,
    people: Sequence[tuple[str, str]] = (),
    *,
    sensitive: bool = True,
) -> list[Input]:
    """The inputs of a form over the values of a record."""
    inputs = inputs_for(form.kind, form.fields(sensitive=sensitive), values, words, people)
    return [_dressed(form, each, values, words) for each in inputs]


def values_of(form: RecordForm, sent: Sent, words: Words, *, sensitive: bool = True) -> dict[str, Json]:
    """What somebody gave for a new record."""
    values = {name: value_from(form.kind, name, sent, words) for name in form.fields(sensitive=sensitive)}
    return {name: value for name, value in values.items() if value not in (None, [])}


def changes_of(form: RecordForm, sent: Sent, words: Words, *, sensitive: bool = True) -> dict[str, Json]:
    """What somebody gave another value than the form held."""
    return altered(form.kind, form.fields(sensitive=sensitive), sent, words)


def offering(inputs: Sequence[Input], offered: Mapping[str, str]) -> list[Input]:
    """The inputs with a value for those that have none. It counts as given by whoever sends it."""
    return [replace(each, value=each.value or offered.get(each.name, "")) for each in inputs]


def shown_parts(form: RecordForm, inputs: Sequence[Input], errors: Errors) -> list[ShownPart]:
    """A form part by part. A part of which nothing is shown is left out."""
    by_name = {each.name: each for each in inputs}
    parts = [(part, [by_name[name] for name in part.fields if name in by_name]) for part in form.parts]
    return [ShownPart(part, there, _is_open(part, there, by_name, errors)) for part, there in parts if there]


def problems(form: RecordForm, values: Mapping[str, Json], before: Mapping[str, Json] | None = None) -> Errors:
    """What is missing that the form asks for; the engine finds the rest. ``before`` is the record that is changed: of
    one that was written without, nothing is asked.
    """
    asked = [name for name in form.asked if name not in values]
    if form.kind == "support" and values.get("method") in RESULT_ASKED and "outcome" not in values:
        asked += ["outcome"] if before is None or "outcome" in before else []
    return dict.fromkeys(asked, sentence("required"))


def _dressed(form: RecordForm, bare: Input, values: Mapping[str, Json], words: Words) -> Input:
    """An input as the form shows it."""
    name, declared = bare.name, KINDS[form.kind].fields[bare.name]
    dressed = replace(
        bare,
        label=str(form.labels.get(name, bare.label)),
        hint=str(form.hints.get(name, bare.hint)),
        needed=name in form.asked or name in KINDS[form.kind].required,
    )
    if name in form.buttons:
        dressed = replace(dressed, type="radios", options=[option for option in dressed.options if option[0]])
    elif name in form.typed:
        held = words.due_input(values[name]) if values.get(name) else ""
        dressed = replace(dressed, type="text", value=held, shown=held)
    elif isinstance(declared, Flag):
        dressed = replace(dressed, type="tick")
    elif name in form.large:
        dressed = replace(dressed, rows=_LARGE_ROWS)
    elif isinstance(declared, Plain) and declared.max_length <= LINE_LENGTH and "\n" not in dressed.value:
        # A line that somebody has broken keeps its breaks: an input of one line would take them out unasked.
        dressed = replace(dressed, type="text")
    return _by_method(dressed) if (form.kind, name) == ("support", "outcome") else dressed


def _by_method(results: Input) -> Input:
    """The results, each with the methods that have it; those that every method has come last."""
    with_methods = {code: [method for method, codes in RESULTS.items() if code in codes] for code, _ in results.options}
    options = sorted(results.options, key=lambda option: len(with_methods[option[0]]) == len(RESULTS))
    return replace(results, options=options, only_with=with_methods)


def _is_open(part: Part, inputs: Sequence[Input], all_inputs: Mapping[str, Input], errors: Errors) -> bool:
    filled = any(each.value for each in inputs if each.name != "worker") or any(each.name in errors for each in inputs)
    opened = part.opened_by is not None and all_inputs[part.opened_by[0]].value == part.opened_by[1]
    return not part.folded or filled or opened
