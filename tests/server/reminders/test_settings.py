"""What an office may choose."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from dataclasses import replace

import pytest

from server.reminders.settings import DEFAULT, SWITCHABLE, policy_of, read_policy, to_form, to_stored
from sync.reminders import SAFETY

TOKYO = zoneinfo.ZoneInfo("Asia/Tokyo")


def test_a_policy_is_kept_as_what_differs_from_the_defaults_and_read_back() -> None:
    policy = replace(DEFAULT, morning=dt.time(7, 45), off=frozenset({"no_contact"}), working_days_only=False)
    stored = to_stored(policy)
    assert stored == {"morning": "07:45", "off": ["no_contact"], "working_days_only": False}
    assert policy_of(stored) == policy
    assert to_stored(DEFAULT) == {}


def test_a_choice_that_can_no_longer_be_read_falls_back_alone() -> None:
    stored = {"morning": "half past eight", "no_contact_days": 14, "long_gone": 1}
    assert policy_of(stored) == replace(DEFAULT, no_contact_days=14)
    assert policy_of({"overrun_minutes": 90}) == DEFAULT


def test_what_is_late_comes_on_a_working_day_of_the_week_or_as_it_comes() -> None:
    chosen = replace(DEFAULT, late_weekday="monday")
    assert to_stored(chosen) == {"late_weekday": "monday"}
    assert policy_of({"late_weekday": "monday"}) == chosen
    assert read_policy({"late_weekday": None}) == (DEFAULT, {})
    for wrong in ("saturday", "", "Monday", 0):
        assert read_policy({"late_weekday": wrong}) == (None, {"late_weekday": "unknown_code"})
        assert policy_of({"late_weekday": wrong, "no_contact_days": 14}) == replace(DEFAULT, no_contact_days=14)


def test_what_is_about_safety_cannot_be_switched_off() -> None:
    for code in SAFETY:
        policy, errors = read_policy(to_form(DEFAULT) | {"off": [code]})
        assert (policy, errors) == (None, {"off": "unknown_code"})
    assert SAFETY.isdisjoint(SWITCHABLE)


@pytest.mark.parametrize(
    ("now", "pushed"),
    [
        ("19:59", "19:59"),
        ("20:00", "07:00+1"),
        ("23:59", "07:00+1"),
        ("00:00", "07:00"),
        ("06:59", "07:00"),
        ("07:00", "07:00"),
    ],
)
def test_quiet_hours_over_midnight_hold_until_the_morning(now: str, pushed: str) -> None:
    hour, _, days = pushed.partition("+")
    expected = dt.datetime.combine(dt.date(2026, 11, 20 + int(days or 0)), dt.time.fromisoformat(hour), TOKYO)
    at = dt.datetime.combine(dt.date(2026, 11, 20), dt.time.fromisoformat(now), TOKYO)
    assert DEFAULT.push_at("comment", at.astimezone(dt.UTC), TOKYO) == expected


def test_quiet_hours_within_a_day_and_none_at_all() -> None:
    noon = dt.datetime(2026, 11, 20, 12, tzinfo=TOKYO)
    lunch = replace(DEFAULT, quiet_from=dt.time(12), quiet_until=dt.time(13))
    assert lunch.push_at("comment", noon, TOKYO) == noon.replace(hour=13)
    never = replace(DEFAULT, quiet_from=dt.time(12), quiet_until=dt.time(12))
    assert never.push_at("comment", noon, TOKYO) == noon
