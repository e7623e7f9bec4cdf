"""The lists as a whole: whatever the dates of a case, nothing on it is lost and nothing is on two lists at once."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from server.followup import plans
from server.followup.cases import CaseFacts
from server.followup.lists import attention
from sync.followup import LISTS, Thresholds
from tests.server.followup.test_plans import any_plan

ALWAYS = Thresholds(monitoring_soon_days=10_000, without_plan_days=0)
days = st.dates(dt.date(2013, 1, 1), dt.date(2015, 12, 31))
any_case = st.builds(
    CaseFacts,
    opened_on=st.none() | days,
    first_record=st.none() | days,
    last_contact=st.none() | days,
    plans=st.dictionaries(st.sampled_from("abc"), any_plan, max_size=3),
)


def monitored(facts: CaseFacts, today: dt.date) -> list[str | None]:
    """The plans on a monitoring list, once for each list that they are on."""
    return [found.plan for found in attention(facts, today, ALWAYS) if found.list.startswith("monitoring_")]


@given(any_case, days)
def test_each_plan_under_support_is_on_one_monitoring_list_and_no_other_plan_is(
    facts: CaseFacts, today: dt.date
) -> None:
    supported = [plan for plan, values in facts.plans.items() if plans.under_support(values, today)]
    assert sorted(map(str, monitored(facts, today))) == sorted(supported)


@given(any_case, days)
def test_an_open_case_has_a_plan_under_support_or_waits_for_one(facts: CaseFacts, today: dt.date) -> None:
    since = facts.known_since
    has_begun = since is None or since <= today
    waits = any(found.list == "without_plan" for found in attention(facts, today, ALWAYS))
    assert waits == (has_begun and not monitored(facts, today))


@given(any_case, days)
def test_nothing_is_on_a_list_twice_and_contact_is_lost_or_missed_but_never_both(
    facts: CaseFacts, today: dt.date
) -> None:
    found = [(one.list, one.plan) for one in attention(facts, today, Thresholds())]
    assert len(found) == len(set(found))
    assert len({name for name, _ in found} & {"no_contact", "contact_lost"}) <= 1
    assert {name for name, _ in found} <= set(LISTS)


@given(any_plan, days)
def test_a_date_that_has_passed_has_been_waiting_for_that_many_days(values: dict[str, Any], today: dt.date) -> None:
    for found in attention(CaseFacts(plans={"a": values}), today, Thresholds()):
        if found.list in {"monitoring_overdue", "period_ended"}:
            assert found.days is not None
            assert found.days > 0
