"""Days in the cells of lists: as people write them, with a time behind, and as spreadsheets count them."""

from __future__ import annotations

import contextlib
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.language.eras import UnreadableDate
from server.registers.dates import read_cell, read_time

READ = {
    "R5.9": ("2023-09", None),
    "令和五年九月": ("2023-09", None),
    "令和五年十二月二十三日": ("2023-12-23", None),
    "二〇二三年一〇月三一日": ("2023-10-31", None),
    "昭和四十五年三月十日": ("1970-03-10", None),
    "Ｒ６・３・３１": ("2024-03-31", None),
    "R6･3･31": ("2024-03-31", None),
    "H30.3.28(水)": ("2018-03-28", None),
    "Ｈ３０．３．２８（水）": ("2018-03-28", None),
    "平成30年3月28日（水曜日）": ("2018-03-28", None),
    "令和6年1月1日(月・祝)": ("2024-01-01", None),
    "2023/5/1 0:00": ("2023-05-01", None),
    "2023/5/1 00:00:00": ("2023-05-01", None),
    "2023/5/1 14:05": ("2023-05-01", "14:05"),
    "2023-05-01T14:05:30": ("2023-05-01", "14:05"),
    "令和5年9月12日 14時30分": ("2023-09-12", "14:30"),
    "令和5年9月12日午後2時半": ("2023-09-12", "14:30"),
    "45047": ("2023-05-01", None),
    "45047.5": ("2023-05-01", "12:00"),
    "25569": ("1970-01-01", None),
    "20230501": ("2023-05-01", None),
}


@pytest.mark.parametrize(("cell", "read"), READ.items())
def test_a_cell_is_the_day_that_it_says(cell: str, read: tuple[str, str | None]) -> None:
    moment = read_cell(cell)
    assert (str(moment.date.due), f"{moment.time:%H:%M}" if moment.time else None) == read


@pytest.mark.parametrize("cell", ["1234", "450471", "2023/5/1 25:00", "20231301", "令和十十年九月", "5月1日"])
def test_what_is_no_day_is_none(cell: str) -> None:
    with pytest.raises(UnreadableDate):
        read_cell(cell)


@pytest.mark.parametrize(
    ("cell", "time"),
    {"9:05": "09:05", "１４：３０": "14:30", "10:00～11:30": "10:00", "10時": "10:00", "午後1時15分": "13:15"}.items(),
)
def test_a_time_of_day_or_the_beginning_of_a_span_is_read(cell: str, time: str) -> None:
    assert f"{read_time(cell):%H:%M}" == time


@given(st.dates(dt.date(1927, 6, 1), dt.date(2117, 12, 31)))
def test_a_day_as_a_spreadsheet_counts_it_is_that_day(day: dt.date) -> None:
    due = read_cell(str((day - dt.date(1899, 12, 30)).days)).date.due
    assert due is not None
    assert due.first == day


@given(st.text(alphabet="HRＲ平成令和元一二十〇年月日末上旬0123456789 .-/・():時分T", max_size=16))
def test_no_cell_makes_the_reader_fail_otherwise_than_by_saying_so(cell: str) -> None:
    with contextlib.suppress(UnreadableDate):
        read_cell(cell)
