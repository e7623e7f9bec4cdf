"""Due dates and the precision they carry."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.dates import DueDate


@pytest.mark.parametrize(
    ("text", "first", "due"),
    [
        ("2013-09-04", dt.date(2013, 9, 4), dt.date(2013, 9, 4)),
        ("2013-12-U", dt.date(2013, 12, 1), dt.date(2013, 12, 10)),
        ("2013-12-M", dt.date(2013, 12, 11), dt.date(2013, 12, 20)),
        ("2013-12-L", dt.date(2013, 12, 21), dt.date(2013, 12, 31)),
        ("2014-02-L", dt.date(2014, 2, 21), dt.date(2014, 2, 28)),
        ("2016-02", dt.date(2016, 2, 1), dt.date(2016, 2, 29)),
    ],
)
def test_a_due_date_falls_due_at_its_end(text: str, first: dt.date, due: dt.date) -> None:
    date = DueDate.parse(text)
    assert (date.first, date.due, str(date)) == (first, due, text)


@pytest.mark.parametrize(
    "text", ["", "2013", "2013-13", "2013-00", "2013-02-30", "2013-12-X", "２０１３-12", "2013-12-L "]
)
def test_what_is_no_due_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        DueDate.parse(text)


@given(st.dates())
def test_a_day_is_due_on_itself(day: dt.date) -> None:
    assert DueDate.parse(str(DueDate.on(day))).due == day
