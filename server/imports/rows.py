"""The rows of a list as what they give of persons, cases, support records and accounts."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from server.imports.sorts import ACCOUNT, DAY, TIME, UNTIL, Sort
from server.imports.values import Unreadable, read_code, read_value
from server.language.ages import age_on, band_of, read_band
from server.language.eras import UnreadableDate
from server.registers.dates import read_cell, read_time
from server.registers.findings import Findings
from server.registers.table import Row, Table
from sync.fields import Json, write_moment

NOT_SAID: Final = "required"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row is not taken as it is: a code, and the column that it is about, where it is about one."""

    code: str
    column: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """What one row gives: fields by kind, and what of it cannot be read. ``called`` is whom or what it is about."""

    line: int
    called: str
    fields: Mapping[str, Mapping[str, Json]]
    problems: tuple[Problem, ...]


def read_rows(sort: Sort, table: Table, findings: Findings, staff: Mapping[str, str], zone: dt.tzinfo) -> list[Given]:
    """What the rows of a list give. ``staff`` are the ids of accounts by folded names and logins, ``zone`` is that in
    which the list's times are.
    """
    unread: defaultdict[int, list[Problem]] = defaultdict(list)
    for finding in findings.all:
        if finding.severity == "error":
            unread[finding.line].append(Problem(finding.code, finding.column))
    return [_given(sort, row, unread[row.line], staff, zone) for row in table.rows]


def _given(sort: Sort, row: Row, unread: Sequence[Problem], staff: Mapping[str, str], zone: dt.tzinfo) -> Given:
    problems = list(unread)
    fields: defaultdict[str, dict[str, Json]] = defaultdict(dict)
    for column in sort.words:
        kind, _, name = column.partition(".")
        cell = row[column]
        if not cell:
            if column in sort.asked and not any(each.column == column for each in problems):
                problems.append(Problem(NOT_SAID, column))
        elif column not in {DAY, TIME, UNTIL}:
            try:
                value = _value(kind, name, cell, staff)
            except Unreadable as unreadable:
                problems.append(Problem(unreadable.code, column))
            else:
                if value not in (None, []):
                    fields[kind][name] = value
    if row.cells.get(DAY):
        problems += _put_times(row, fields["support"], zone)
    if "person" in fields and "case" in fields:
        _put_age(fields["case"], fields["person"])
    return Given(row.line, _called(row), fields, tuple(problems))


def _value(kind: str, name: str, cell: str, staff: Mapping[str, str]) -> Json:
    if kind == ACCOUNT:
        return read_code("role", cell) if name == "role" else cell
    if (kind, name) == ("person", "born_on") and read_band(cell) is not None:
        return cell
    return read_value(kind, name, cell, staff)


def _put_age(case: dict[str, Json], person: dict[str, Json]) -> None:
    """The age band at intake, from the date of birth; of an age in its place no date is made up."""
    born = person.get("born_on")
    if born is None:
        return
    if (band := read_band(born)) is not None:
        del person["born_on"]
    elif "opened_on" in case:
        band = band_of(age_on(dt.date.fromisoformat(case["opened_on"]), dt.date.fromisoformat(born)))
    if band is not None:
        case.setdefault("age_band", band)


def _put_times(row: Row, support: dict[str, Json], zone: dt.tzinfo) -> Iterator[Problem]:
    """The times of a support record: moments where a time of day is given, else the day, month or third of one."""
    try:
        said = read_cell(row[DAY])
        time = read_time(row[TIME]) if row.cells.get(TIME) else said.time
        until = read_time(row[UNTIL]) if row.cells.get(UNTIL) else None
    except UnreadableDate as unreadable:
        yield Problem(unreadable.code, TIME if unreadable.code == "time_unreadable" else DAY)
        return
    due = said.date.due
    if due is None or said.date.outside_era:
        yield Problem(NOT_SAID if due is None else "outside_era", DAY)
    elif due.precision != "day" or time is None:
        support["dated"] = str(due)
    else:
        support["started_at"] = _moment(due.first, time, zone)
        if until is not None:
            support["ended_at"] = _moment(due.first, until, zone)


def _moment(day: dt.date, time: dt.time, zone: dt.tzinfo) -> str:
    return write_moment(dt.datetime.combine(day, time, zone))


def _called(row: Row) -> str:
    named = ("person.name", "account.name", "case.number", "account.login")
    return next((cell for column in named if (cell := row.cells.get(column))), "")
