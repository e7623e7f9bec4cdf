"""What follows from the fields of a support record."""

from __future__ import annotations

import datetime as dt
import zoneinfo

import pytest

from sync.records.support import day_of

TOKYO = zoneinfo.ZoneInfo("Asia/Tokyo")


@pytest.mark.parametrize(
    ("values", "day"),
    [
        ({"started_at": "2026-11-20T14:59:59Z"}, dt.date(2026, 11, 20)),
        ({"started_at": "2026-11-20T15:00:00Z"}, dt.date(2026, 11, 21)),
        ({"started_at": "2026-11-20T15:00:00Z", "dated": "2013-09"}, dt.date(2026, 11, 21)),
        ({"dated": "2013-09-04"}, dt.date(2013, 9, 4)),
        ({"dated": "2013-09"}, dt.date(2013, 9, 1)),
        ({"dated": "2013-12-L"}, dt.date(2013, 12, 21)),
        ({}, None),
    ],
)
def test_a_record_has_the_day_of_its_office(values: dict[str, str], day: dt.date | None) -> None:
    assert day_of(values, TOKYO) == day
