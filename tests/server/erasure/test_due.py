"""Which closed cases have had their time, and what speaks against erasing them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from server.ground.errors import NotForThisRole
from server.ground.ids import new_id
from server.office import erasures
from server.office.erasures import HoldRefused, NotDue
from server.store import reading, utcnow, writing
from server.store.recovery import WaitingRow
from tests.server.erasure.closed import CLOSED, Closed

TODAY = utcnow().date()


def years_ago(years: int, days: int = 0) -> str:
    return (TODAY.replace(year=TODAY.year - years, day=min(TODAY.day, 28)) + dt.timedelta(days=days)).isoformat()


def test_a_case_has_had_its_time_the_day_after_the_offices_years(closed: Closed) -> None:
    assert closed.reasons() == ()
    closed.write("case", closed.case, {"closed_on": years_ago(5, 10)})
    assert closed.reasons() is None
    with closed.app.app_context(), writing(closed.id) as store:
        store.reminders.keep_settings({"retention_years": 4})
    assert closed.reasons() == ()


def another_case(closed: Closed, household: bool, fields: dict[str, Any]) -> str:
    person, case = new_id(), new_id()
    home = {"household": closed.ids["household"]} if household else {}
    closed.write("person", person, {"name": "家族の人", **home})
    closed.write("case", case, {"person": person, "state": "open", **fields})
    return case


def test_what_speaks_against_it_is_said(closed: Closed) -> None:
    closed.write("case", closed.case, {"state": "open"})
    assert closed.reasons() == ("reopened",)
    closed.write("case", closed.case, CLOSED)
    closed.write("conflict", closed.ids["conflict"], {"state": "open"})
    assert closed.reasons() == ("conflict",)
    closed.write("conflict", closed.ids["conflict"], {"state": "superseded"})
    member = another_case(closed, household=True, fields={})
    assert closed.reasons() == ("open_case",)
    closed.write("case", member, {"state": "closed", "closure": "employment"})
    assert closed.reasons() == ("no_closing_day",)
    closed.write("case", member, {"closed_on": years_ago(1)})
    assert closed.reasons() == ("not_yet",)
    closed.write("case", member, {"closed_on": years_ago(6)})
    assert closed.reasons() == ()


def test_somebody_who_left_the_household_is_still_named_in_what_stands_there(closed: Closed) -> None:
    member = another_case(closed, household=True, fields={})
    with closed.app.app_context(), reading(closed.id) as store:
        person = store.records.by_id([member])[member].fields["person"]
    closed.write("person", person, {"household": None})
    assert closed.reasons() == ("open_case",)


def test_another_household_is_no_matter_of_theirs(closed: Closed) -> None:
    another_case(closed, household=False, fields={})
    assert closed.reasons() == ()


def test_unsent_work_that_is_known_keeps_the_case(closed: Closed) -> None:
    phone = closed.office.client("worker", device=closed.world.device)
    phone.pull(queued=1, now="2026-11-30T00:00:00Z")
    assert closed.reasons() == ("unsent",)
    with closed.app.app_context(), reading(closed.id) as store:
        years_later = erasures.standing_of(store, closed.case, utcnow() + erasures.SILENT + dt.timedelta(days=1))
        assert years_later is not None
        assert years_later.may_go
    phone.pull(queued=0, now="2026-11-30T00:00:00Z")
    assert closed.reasons() == ()
    body = f'{{"kind": "support", "record": "{closed.ids["support"]}", "fields": {{"place": "自宅"}}}}'
    with closed.app.app_context(), writing(closed.id) as store:
        store.recovery.hold(
            [WaitingRow(new_id(), closed.office.users["worker"], None, body, utcnow(), "held")], utcnow()
        )
    assert closed.reasons() == ("waiting",)


def test_a_hold_keeps_it_until_its_day_and_is_refused_without_a_reason_or_a_day(closed: Closed) -> None:
    by = closed.office.users["manager"]
    asked = closed.ask()
    with closed.app.app_context(), writing(closed.id) as store:
        for reason, until in (("", TODAY), ("訴訟", None), ("訴訟", TODAY - dt.timedelta(2)), ("訴訟", dt.date.max)):
            with pytest.raises(HoldRefused):
                erasures.hold(store, closed.case, reason, until, by=by, now=utcnow())
        erasures.hold(store, closed.case, "訴訟が続いている", TODAY + dt.timedelta(9), by=by, now=utcnow())
        row = store.erasures.one(asked.id)
        assert row is not None
        assert row.outcome == "refused"
    assert closed.reasons() == ("hold",)
    with closed.app.app_context(), writing(closed.id) as store:
        erasures.release(store, closed.case)
    assert closed.reasons() == ()
    assert "訴訟が続いている" not in closed.dump()


def test_nobody_approves_what_they_asked_for_and_nobody_decides_twice(closed: Closed) -> None:
    asked = closed.ask()
    with closed.app.app_context(), writing(closed.id) as store, pytest.raises(NotForThisRole):
        erasures.approve(store, asked, by=asked.asked_by, now=utcnow())
    with pytest.raises(NotDue):
        closed.ask()
    with closed.app.app_context(), writing(closed.id) as store:
        erasures.refuse(store, asked, by=closed.office.users["manager"], now=utcnow())
    with closed.app.app_context(), writing(closed.id) as store, pytest.raises(NotForThisRole):
        erasures.approve(store, asked, by=closed.office.users["manager"], now=utcnow())
    assert closed.content_left()


def test_what_has_changed_since_it_was_asked_for_is_not_erased(closed: Closed) -> None:
    asked = closed.ask()
    closed.write("case", closed.case, {"state": "open"})
    with closed.app.app_context(), writing(closed.id) as store, pytest.raises(NotDue):
        erasures.approve(store, asked, by=closed.office.users["manager"], now=utcnow())
    closed.write("case", closed.case, CLOSED)
    another_case(closed, household=True, fields={"state": "closed", "closed_on": years_ago(9), "closure": "employment"})
    with closed.app.app_context(), writing(closed.id) as store, pytest.raises(NotDue):
        erasures.approve(store, asked, by=closed.office.users["manager"], now=utcnow())
