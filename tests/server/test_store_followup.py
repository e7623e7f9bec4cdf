"""The lists of what must be followed up, as the store gives them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask import Flask

from server.ground.ids import new_id
from server.services.casework import change_as_server
from server.store import reading, utcnow, writing
from server.store.followup import FollowUpFilter, FollowUpRow
from server.store.reader import THE_OFFICE, Reader, reader_of
from sync.followup import Thresholds
from tests.server.counting import counted
from tests.server.people import BOTH_DATABASES, OfficeUnderTest
from tests.sync.contract import OFFICE

TODAY = dt.date(2026, 11, 21)
RUNNING = {"number": 1, "decision": "2026-10-01", "next_monitoring": "2026-12-20"}
REACHED = {"method": "visit", "outcome": "met", "started_at": "2026-11-20T00:30:00Z"}


def put(office: OfficeUnderTest, kind: str, **fields: Any) -> str:
    """Write a record as the server."""
    record = new_id()
    with office.app.app_context(), writing(office.id) as store:
        change_as_server(store, kind, record, fields, by=office.users["manager"], now=utcnow())
    return record


def listed(
    office: OfficeUnderTest, today: dt.date = TODAY, reader: Reader = THE_OFFICE, **wanted: Any
) -> list[FollowUpRow]:
    with office.app.app_context(), reading(office.id) as store:
        return store.as_seen_by(reader).followup.rows(today, FollowUpFilter(**wanted))


def in_words(rows: list[FollowUpRow]) -> list[tuple[str, str | None, int | None]]:
    return [(row.attention.list, row.person_name, row.attention.days) for row in rows]


def test_what_has_waited_longest_comes_first_in_each_list(office: OfficeUnderTest) -> None:
    for name, month in (("甲", "2026-09"), ("乙", "2026-07"), ("丙", "2026-11")):
        case = office.case_of(None, name)
        put(office, "plan", **RUNNING | {"case": case, "next_monitoring": month})
        put(office, "support", **REACHED | {"case": case})
    assert in_words(listed(office)) == [
        ("monitoring_overdue", "乙", 113),
        ("monitoring_overdue", "甲", 52),
        ("monitoring_due", "丙", 0),
    ]


def test_only_who_was_reached_has_had_a_contact(office: OfficeUnderTest) -> None:
    case = office.case_of(None)
    put(office, "plan", **RUNNING | {"case": case})
    put(office, "support", **REACHED | {"case": case, "outcome": "family_only", "started_at": "2026-10-01T00:30:00Z"})
    for outcome in ("absent", "refused", "letter_left"):
        put(office, "support", **REACHED | {"case": case, "outcome": outcome})
    put(office, "support", case=case, method="internal_meeting", started_at="2026-11-19T00:30:00Z")
    (row,) = listed(office)
    assert row.attention.list == "no_contact"
    assert (row.last_contact, row.last_attempt) == (dt.date(2026, 10, 1), dt.date(2026, 11, 20))
    put(office, "support", case=case, method="phone_mail", outcome="reached", started_at="2026-11-19T00:30:00Z")
    assert listed(office) == []


def test_the_day_of_a_contact_is_the_offices(office: OfficeUnderTest) -> None:
    case = office.case_of(None)
    put(office, "plan", **RUNNING | {"case": case})
    put(office, "support", **REACHED | {"case": case, "started_at": "2026-10-21T23:30:00Z"})
    assert listed(office, dt.date(2026, 11, 20)) == []
    assert in_words(listed(office)) == [("no_contact", "見本 花子", 30)]


def test_what_lies_ahead_of_the_day_is_not_looked_at(office: OfficeUnderTest) -> None:
    case = office.case_of(None)
    put(office, "plan", **RUNNING | {"case": case})
    put(office, "support", **REACHED | {"case": case})
    (row,) = [row for row in listed(office, dt.date(2026, 11, 19)) if row.attention.list == "no_contact"]
    assert (row.last_contact, row.attention.on) == (None, "2026-10-01")


def test_closed_cases_and_deleted_records_ask_for_nothing(office: OfficeUnderTest) -> None:
    closed, gone, kept = (office.case_of(None, name) for name in ("甲", "乙", "丙"))
    for case in (closed, gone, kept):
        put(office, "plan", **RUNNING | {"case": case, "next_monitoring": "2026-10"})
        put(office, "support", **REACHED | {"case": case})
    withdrawn = put(office, "plan", **RUNNING | {"case": kept, "number": 2, "next_monitoring": "2026-09"})
    by = office.users["manager"]
    with office.app.app_context(), writing(office.id) as store:
        change_as_server(store, "case", closed, {"state": "closed", "closure": "employment"}, by=by, now=utcnow())
        change_as_server(store, "case", gone, {"deleted": True}, by=by, now=utcnow())
        change_as_server(store, "plan", withdrawn, {"deleted": True}, by=by, now=utcnow())
    assert in_words(listed(office)) == [("monitoring_overdue", "丙", 21)]


def test_a_worker_has_a_list_of_their_own_and_a_reader_sees_no_other(office: OfficeUnderTest) -> None:
    worker, supervisor = office.users["worker"], office.users["supervisor"]
    for who, name in ((worker, "甲"), (supervisor, "乙"), (None, "丙")):
        put(office, "plan", **RUNNING | {"case": office.case_of(who, name), "next_monitoring": "2026-10"})
    overdue = [row for row in listed(office) if row.attention.list == "monitoring_overdue"]
    assert [row.person_name for row in overdue] == ["丙", "乙", "甲"]
    assert {row.person_name for row in listed(office, worker=worker)} == {"甲"}
    reader = reader_of(worker, "worker")
    assert {row.person_name for row in listed(office, reader=reader)} == {"甲"}
    assert listed(office, reader=reader, worker=supervisor) == []
    manager = reader_of(office.users["manager"], "manager")
    assert {row.main_worker for row in listed(office, reader=manager)} == {worker, supervisor, None}


def test_an_office_may_choose_how_long_it_waits(office: OfficeUnderTest) -> None:
    case = office.case_of(None)
    put(office, "plan", **RUNNING | {"case": case})
    with office.app.app_context(), reading(office.id) as store:
        usual = store.followup.rows(TODAY, FollowUpFilter())
        patient = store.followup.rows(TODAY, FollowUpFilter(), Thresholds(no_contact_days=60))
    assert (len(usual), patient) == (1, [])


@pytest.mark.parametrize("cases", [1, 12])
def test_the_lists_take_two_statements_however_many_cases_there_are(office: OfficeUnderTest, cases: int) -> None:
    for _ in range(cases):
        put(office, "plan", **RUNNING | {"case": office.case_of(None), "next_monitoring": "2026-10"})
    with office.app.app_context(), reading(office.id) as store, counted(office.app) as seen:
        rows = store.followup.rows(TODAY, FollowUpFilter())
    assert len([row for row in rows if row.attention.list == "monitoring_overdue"]) == cases
    assert len(seen) == 2


@BOTH_DATABASES
def test_both_databases_give_the_same_lists(database: Flask) -> None:
    office = OfficeUnderTest(database, id=OFFICE)
    office.users["manager"] = office.hire("manager", "manager")
    case = office.case_of(office.users["manager"])
    put(office, "plan", **RUNNING | {"case": case, "next_monitoring": "2026-11-M", "case_reviewed_on": "2026-05-01"})
    put(office, "support", **REACHED | {"case": case, "outcome": "absent"})
    assert [(row.attention.list, row.attention.on, row.attention.days) for row in listed(office)] == [
        ("monitoring_overdue", "2026-11-M", 1),
        ("no_contact", "2026-10-01", 51),
    ]
