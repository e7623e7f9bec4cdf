"""Where a plan stands, and when it is looked at again."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.followup import plans
from server.followup.plans import monitoring, period, stage
from sync.dates import DueDate

STAGES = json.loads((Path(__file__).parents[2] / "cases" / "plan_stages.json").read_text(encoding="utf-8"))
DECIDED = {"coordination_meeting": "2013-07-01", "decision": "2013-07-04"}


def on(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def state(values: dict[str, Any], today: str) -> str | None:
    found = monitoring(values, on(today))
    return None if found is None else found.state


@pytest.mark.parametrize("case", STAGES, ids=lambda case: case["fact"])
def test_the_stage_of_a_plan_follows_from_its_dates(case: dict[str, Any]) -> None:
    """The phone answers the same cases, from the same table."""
    assert stage(case["values"], on(case["today"])) == case["stage"]


@pytest.mark.parametrize(
    ("due", "last_upcoming", "first_due", "last_due", "first_overdue"),
    [
        ("2013-09", "2013-08-31", "2013-09-01", "2013-09-30", "2013-10-01"),
        ("2013-12-U", "2013-11-30", "2013-12-01", "2013-12-10", "2013-12-11"),
        ("2013-12-M", "2013-12-10", "2013-12-11", "2013-12-20", "2013-12-21"),
        ("2013-12-L", "2013-12-20", "2013-12-21", "2013-12-31", "2014-01-01"),
        ("2014-02-L", "2014-02-20", "2014-02-21", "2014-02-28", "2014-03-01"),
        ("2013-09-04", "2013-09-03", "2013-09-04", "2013-09-04", "2013-09-05"),
    ],
)
def test_a_monitoring_is_due_for_as_long_as_its_date_can_mean(
    due: str, last_upcoming: str, first_due: str, last_due: str, first_overdue: str
) -> None:
    values = DECIDED | {"next_monitoring": due}
    days = (last_upcoming, first_due, last_due, first_overdue)
    assert [state(values, day) for day in days] == ["upcoming", "due", "due", "overdue"]


def test_days_are_counted_to_the_first_and_from_the_last_that_the_date_can_mean() -> None:
    values = DECIDED | {"next_monitoring": "2013-09"}
    seen = [monitoring(values, on(day)) for day in ("2013-08-25", "2013-09-15", "2013-10-07")]
    assert [(found.days_until, found.days_overdue) for found in seen if found] == [(7, 0), (0, 0), (0, 7)]


@pytest.mark.parametrize(
    ("values", "since"),
    [
        (DECIDED, "2013-07-04"),
        ({"coordination_meeting": "2013-07-01"}, "2013-07-01"),
        ({"decision": "2013-07"}, "2013-07-01"),
        ({"decision": "2013-07-L"}, "2013-07-21"),
    ],
)
def test_support_begins_with_the_decision_or_else_the_meeting_and_early_where_that_is_inexact(
    values: dict[str, str], since: str
) -> None:
    due = values | {"next_monitoring": "2013-07"}
    before = on(since) - dt.timedelta(days=1)
    assert (monitoring(due, before), state(due, since)) == (None, "due")


@pytest.mark.parametrize("values", [{}, {"agreed_on": "2013-06-20"}, {"period_start": "2013-06-20"}])
def test_a_plan_that_nobody_has_decided_is_not_monitored(values: dict[str, str]) -> None:
    assert state(values | {"next_monitoring": "2013-07"}, "2013-12-01") is None


@pytest.mark.parametrize(
    ("values", "last_listed"),
    [
        ({"evaluated": "2013-10-31"}, "2013-10-30"),
        ({"evaluated": "2013-10"}, "2013-10-30"),
        ({"evaluated": "2013-10-M"}, "2013-10-19"),
        ({"evaluation_meeting": "2013-10-29", "result": "closed"}, "2013-10-28"),
        ({"evaluation_meeting": "2013-10-29", "evaluated": "2013-10-31"}, "2013-10-30"),
        ({"evaluation_meeting": "2013-10", "evaluated": "2013-10-12"}, "2013-10-11"),
    ],
)
def test_a_plan_leaves_the_lists_on_the_day_of_its_evaluation(values: dict[str, str], last_listed: str) -> None:
    listed = DECIDED | {"next_monitoring": "2013-09"} | values
    after = on(last_listed) + dt.timedelta(days=1)
    assert (state(listed, last_listed), monitoring(listed, after)) == ("overdue", None)


def test_an_evaluation_meeting_without_a_result_has_evaluated_nothing() -> None:
    values = DECIDED | {"next_monitoring": "2013-09", "evaluation_meeting": "2013-10-29"}
    assert state(values, "2013-12-01") == "overdue"


def test_an_evaluation_dated_before_its_meeting_counts_from_the_meeting() -> None:
    """Kushiro's A.M, plan 1, as printed: decided in September 2013, evaluated in March 2013."""
    values = {
        "coordination_meeting": "2013-09-06",
        "decision": "2013-09-09",
        "next_monitoring": "2013-11",
        "evaluation_meeting": "2014-03-25",
        "evaluated": "2013-03-28",
        "result": "new_plan",
    }
    days = ("2013-09-08", "2013-09-09", "2013-11-01", "2014-03-24", "2014-03-25")
    assert [state(values, day) for day in days] == [None, "upcoming", "due", "overdue", None]


def test_a_plan_under_support_without_a_monitoring_date_is_found() -> None:
    seen = [plans.lacks_monitoring(DECIDED, on(day)) for day in ("2013-07-03", "2013-07-04")]
    ended = plans.lacks_monitoring(DECIDED | {"evaluated": "2013-08-01"}, on("2013-08-01"))
    assert (seen, ended) == ([False, True], False)


def test_a_period_is_ending_for_a_month_and_ended_after_the_last_day_that_it_can_mean() -> None:
    values = DECIDED | {"period_end": "2013-12-L"}
    days = ("2013-11-30", "2013-12-01", "2013-12-31", "2014-01-01")
    found = [period(values, on(day)) for day in days]
    assert [(one.state, one.days_over) for one in found if one] == [
        ("running", -31),
        ("ending", -30),
        ("ending", 0),
        ("ended", 1),
    ]
    assert period(values | {"evaluated": "2014-01-01"}, on("2014-01-01")) is None


ORDER = [None, "upcoming", "due", "overdue", None]

due_dates = st.builds(
    lambda day, form: {"day": f"{day}", "month": f"{day:%Y-%m}"}.get(form, f"{day:%Y-%m}-{form}"),
    st.dates(dt.date(2013, 1, 1), dt.date(2015, 12, 31)),
    st.sampled_from(["day", "month", "U", "M", "L"]),
)
any_plan = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(
        ("coordination_meeting", "decision", "next_monitoring", "evaluation_meeting", "evaluated"), due_dates
    )
    | {"result": st.sampled_from(["closed", "new_plan"])},
)
YEARS = [dt.date(2012, 12, 1) + dt.timedelta(days=n) for n in range(1_200)]


@settings(deadline=None)
@given(any_plan)
def test_a_plan_goes_through_the_states_in_order_and_never_back(values: dict[str, Any]) -> None:
    place = 0
    for today in YEARS:
        found = monitoring(values, today)
        now = None if found is None else found.state
        place = ORDER.index(now, place)


@settings(deadline=None)
@given(any_plan, due_dates, due_dates)
def test_a_plan_that_is_decided_and_not_evaluated_is_never_lost(
    values: dict[str, Any], decision: str, next_monitoring: str
) -> None:
    values = values | {"decision": decision, "next_monitoring": next_monitoring}
    for today in YEARS:
        listed = monitoring(values, today) is not None
        decided = DueDate.parse(decision).first <= today
        assert listed == (decided and not plans.is_evaluated(values, today))


@given(any_plan, st.sampled_from(YEARS))
def test_the_evaluated_and_only_they_are_at_the_last_stage(values: dict[str, Any], today: dt.date) -> None:
    evaluated = stage(values, today) == "evaluated"
    assert evaluated == plans.is_evaluated(values, today)
    assert not (evaluated and plans.under_support(values, today))
