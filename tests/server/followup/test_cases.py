"""What a case as a whole asks for."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from server.followup.cases import CaseFacts, case_review, months_after, silence, without_plan
from sync.followup import Thresholds

USUAL = Thresholds()
RUNNING = {"number": 1, "decision": "2026-01-15"}


def on(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def facts(**known: Any) -> CaseFacts:
    plans = {str(place): plan for place, plan in enumerate(known.pop("plans", []))}
    return CaseFacts(plans=plans, **{name: on(day) for name, day in known.items()})


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2026-01-15", 6, "2026-07-15"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2027-08-31", 6, "2028-02-29"),
        ("2026-11-30", 1, "2026-12-30"),
        ("2026-06-01", 6, "2026-12-01"),
        ("2026-12-31", 12, "2027-12-31"),
    ],
)
def test_months_later_is_the_same_day_or_the_last_of_a_shorter_month(day: str, months: int, expected: str) -> None:
    assert months_after(on(day), months) == on(expected)


@pytest.mark.parametrize(
    ("today", "state"),
    [
        ("2026-01-30", None),
        ("2026-01-31", "no_contact"),
        ("2026-06-30", "no_contact"),
        ("2026-07-01", "contact_lost"),
    ],
)
def test_a_client_who_was_not_reached_is_in_one_list_and_then_in_the_other(today: str, state: str | None) -> None:
    found = silence(facts(opened_on="2025-11-01", last_contact="2026-01-01"), on(today), USUAL)
    assert (found.state if found else None) == state


def test_an_attempt_does_not_end_the_silence() -> None:
    tried = facts(last_contact="2026-01-01", last_attempt="2026-03-01")
    found = silence(tried, on("2026-03-02"), USUAL)
    assert found is not None
    assert (found.since, found.days) == (on("2026-01-01"), 60)


def test_somebody_who_was_never_reached_is_missed_since_the_intake() -> None:
    found = silence(facts(opened_on="2026-01-01"), on("2026-02-01"), USUAL)
    assert found is not None
    assert (found.since, found.days) == (on("2026-01-01"), 31)


def test_a_case_of_which_no_day_is_known_is_not_passed_over() -> None:
    nothing = CaseFacts()
    found, wait = silence(nothing, on("2026-02-01"), USUAL), without_plan(nothing, on("2026-02-01"), USUAL)
    assert found is not None
    assert wait is not None
    assert (found.state, found.days, wait.days) == ("no_contact", None, None)


def test_a_case_waits_for_its_first_plan_from_the_intake() -> None:
    case = facts(opened_on="2026-01-01", first_record="2026-01-20", plans=[{"number": 1, "agreed_on": "2026-02-01"}])
    assert without_plan(case, on("2026-03-01"), USUAL) is None
    wait = without_plan(case, on("2026-03-02"), USUAL)
    assert wait is not None
    assert (wait.since, wait.days) == (on("2026-01-01"), 60)


def test_a_case_of_an_old_register_waits_from_the_first_day_that_is_known_of_it() -> None:
    wait = without_plan(facts(first_record="2013-06-01"), on("2014-04-01"), USUAL)
    assert wait is not None
    assert wait.since == on("2013-06-01")


def test_a_case_with_a_plan_under_support_waits_for_none() -> None:
    case = facts(opened_on="2025-01-01", plans=[RUNNING])
    assert without_plan(case, on("2026-12-01"), USUAL) is None


def test_a_case_whose_plan_was_evaluated_waits_for_the_next_one_or_its_closure() -> None:
    case = facts(opened_on="2025-01-01", plans=[RUNNING | {"evaluated": "2026-06-01", "result": "new_plan"}])
    assert without_plan(case, on("2026-07-30"), USUAL) is None
    wait = without_plan(case, on("2026-07-31"), USUAL)
    assert wait is not None
    assert wait.since == on("2026-06-01")


@pytest.mark.parametrize(
    ("plans", "due"),
    [
        ([RUNNING], "2026-07-15"),
        ([RUNNING | {"case_reviewed_on": "2026-05-10"}], "2026-11-10"),
        ([RUNNING | {"case_reviewed_on": "2025-12-10"}], "2026-07-15"),
        ([RUNNING | {"evaluated": "2026-03-01"}, {"number": 2, "decision": "2026-03-01"}], "2026-09-01"),
        ([RUNNING, {"number": 2, "agreed_on": "2026-03-01"}], "2026-07-15"),
    ],
)
def test_a_case_is_reviewed_half_a_year_after_a_plan_was_decided_or_the_last_review(
    plans: list[dict[str, Any]], due: str
) -> None:
    case = facts(plans=plans)
    assert case_review(case, on(due) - dt.timedelta(days=1), USUAL) is None
    found = case_review(case, on(due), USUAL)
    assert found is not None
    assert (found.on, found.days_overdue) == (on(due), 0)


def test_a_case_without_a_plan_under_support_is_not_reviewed() -> None:
    assert case_review(facts(plans=[RUNNING | {"evaluated": "2026-02-01"}]), on("2027-01-01"), USUAL) is None


def test_a_review_is_written_down_on_the_newest_plan_under_support() -> None:
    found = case_review(facts(plans=[RUNNING, RUNNING | {"number": 2}]), on("2026-12-01"), USUAL)
    assert found is not None
    assert found.plan == "1"


def test_an_office_may_choose_how_long_it_waits() -> None:
    patient = Thresholds(without_plan_days=90, no_contact_days=45, contact_lost_months=3, case_review_months=12)
    case = facts(opened_on="2026-01-01", last_contact="2026-01-01")
    assert silence(case, on("2026-02-14"), patient) is None
    assert without_plan(case, on("2026-03-31"), patient) is None
    assert case_review(facts(plans=[RUNNING]), on("2027-01-14"), patient) is None
    lost = silence(case, on("2026-04-01"), patient)
    assert lost is not None
    assert lost.state == "contact_lost"
