"""What becomes of each row of a list: new, here already, doubtful, or refused and why. Nothing is written here.

Ids follow from what a row says, so that the same list, brought in again, makes nothing twice.
"""

from __future__ import annotations

import json
import uuid
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from server.imports.known import Cases, People, cases_of, people_of, told_of
from server.imports.rows import Given, Problem
from server.services.passwords import fold_login
from server.store import Office, Seen
from server.store.cases import KnownCase
from sync.dates import DueDate
from sync.fields import Json, read_moment

FateCode = Literal["new", "same", "doubtful", "refused"]

SOURCE: Final = "import"
"""What the records of an import give as where they are from."""


@dataclass(frozen=True, slots=True)
class NewRecord:
    """A record that a row asks for."""

    kind: str
    id: str
    fields: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a row, why, and the records that it makes if it is taken: a doubtful one only where whoever
    imports says so.
    """

    line: int
    called: str
    code: FateCode
    problems: tuple[Problem, ...] = ()
    records: tuple[NewRecord, ...] = ()
    account: Mapping[str, Json] = field(default_factory=dict)


@dataclass
class Bench:
    """What rows are judged against: the office, and the rows before them."""

    office: str
    seen: Seen
    people: People
    cases: Cases
    noted: set[tuple[str, str, str]]
    logins: set[str]
    times: Counter[str] = field(default_factory=Counter)

    def id_of(self, *said: Json) -> str:
        """The id of what a row says; of what several rows say alike, of the next of them."""
        once = json.dumps(["import", *said], ensure_ascii=False, sort_keys=True)
        self.times[once] += 1
        return str(uuid.uuid5(uuid.UUID(self.office), f"{once}#{self.times[once]}"))


def judge(store: Office, seen: Seen, sort: str, rows: Sequence[Given], logins: Collection[str] = ()) -> list[Fate]:
    """The fates of the rows of a list, in their order. ``logins`` are those that accounts have already."""
    is_about_notes = sort == "support"
    bench = Bench(
        store.id,
        seen,
        people_of(seen) if sort != "accounts" else People(),
        cases_of(seen) if sort in {"cases", "support"} else Cases(),
        seen.notes.days() if is_about_notes else set(),
        set(logins),
    )
    judged = [_JUDGES[sort](bench, row) if not row.problems else _refused(row, *row.problems) for row in rows]
    return _under_free_ids(store, judged)


def _person(bench: Bench, row: Given) -> Fate:
    fields = {**row.fields["person"], "source": SOURCE}
    new = NewRecord("person", bench.id_of("person", fields), fields)
    return _compared(bench, row, new, ())


def _case(bench: Bench, row: Given) -> Fate:
    person = {**row.fields["person"], "source": SOURCE}
    said = row.fields.get("case", {})
    state = "open" if said.keys().isdisjoint(("closed_on", "closure")) else "closed"
    opened: dict[str, Json] = {"state": state, **said, "source": SOURCE}
    told = told_of("", person)
    there = bench.cases.numbered(opened.get("number"))
    likes = bench.people.like(told)
    if there is not None:
        is_theirs = any(each.id == there.person for each in likes)
        return _same(row) if is_theirs else _refused(row, Problem("number_of_another", "case.number"))
    known = next((each for each in likes if each.is_also(told)), None)
    if known is None:
        made = NewRecord("person", bench.id_of("person", person), person)
        case = _case_of(bench, made.id, opened)
        bench.cases.add(_known(case))
        return _compared(bench, row, made, (case,))
    theirs = bench.cases.of([known.id])
    if any(_is_also(case, opened) for case in theirs):
        return _same(row)
    case = _case_of(bench, known.id, opened)
    bench.cases.add(_known(case))
    if any(each.state == "open" for each in theirs) and opened["state"] == "open":
        return _doubtful(row, Problem("has_open_case", "person.name"), case)
    return Fate(row.line, row.called, "new", (), (case,))


def _case_of(bench: Bench, person: str, fields: Mapping[str, Json]) -> NewRecord:
    return NewRecord("case", bench.id_of("case", person, fields), {**fields, "person": person})


def _known(case: NewRecord) -> KnownCase:
    fields = case.fields
    return KnownCase(case.id, fields.get("number"), fields["person"], fields["state"], fields.get("opened_on"))


def _is_also(case: KnownCase, fields: Mapping[str, Json]) -> bool:
    """Whether a person's case is that of a row: received on the same day, and not under two numbers. Equal numbers have
    been seen by then.
    """
    if case.number and fields.get("number"):
        return False
    return case.opened_on == fields.get("opened_on") and (case.opened_on is not None or case.state == fields["state"])


def _support(bench: Bench, row: Given) -> Fate:
    number, name = row.fields.get("case", {}).get("number"), row.fields.get("person", {}).get("name")
    case = bench.cases.numbered(number)
    persons = bench.people.called(str(name)) if name else []
    if case is None and number:
        return _refused(row, Problem("case_unknown", "case.number"))
    if case is not None and name and case.person not in persons:
        return _refused(row, Problem("number_of_another", "case.number"))
    if case is None:
        theirs = bench.cases.of(persons)
        if len(theirs) != 1:
            code = "several_cases" if theirs else "case_unknown"
            return _refused(row, Problem(code, "person.name"))
        case = theirs[0]
    fields = {"case": case.id, **row.fields["support"], "source": SOURCE, "review": None}
    note = NewRecord("support", bench.id_of("support", fields), fields)
    key = (case.id, _day_of(bench, fields), str(fields.get("method")))
    if key in bench.noted:
        return _doubtful(row, Problem("note_like_it", "support.day"), note)
    return Fate(row.line, row.called, "new", (), (note,))


def _day_of(bench: Bench, fields: Mapping[str, Json]) -> str:
    if "started_at" in fields:
        return bench.seen.day(read_moment(fields["started_at"])).isoformat()
    return DueDate.parse(fields["dated"]).first.isoformat()


def _account(bench: Bench, row: Given) -> Fate:
    account = row.fields["account"]
    login = fold_login(str(account["login"]))
    if login in bench.logins:
        return _same(row)
    bench.logins.add(login)
    return Fate(row.line, row.called, "new", account=account)


def _compared(bench: Bench, row: Given, person: NewRecord, more: tuple[NewRecord, ...]) -> Fate:
    """The fate of a row with somebody new, after whom they are like."""
    told = told_of(person.id, person.fields)
    likes = bench.people.like(told)
    if likes and likes[0].is_also(told) and not more:
        return _same(row)
    bench.people.add(told)
    if likes:
        return _doubtful(row, Problem("person_like_another", "person.name"), person, *more)
    return Fate(row.line, row.called, "new", (), (person, *more))


def _same(row: Given) -> Fate:
    return Fate(row.line, row.called, "same")


def _doubtful(row: Given, why: Problem, *records: NewRecord) -> Fate:
    return Fate(row.line, row.called, "doubtful", (why,), records)


def _refused(row: Given, *problems: Problem) -> Fate:
    return Fate(row.line, row.called, "refused", problems)


_JUDGES: Final[Mapping[str, Callable[[Bench, Given], Fate]]] = {
    "persons": _person,
    "cases": _case,
    "support": _support,
    "accounts": _account,
}


def _under_free_ids(store: Office, fates: Sequence[Fate]) -> list[Fate]:
    """The fates with each record under an id that is free: one whose record is here is the same, one whose record was
    taken back or removed is made under the next id, which follows from that one.
    """
    own = {record.id: record.id for fate in fates for record in fate.records}
    there = store.records.by_id(set(own.values()))
    while gone := {id_ for id_, record in there.items() if record.deleted}:
        own |= {asked: str(uuid.uuid5(uuid.UUID(id_), "again")) for asked, id_ in own.items() if id_ in gone}
        there = store.records.by_id(set(own.values()))
    return [_placed(fate, own, there.keys()) for fate in fates]


def _placed(fate: Fate, own: Mapping[str, str], there: Collection[str]) -> Fate:
    records = [replace(each, id=own[each.id], fields=_renamed(each.fields, own)) for each in fate.records]
    new = tuple(each for each in records if each.id not in there)
    if records and not new:
        return Fate(fate.line, fate.called, "same")
    return replace(fate, records=new)


def _renamed(fields: Mapping[str, Json], own: Mapping[str, str]) -> dict[str, Json]:
    return {name: own.get(value, value) if name in {"person", "case"} else value for name, value in fields.items()}
