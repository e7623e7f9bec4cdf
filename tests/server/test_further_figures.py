"""What the further reports count, and to whom each is narrowed, on both databases."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

import pytest
from flask import Flask

from server.office.reports import Period, Table, reports
from server.reports.narrowing import EVERYTHING, Narrowing
from server.services.casework import change_as_server
from server.store import database, reading, utcnow, writing
from server.store.reader import THE_OFFICE
from tests.server.people import OfficeUnderTest, change, visit

NOON = dt.datetime(2026, 3, 2, 3, tzinfo=dt.UTC)
YEAR = Period(dt.date(2025, 4, 1), dt.date(2026, 3, 31))


@pytest.fixture
def office(anywhere: Flask, monkeypatch: pytest.MonkeyPatch) -> OfficeUnderTest:
    """An office with one person of each role, on either database, at noon of a day of March 2026."""
    monkeypatch.setattr(database, "wall_clock", NOON.timestamp)
    return OfficeUnderTest(anywhere).open()


@pytest.fixture
def case(office: OfficeUnderTest) -> str:
    """A case of the worker's, of May."""
    case = office.case_of(office.users["worker"])
    written(office, case, opened_on="2025-05-01", programmes=["employment", "outreach"], triage="continued")
    return case


def written(office: OfficeUnderTest, record: str, kind: str = "case", **fields: Any) -> None:
    with office.app.app_context(), writing(office.id) as store:
        change_as_server(store, kind, record, fields, by=office.users["manager"], now=utcnow())


def pushed(office: OfficeUnderTest, *changes: dict[str, Any]) -> None:
    results = office.client("worker").push(*changes)
    assert {result["status"] for result in results} == {"applied"}, results


def made(at: str, kind: str, fields: dict[str, Any]) -> dict[str, Any]:
    return change(kind, fields) | {"made_at": at}


def counted(office: OfficeUnderTest, *lists: str, only: Narrowing = EVERYTHING) -> dict[str, int]:
    with office.app.app_context(), reading(office.id) as store:
        counts: Counter[str] = Counter()
        for tally in store.figures.tallies(lists, YEAR.since, YEAR.until, only=only):
            counts[tally.of] += tally.count
        rows = store.as_seen_by(THE_OFFICE).counted.behind(lists, YEAR.since, YEAR.until, only)
        assert Counter(row.of for row in rows) == counts
        return dict(counts)


def table(office: OfficeUnderTest, name: str, period: Period = YEAR) -> Table:
    with office.app.app_context(), reading(office.id) as store:
        return reports()[name].table(store, store.as_seen_by(THE_OFFICE), period)


def test_a_visit_is_an_attempt_however_it_ended(office: OfficeUnderTest, case: str) -> None:
    at = {"started_at": "2025-06-03T01:00:00Z"}
    results = ("met", "absent", "absent", "refused", "family_only")
    pushed(office, *(visit(case, **at, outcome=result) for result in results))
    pushed(office, visit(case, **at, method="interview", outcome="absent"))
    assert counted(office, "outcome") == {
        "outcome.met": 1,
        "outcome.absent": 2,
        "outcome.refused": 1,
        "outcome.family_only": 1,
    }


def test_a_note_was_written_so_long_after_the_visits_end(office: OfficeUnderTest, case: str) -> None:
    """By the office's calendar: 14:59 UTC is the last minute of the day in Tokyo."""
    ends = {"started_at": "2025-06-03T13:00:00Z", "ended_at": "2025-06-03T14:59:00Z"}
    same, later = visit(case, **ends), visit(case, **ends)
    pushed(office, same | {"made_at": "2025-06-03T14:59:30Z"}, later | {"made_at": "2025-06-05T15:00:00Z"})
    pushed(office, visit(case, method="phone_mail", outcome="reached", started_at="2025-06-03T01:00:00Z"))
    assert counted(office, "writing") == {"writing.same_day": 1, "writing.within_3_days": 1}


def test_a_review_took_so_long_after_the_note_had_come(office: OfficeUnderTest, case: str) -> None:
    notes = [visit(case, started_at="2025-06-03T01:00:00Z") for _ in range(2)]
    pushed(office, *notes)
    judged = {"review": "approved", "reviewed_by": office.users["supervisor"], "reviewed_at": "2025-06-04T01:00:00Z"}
    written(office, str(notes[0]["record"]), "support", **judged)
    assert counted(office, "review") == {"review.same_day": 1, "review.waiting": 1}


def test_monitoring_is_read_from_the_dates_that_were_set(office: OfficeUnderTest, case: str) -> None:
    first = made("2025-05-02T01:00:00Z", "plan", {"case": case, "number": 1, "next_monitoring": "2025-06"})
    plan = str(first["record"])
    moved = change("plan", {"next_monitoring": "2025-08-31"}, record=plan, base=first["id"])
    pushed(
        office,
        first,
        visit(case, started_at="2025-06-20T01:00:00Z", monitors=plan),
        moved | {"made_at": "2025-06-20T02:00:00Z"},
    )
    assert counted(office, "monitoring") == {"monitoring.on_time": 1, "monitoring.not_done": 1}
    rows = {row[0]: row[1:] for row in table(office, "monitoring").rows}
    assert (rows["2025-06"], rows["2025-08"]) == ((1, 0, 0, 1), (0, 0, 1, 1))


def test_the_nation_is_told_what_plans_make_use_of_and_what_no_record_tells(office: OfficeUnderTest, case: str) -> None:
    plan = change("plan", {"case": case, "number": 1, "decision": "2025-06-10"})
    supports = [
        change("plan_support", {"case": case, "plan": plan["record"], "what": "求職", "programme": programme})
        for programme in ("employment", "employment", "household_improvement")
    ]
    pushed(office, plan, *supports)
    written(office, case, state="closed", closed_on="2025-09-01", closure="employment")
    assert counted(office, "used", "toward_work", "planned_closure") == {
        "used.employment": 1,
        "used.household_improvement": 1,
        "toward_work.plan": 1,
        "planned_closure.employment": 1,
    }
    told = dict(zip(reports()["situation"].columns, table(office, "situation").year, strict=True))
    assert {name: told[name] for name in ("new", "plans", "employment", "employed_with_plan")} == {
        "new": 1,
        "plans": 1,
        "employment": 1,
        "employed_with_plan": 1,
    }
    assert [name for name, cell in told.items() if cell == ""][1:] == [
        "work_training",
        "welfare_loan",
        "assistance_work",
        "raised_income",
        "raised_income_with_plan",
    ]


def test_rates_are_told_where_the_population_is_known(office: OfficeUnderTest, case: str) -> None:
    assert table(office, "situation").rates == ()
    with office.app.app_context(), writing(office.id) as store:
        store.reminders.keep_settings({"population": 10_000})
    assert table(office, "situation").rates[:3] == ("", "0.8", "0.0")


def test_a_report_is_narrowed_to_a_worker_a_programme_and_a_district(office: OfficeUnderTest, case: str) -> None:
    person = office.stored(case)[case]["person"]
    written(office, person, "person", address="小樽市銭函２丁目")
    other = office.case_of(None)
    written(office, other, opened_on="2025-05-02")
    worker, manager = office.users["worker"], office.users["manager"]
    pushed(office, visit(case, started_at="2025-06-03T01:00:00Z", programme="outreach"))
    written(office, visit(case)["record"], "support", case=case, method="interview", worker=manager,
            started_at="2025-06-04T01:00:00Z")  # fmt: skip
    assert counted(office, "route", "method") == {"route.not_stated": 2, "method.visit": 1, "method.interview": 1}
    for only, told in (
        (Narrowing(worker=worker), {"route.not_stated": 1, "method.visit": 1}),
        (Narrowing(worker=manager), {"method.interview": 1}),
        (Narrowing(programme="outreach"), {"route.not_stated": 1, "method.visit": 1}),
        (Narrowing(programme="disaster"), {}),
        (Narrowing(district="銭函2"), {"route.not_stated": 1, "method.visit": 1, "method.interview": 1}),
        (Narrowing(worker=manager, district="銭函"), {"method.interview": 1}),
        (Narrowing(district="桜"), {}),
    ):
        assert counted(office, "route", "method", only=only) == told, only
