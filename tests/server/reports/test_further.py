"""Delays in steps, agencies by name, destinations, and figures per 100,000 people."""

from __future__ import annotations

import datetime as dt

import pytest

from server.reports.accompaniment import Visit, by_destination
from server.reports.agencies import Contact, agency_rows
from server.reports.delays import step
from server.reports.destinations import Destination
from server.reports.tallies import per_100_000

DAY = dt.date(2026, 6, 3)


@pytest.mark.parametrize(
    ("days", "said"),
    [(-1, "same_day"), (0, "same_day"), (1, "next_day"), (2, "within_3_days"), (3, "within_3_days"),
     (4, "within_7_days"), (7, "within_7_days"), (8, "later"), (400, "later")],
)  # fmt: skip
def test_a_delay_is_told_in_steps(days: int, said: str) -> None:
    assert step(DAY, DAY + dt.timedelta(days=days)) == said


def test_an_agency_is_one_however_it_is_spelled_and_each_contact_counts_once() -> None:
    contacts = [
        Contact("a", "visit", "自宅", ["ハローワーク"]),
        Contact("a", "accompaniment", "ハローワーク", ["ﾊﾛｰﾜｰｸ", "社協"]),
        Contact("b", "other_agency_meeting", "社協"),
        Contact("b", "phone_mail", "事務所"),
    ]
    assert [row.cells for row in agency_rows(contacts)] == [
        ("ハローワーク", 2, 2, 1, 0, 1),
        ("社協", 2, 1, 0, 1, 2),
    ]
    assert [contact.is_joint_visit for contact in contacts] == [True, True, False, False]


def test_destinations_are_counted_with_their_clients() -> None:
    office, home = Destination("accompaniment", "法テラス"), Destination("visit", "自宅")
    visits = [Visit("2026-04", who, who, where, ()) for who, where in (("a", home), ("a", home), ("b", office))]
    assert by_destination(visits) == [("訪問→自宅", 2, 1), ("法テラス", 1, 1)]


@pytest.mark.parametrize(
    ("count", "months", "people", "printed"),
    [(238, 12, 110_000, "18.0"), (1, 12, 100_000, "0.1"), (1, 24, 100_000, "0.0"), (0, 12, 5, "0.0"), (9, 12, 0, "")],
)
def test_a_rate_is_for_a_month_and_100000_people(count: int, months: int, people: int, printed: str) -> None:
    assert per_100_000(count, months, people) == printed
