"""A list is narrowed by what its address says; what makes no sense there counts as not given."""

from __future__ import annotations

import datetime as dt

import pytest

from server.views.office.filters import CalendarDay, Person, conditions, day_of, one_of, read_filter

WORKER = "01900000-0000-7000-8000-000000000001"
LIST = conditions(state=one_of(["open", "closed"], "open"), worker=Person("nobody"), since=CalendarDay())
NOTHING = {"state": "open", "worker": "", "since": ""}


def test_what_is_not_asked_for_is_left_out() -> None:
    assert read_filter(LIST, {}) == NOTHING
    assert read_filter(LIST, {"state": "", "worker": "", "since": "", "page": "2"}) == NOTHING


def test_what_is_asked_for_is_read_in_its_one_spelling() -> None:
    asked = {"state": "closed", "worker": WORKER.upper(), "since": "20261130"}
    assert read_filter(LIST, asked) == {"state": "closed", "worker": WORKER, "since": "2026-11-30"}
    assert read_filter(LIST, {"worker": "nobody"}) == NOTHING | {"worker": "nobody"}


@pytest.mark.parametrize("asked", [{"state": "wide"}, {"worker": "somebody"}, {"since": "2026-02-30"}])
def test_a_value_without_sense_counts_as_not_given_and_takes_no_other_with_it(asked: dict[str, str]) -> None:
    assert read_filter(LIST, asked) == NOTHING
    other = {"state": "closed"} if "state" not in asked else {"worker": WORKER}
    assert read_filter(LIST, asked | other) == NOTHING | other


def test_a_day_is_left_out_or_one() -> None:
    assert day_of("") is None
    assert day_of("2026-11-30") == dt.date(2026, 11, 30)
