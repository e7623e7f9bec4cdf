"""An intake (相談受付): what its form begins with, who resembles whoever comes, and what is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flask_babel import LazyString, gettext, lazy_gettext
from marshmallow import ValidationError

from server.ground.ids import new_id
from server.language.ages import age_on, band_of, read_band
from server.services import casework
from server.store import Office, Seen
from server.store.cases import CaseRow
from server.store.directory import SessionRow
from sync.fields import Day, Json
from sync.folding import fold
from sync.store import Record

MOST_OFFERED: Final = 6

COMPARED: Final[Mapping[str, LazyString]] = {
    "name": lazy_gettext("the same name"),
    "kana": lazy_gettext("the same reading"),
    "born_on": lazy_gettext("the same date of birth"),
    "phone": lazy_gettext("the same telephone"),
    "address": lazy_gettext("the same address"),
}
"""By what two persons resemble each other, with how that is said."""

_NUMBER_AT_LEAST: Final = 6
"""Digits below which a telephone number is none yet."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """Somebody who resembles whoever comes: in what, and which cases they have."""

    person: Record
    alike: Sequence[str]
    cases: Sequence[CaseRow]


@dataclass(frozen=True, slots=True)
class Ids:
    """Under which ids the records of an intake are written; its form has them, so that it is written once."""

    case: str
    person: str
    household: str


def begun(today: dt.date) -> dict[str, Json]:
    """What an empty form holds: received today; the consent is of the same day once it is given."""
    return {"opened_on": today.isoformat(), "handling_consent_on": today.isoformat()}


def alike(seen: Seen, values: Mapping[str, Json]) -> list[Likeness]:
    """Those whom the reader sees and who resemble somebody with these values, those who do in most first."""
    wanted = {name: folded for name in COMPARED if (folded := _folded(name, values.get(name)))}
    if not wanted:
        return []
    resembling: list[tuple[Record, list[str]]] = []
    for person in seen.persons.all():
        same = [name for name, value in wanted.items() if _folded(name, person.fields.get(name)) == value]
        if same:
            resembling.append((person, same))
    offered = sorted(resembling, key=lambda each: -len(each[1]))[:MOST_OFFERED]
    cases = seen.cases.of_persons([person.id for person, _ in offered])
    return [Likeness(person, same, cases.get(person.id, [])) for person, same in offered]


def with_age(case: Mapping[str, Json], person: Mapping[str, Json]) -> tuple[dict[str, Json], dict[str, Json]]:
    """A case and a person with what was typed as date of birth or age where it belongs: the date with the person, the
    age band at intake with the case. What is neither stays, for the engine to refuse.
    """
    typed = person.get("born_on")
    if typed is None:
        return dict(case), dict(person)
    born = _day(typed)
    band = read_band(str(typed)) if born is None else _band_on(case.get("opened_on"), born)
    known = dict(person) if born is not None or band is None else {k: v for k, v in person.items() if k != "born_on"}
    return {**case, **({"age_band": band} if band else {})}, known


def write(
    store: Office,
    who: SessionRow,
    ids: Ids,
    case: Mapping[str, Json],
    person: Mapping[str, Json],
    household: Mapping[str, Json],
    now: dt.datetime,
) -> str:
    """Write a new client with their household and case, once however often the form is sent. Returns the case's id.
    Raises ``casework.ChangeRejected``.
    """
    store.lock()
    made = {**person, **({"household": ids.household} if household else {})}
    opened = {**case, "person": ids.person, "state": "open"}
    there = store.records.by_id([ids.case, ids.person])
    sent = {ids.case: opened, ids.person: made}
    if sent.keys() == there.keys() and all(casework.holds(there[id_], fields) for id_, fields in sent.items()):
        return ids.case
    if ids.case in there:
        ids = Ids(new_id(), new_id(), new_id())
        made |= {"household": ids.household} if household else {}
        opened["person"] = ids.person
    if household:
        named = {
            "name": gettext("Household of %(name)s", name=person["name"]),
            "address": person.get("address"),
            **household,
        }
        fields = {name: value for name, value in named.items() if value is not None}
        casework.change_record(store, who, "household", ids.household, fields, seen=None, now=now)
    casework.change_record(store, who, "person", ids.person, made, seen=None, now=now)
    casework.change_record(store, who, "case", ids.case, opened, seen=None, now=now)
    return ids.case


def write_for(
    store: Office,
    who: SessionRow,
    case: str,
    fields: Mapping[str, Json],
    person: Record,
    particulars: Mapping[str, Json],
    now: dt.datetime,
) -> list[str]:
    """Write a new case of somebody whom the office knows, and those of their ``particulars`` that it did not know.
    Returns the fields in which it knows something else: they stay as they are. Raises ``casework.ChangeRejected``.
    """
    opened = {**fields, "person": person.id, "state": "open"}
    casework.create_record(store, who, "case", case, opened, now)
    new = {name: value for name, value in particulars.items() if name not in person.fields}
    if new:
        casework.change_record(store, who, "person", person.id, new, seen=person.head, now=now)
    known = {name: value for name, value in particulars.items() if name in person.fields}
    return [name for name, value in known.items() if not casework.holds(person, {name: value})]


def _folded(name: str, value: Json) -> str:
    folded = fold(str(value or ""))
    if name != "phone":
        return folded
    digits = folded.replace("-", "")
    return digits if len(digits) >= _NUMBER_AT_LEAST else ""


def _day(typed: Json) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(Day().deserialize(typed)))
    except ValidationError:
        return None


def _band_on(opened_on: Json, born: dt.date) -> str | None:
    opened = _day(opened_on) if opened_on else None
    return band_of(age_on(opened, born)) if opened else None
