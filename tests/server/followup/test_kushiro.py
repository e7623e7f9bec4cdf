"""Kushiro's plans of FY2013, day by day: which monitoring is due, which is overdue, which plans are about to end.

``tests/cases/kushiro_2013.csv`` was written by hand from the printed register, a line for each stretch of days on which
the lists stay the same; here the lists come by the real way, from the register through the import and the store. The
phone is held to the same table (``tests/app/followup.test.ts``).
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from server.ground.ids import new_id
from server.registers import REGISTERS
from server.registers.importing import import_reading
from server.store import directory, reading, utcnow, writing
from server.store.directory import OfficeRow
from server.store.followup import FollowUpFilter
from tests.server.registers import kushiro

FIRST, LAST = dt.date(2013, 4, 1), dt.date(2014, 3, 31)
YEAR = [FIRST + dt.timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
COLUMNS = {"overdue": "monitoring_overdue", "due": "monitoring_due", "ending": "period_ending"}
BY_HAND = Path(__file__).parents[2] / "cases" / "kushiro_2013.csv"
PLAN = re.compile(r"\S+ \d")

Lists = dict[str, list[str]]


def written_by_hand() -> dict[dt.date, Lists]:
    """The lists of each day, as the file has them."""
    table: dict[dt.date, Lists] = {}
    with BY_HAND.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            since, until = dt.date.fromisoformat(row["since"]), dt.date.fromisoformat(row["until"])
            for n in range((until - since).days + 1):
                assert since + dt.timedelta(days=n) not in table
                table[since + dt.timedelta(days=n)] = {column: PLAN.findall(row[column]) for column in COLUMNS}
    return table


@pytest.fixture
def kushiro_office(app: Flask) -> Iterator[str]:
    """An office with both registers of Kushiro, imported."""
    with app.app_context():
        with directory(write=True) as found:
            found.add_office(OfficeRow(kushiro.OFFICE, "釧路", "Asia/Tokyo", demonstration=False), utcnow())
        with writing(kushiro.OFFICE) as store:
            for name, register in REGISTERS.items():
                import_reading(store.records, register, kushiro.read(name), now=utcnow(), new_id=new_id)
        yield kushiro.OFFICE


def lists_by_day(office: str) -> dict[dt.date, Lists]:
    """The lists of each day, as the store gives them: every list, and the plans on it by client and number."""
    table: dict[dt.date, Lists] = {}
    with reading(office) as store:
        for today in YEAR:
            lists: defaultdict[str, list[str]] = defaultdict(list)
            for row in store.followup.rows(today, FollowUpFilter()):
                lists[row.attention.list].append(f"{row.person_name} {row.plan_number}")
            table[today] = lists
    return table


def test_the_table_has_every_day_of_the_year() -> None:
    assert list(written_by_hand()) == YEAR
    assert len(YEAR) == 365


def test_every_day_has_exactly_the_monitoring_and_the_endings_that_the_register_gives_it(kushiro_office: str) -> None:
    found = {
        today: {column: sorted(lists[name]) for column, name in COLUMNS.items()}
        for today, lists in lists_by_day(kushiro_office).items()
    }
    assert found == written_by_hand()


def test_no_plan_of_the_register_went_past_its_end_or_lacks_a_monitoring_date(kushiro_office: str) -> None:
    for lists in lists_by_day(kushiro_office).values():
        assert not lists["period_ended"]
        assert not lists["monitoring_unset"]
