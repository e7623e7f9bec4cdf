"""What counts in an annual report, and what does not, on both databases."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

import pytest
from flask import Flask

from server.services.casework import change_as_server
from server.store import reading, utcnow, writing
from tests.server.people import OfficeUnderTest, change, visit

SINCE, UNTIL = dt.date(2026, 4, 1), dt.date(2027, 3, 31)
CLOSED = {"state": "closed", "closed_on": "2026-06-30", "closure": "employment"}


@pytest.fixture
def office(anywhere: Flask) -> OfficeUnderTest:
    """An office with one person of each role, on either database."""
    return OfficeUnderTest(anywhere).open()


@pytest.fixture
def case(office: OfficeUnderTest) -> str:
    """A case of the worker's that was opened in April."""
    case = office.case_of(office.users["worker"])
    written(office, case, opened_on="2026-04-30")
    return case


def written(office: OfficeUnderTest, record: str, kind: str = "case", **fields: Any) -> None:
    by = office.users["manager"]
    with office.app.app_context(), writing(office.id) as store:
        change_as_server(store, kind, record, fields, by=by, now=utcnow())


def counted(office: OfficeUnderTest, *lists: str) -> dict[tuple[str, str], int]:
    with office.app.app_context(), reading(office.id) as store:
        counts: Counter[tuple[str, str]] = Counter()
        for tally in store.figures.tallies(lists, SINCE, UNTIL):
            counts[tally.month, tally.of] += tally.count
        return dict(counts)


def pushed(office: OfficeUnderTest, *changes: dict[str, Any]) -> None:
    results = office.client("worker").push(*changes)
    assert {result["status"] for result in results} == {"applied"}, results


def test_a_case_is_new_in_the_month_of_its_intake_whenever_it_was_written(office: OfficeUnderTest, case: str) -> None:
    assert counted(office, "route", "age_band", "sex") == {
        ("2026-04", "route.not_stated"): 1,
        ("2026-04", "age_band.not_stated"): 1,
        ("2026-04", "sex.not_stated"): 1,
    }
    written(office, case, opened_on="2026-05-01", route="self", age_band="40s")
    assert counted(office, "route", "age_band") == {("2026-05", "route.self"): 1, ("2026-05", "age_band.40s"): 1}


def test_a_case_is_counted_by_the_sex_of_its_person(office: OfficeUnderTest, case: str) -> None:
    person = office.stored(case)[case]["person"]
    written(office, person, "person", gender="female")
    assert counted(office, "sex") == {("2026-04", "sex.female"): 1}


def test_a_case_counts_once_for_each_of_its_issues(office: OfficeUnderTest, case: str) -> None:
    written(office, case, issues=["income", "housing"], issue_items=["illness", "injury"], age_band="20s")
    assert counted(office, "issue", "issue_item") == {
        ("2026-04", "issue.income"): 1,
        ("2026-04", "issue.housing"): 1,
        ("2026-04", "issue_item.illness.20s"): 1,
        ("2026-04", "issue_item.injury.20s"): 1,
    }


def test_reopening_a_case_takes_its_closing_back(office: OfficeUnderTest, case: str) -> None:
    written(office, case, **CLOSED)
    assert counted(office, "closure") == {("2026-06", "closure.employment"): 1}
    written(office, case, state="open")
    assert counted(office, "closure") == {}
    written(office, case, **CLOSED | {"closed_on": "2026-09-01"})
    assert counted(office, "closure") == {("2026-09", "closure.employment"): 1}


def test_what_was_before_a_day_is_counted_without_its_codes(office: OfficeUnderTest, case: str) -> None:
    written(office, case, **CLOSED)
    with office.app.app_context(), reading(office.id) as store:
        assert store.figures.before(["sex", "closure"], dt.date(2026, 6, 30)) == {"sex": 1, "closure": 0}
        assert store.figures.before(["sex", "closure"], dt.date(2026, 7, 1)) == {"sex": 1, "closure": 1}


def test_a_case_that_was_removed_does_not_count_nor_what_belongs_to_it(office: OfficeUnderTest, case: str) -> None:
    pushed(office, visit(case), change("plan", {"case": case, "number": 1, "decision": "2026-05-02"}))
    assert len(counted(office, "sex", "method", "decided")) == 3
    written(office, case, deleted=True)
    assert counted(office, "sex", "method", "decided") == {}
    written(office, case, deleted=None)
    assert len(counted(office, "sex", "method", "decided")) == 3


def test_a_contact_is_of_its_day_by_the_clock_of_the_office(office: OfficeUnderTest, case: str) -> None:
    pushed(office, visit(case, started_at="2026-04-30T15:30:00Z"), visit(case, started_at="2026-04-30T14:30:00Z"))
    assert counted(office, "method") == {("2026-04", "method.visit"): 1, ("2026-05", "method.visit"): 1}


def test_a_note_that_was_removed_does_not_count(office: OfficeUnderTest, case: str) -> None:
    note = visit(case)
    pushed(office, note)
    written(office, str(note["record"]), "support", deleted=True)
    assert counted(office, "method") == {}


def test_a_restricted_case_counts(office: OfficeUnderTest, case: str) -> None:
    written(office, case, restricted_to=[office.users["supervisor"]])
    assert counted(office, "sex") == {("2026-04", "sex.not_stated"): 1}


def test_a_plan_is_new_or_renewed_when_it_was_decided_and_ended_when_it_was_evaluated(
    office: OfficeUnderTest, case: str
) -> None:
    first = change("plan", {"case": case, "number": 1, "decision": "2026-04", "evaluated": "2026-07-L"})
    pushed(office, first)
    written(office, str(first["record"]), "plan", result="new_plan")
    assert counted(office, "decided", "ended") == {("2026-04", "decided.new"): 1}
    follows = change("plan", {"case": case, "number": 1, "decision": "2026-08-01", "follows": first["record"]})
    second = change("plan", {"case": case, "number": 2, "decision": "2026-08-02", "evaluation_meeting": "2026-09"})
    undecided = change("plan", {"case": case, "number": 3})
    pushed(office, follows, second, undecided)
    written(office, str(second["record"]), "plan", result="closed")
    assert counted(office, "decided", "ended") == {
        ("2026-04", "decided.new"): 1,
        ("2026-08", "decided.renewed"): 2,
        ("2026-09", "ended.closed"): 1,
    }


def test_cases_without_a_day_are_counted_apart(office: OfficeUnderTest, case: str) -> None:
    office.case_of(None)
    written(office, case, state="closed", closure="employment")
    with office.app.app_context(), reading(office.id) as store:
        assert store.figures.undated_cases() == 2
