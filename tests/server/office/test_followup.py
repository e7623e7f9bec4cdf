"""The page of what must be followed up."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest

from server.followup.lists import Attention
from server.ground.ids import new_id
from server.office.followup import days_in_words
from server.reminders.settings import DEFAULT
from server.services.casework import change_as_server
from server.store import utcnow, writing
from sync.followup import LISTS, Thresholds
from tests.server.office.desk import Desk
from tests.server.people import OfficeUnderTest

DeskFor = Callable[[str], Desk]
PAGE = "/office/followup/"


def ago(days: int) -> str:
    """A day before the server's today, at the office."""
    return (utcnow() + dt.timedelta(hours=9) - dt.timedelta(days=days)).date().isoformat()


def put(office: OfficeUnderTest, kind: str, **fields: Any) -> None:
    with office.app.app_context(), writing(office.id) as store:
        change_as_server(store, kind, new_id(), fields, by=office.users["manager"], now=utcnow())


@pytest.fixture
def cases(office: OfficeUnderTest) -> dict[str, str]:
    """A case of the worker with an overdue monitoring, and one of nobody without any contact."""
    overdue, silent = office.case_of(office.users["worker"], "見本 花子"), office.case_of(None, "架空 一郎")
    put(office, "plan", case=overdue, number=2, decision=ago(90), next_monitoring=ago(12))
    put(office, "support", case=overdue, method="visit", outcome="met", started_at=f"{ago(3)}T03:00:00Z")
    put(office, "plan", case=silent, number=1, decision=ago(40), next_monitoring=ago(-20))
    put(office, "support", case=silent, method="visit", outcome="absent", started_at=f"{ago(2)}T03:00:00Z")
    return {"overdue": overdue, "silent": silent}


def rows(page: str, name: str) -> list[str]:
    """The rows of one list, as text."""
    body = re.search(rf'id="{name}".*?<tbody>(.*?)</tbody>', page, re.DOTALL)
    found = re.findall(r"<tr>(.*?)</tr>", body[1] if body else "", re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in found]


def test_each_row_says_who_which_plan_since_when_and_when_they_were_last_reached(
    cases: dict[str, str], desk_for: DeskFor
) -> None:
    page = desk_for("supervisor").open(PAGE)
    (overdue,), (silent,) = rows(page, "monitoring_overdue"), rows(page, "no_contact")
    assert overdue.startswith("見本 花子 Plan 2 ")
    assert "12 days overdue" in overdue
    assert "職員" in overdue
    assert silent.startswith("架空 一郎 ")
    assert "for 40 days Nobody yet None recorded Tried since: " in silent
    assert f'href="/office/cases/{cases["overdue"]}?list=followup"' in page
    assert [name for name in LISTS if rows(page, name)] == ["monitoring_overdue", "no_contact"]


def test_a_date_is_said_as_exactly_as_it_was_given(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    put(office, "plan", case=office.case_of(None), number=1, decision="2013-07-04", next_monitoring="2013-12-L")
    (row,) = rows(desk_for("supervisor").open(PAGE), "monitoring_overdue")
    assert "late December 2013" in row


def test_the_lists_are_narrowed_to_one_worker_or_to_nobodys_cases(
    office: OfficeUnderTest, cases: dict[str, str], desk_for: DeskFor
) -> None:
    desk = desk_for("manager")
    mine, nobodys = desk.open(f"{PAGE}?worker={office.users['worker']}"), desk.open(f"{PAGE}?worker=nobody")
    assert ("見本 花子" in mine, "架空 一郎" in mine) == (True, False)
    assert ("見本 花子" in nobodys, "架空 一郎" in nobodys) == (False, True)


def test_a_worker_sees_their_own_cases_whatever_they_ask_for(cases: dict[str, str], desk_for: DeskFor) -> None:
    page = desk_for("worker").open(f"{PAGE}?worker=nobody")
    assert "花子" not in page
    assert "一郎" not in page
    page = desk_for("worker").open(PAGE)
    assert "花子" in page
    assert "一郎" not in page


def test_where_nothing_waits_the_page_says_so(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    desk = desk_for("supervisor")
    assert "Nothing to follow up here." in desk.open(PAGE)
    assert "Show the whole office" in desk.open(f"{PAGE}?worker={office.users['worker']}")


def test_an_office_that_wants_to_be_reminded_later_sees_it_later(
    office: OfficeUnderTest, cases: dict[str, str], desk_for: DeskFor
) -> None:
    with office.app.app_context(), writing(office.id) as store:
        store.reminders.keep_settings({"no_contact_days": 60})
    assert not rows(desk_for("supervisor").open(PAGE), "no_contact")


def test_the_defaults_of_the_reminders_are_those_of_the_lists() -> None:
    assert DEFAULT.thresholds == Thresholds()


@pytest.mark.parametrize(
    ("name", "days", "words"),
    [
        ("monitoring_overdue", 1, "1 day overdue"),
        ("monitoring_due", 0, "now"),
        ("monitoring_soon", -3, "in 3 days"),
        ("period_ending", 0, "today"),
        ("period_ended", 5, "5 days overdue"),
        ("case_review", 0, "now"),
        ("case_review", 2, "2 days overdue"),
        ("no_contact", 31, "for 31 days"),
        ("contact_lost", None, "no record of it"),
    ],
)
def test_days_are_said_as_people_say_them(office: OfficeUnderTest, name: Any, days: int | None, words: str) -> None:
    with office.app.test_request_context(headers={"Accept-Language": "en"}):
        assert days_in_words(Attention(name, None, None, days)) == words
