"""What a push service asks for is waited for, within reason, and what it cannot mean is not."""

from __future__ import annotations

import datetime as dt
from email.utils import format_datetime

import pytest

from server.push.backoff import next_try, read_retry_after

SIX_HOURS_S = 6 * 3_600


@pytest.mark.parametrize(("value", "seconds"), [("0", 0), ("600", 600), (" 60 ", 60), ("9" * 12, SIX_HOURS_S)])
def test_seconds_are_read(value: str, seconds: float) -> None:
    assert read_retry_after(value) == seconds


def test_a_date_is_read_as_the_time_until_then() -> None:
    now = dt.datetime.now(dt.UTC)
    seconds = read_retry_after(format_datetime(now + dt.timedelta(minutes=10), usegmt=True))
    assert seconds is not None
    assert 595 < seconds <= 600
    assert read_retry_after(format_datetime(now - dt.timedelta(minutes=10), usegmt=True)) == 0
    assert read_retry_after("Wed, 21 Oct 2099 07:28:00 GMT") == SIX_HOURS_S


@pytest.mark.parametrize(
    "value", [None, "", "-5", "1.5", "soon", "１２", "9" * 5_000, "Mon, 01 Jan 99999 00:00:00 GMT"]
)
def test_anything_else_is_not_waited_for(value: str | None) -> None:
    assert read_retry_after(value) is None


def test_what_was_asked_for_only_makes_the_pause_longer() -> None:
    pause = next_try(3, None, urgent=False, chance=1)
    assert next_try(3, 1, urgent=False, chance=1) == pause
    assert next_try(3, 600, urgent=False, chance=1) == dt.timedelta(seconds=600) > pause
