"""Dates as registers print them."""

import contextlib
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.language.eras import UnreadableDate, read_date
from sync.dates import DueDate

READ = {
    # as the Kushiro register has them
    "H25年7月1日": "2013-07-01",
    "H25年12月 24日": "2013-12-24",
    "H25年 12月 24日": "2013-12-24",
    "H27年 3月31日": "2015-03-31",
    "H25年9月": "2013-09",
    "H25年12月下旬": "2013-12-L",
    "H26年2月末日": "2014-02-28",
    "H25年10月末日": "2013-10-31",
    # thirds of a month
    "H25年12月上旬": "2013-12-U",
    "H25年12月初旬": "2013-12-U",
    "H25年12月中旬": "2013-12-M",
    "H25年 12月 下旬": "2013-12-L",
    # the month's last day, whatever the month
    "H24年2月末日": "2012-02-29",
    "H25年4月末": "2013-04-30",
    # other eras, their full names, their first years
    "M45年7月29日": "1912-07-29",
    "T15年12月24日": "1926-12-24",
    "S64年1月7日": "1989-01-07",
    "H元年1月8日": "1989-01-08",
    "平成元年4月": "1989-04",
    "令和元年5月1日": "2019-05-01",
    "令和5年4月": "2023-04",
    "R5年4月3日": "2023-04-03",
    "昭和63年8月": "1988-08",
    "㍻25年7月1日": "2013-07-01",
    "h25年7月1日": "2013-07-01",
    # full-width letters, digits and spaces; characters that a PDF gives
    "Ｈ２５年７月１日": "2013-07-01",
    "平成　25年　7月　1日": "2013-07-01",
    "H25年7⽉1⽇": "2013-07-01",
    # the common calendar, and signs in place of words
    "2013年7月1日": "2013-07-01",
    "西暦2013年7月": "2013-07",
    "2013-06": "2013-06",
    "2013/6/1": "2013-06-01",
    "H25.7.1": "2013-07-01",
    "R5.4": "2023-04",
    # a form whose day was not filled in
    "H25年9月 日": "2013-09",
}
BLANK = ["", " ", "　", "H 年 月 日", "平成　年　月　日", "年月日", "R 年 月", "-", "―", "－"]
UNREADABLE = {
    "H25年2月29日": "no_such_day",
    "H25年13月": "no_such_day",
    "H25年0月1日": "no_such_day",
    "H0年7月1日": "no_such_day",
    "0000年7月1日": "no_such_day",
    "25年7月1日": "era_missing",
    "西暦25年7月1日": "era_missing",
    "H25年": "date_incomplete",
    "H25年 月 日": "date_incomplete",
    "H 年9月1日": "date_incomplete",
    "H250年7月1日": "no_such_day",
    "K25年7月1日": "date_unreadable",
    "H25年7月頃": "date_unreadable",
    "H25年7月1日2日": "date_unreadable",
    "2013-06/01": "date_unreadable",
    "未定": "date_unreadable",
    "41456": "date_unreadable",
}


@pytest.mark.parametrize(("printed", "wire"), READ.items())
def test_a_printed_date_becomes_a_due_date_as_exact_as_it_was(printed: str, wire: str) -> None:
    assert str(read_date(printed).due) == wire


@pytest.mark.parametrize("printed", READ)
def test_a_date_of_its_era_raises_no_doubt(printed: str) -> None:
    assert not read_date(printed).outside_era


@pytest.mark.parametrize("printed", BLANK)
def test_a_form_that_was_not_filled_in_is_blank(printed: str) -> None:
    assert read_date(printed).due is None


@pytest.mark.parametrize(("printed", "code"), UNREADABLE.items())
def test_what_is_no_date_says_why(printed: str, code: str) -> None:
    with pytest.raises(UnreadableDate) as unreadable:
        read_date(printed)
    assert unreadable.value.code == code


@pytest.mark.parametrize(
    ("printed", "wire"),
    {
        "H32年3月31日": "2020-03-31",
        "R1年4月30日": "2019-04-30",
        "S64年1月8日": "1989-01-08",
        "H1年1月7日": "1989-01-07",
    }.items(),
)
def test_a_date_that_its_era_does_not_have_is_read_and_doubted(printed: str, wire: str) -> None:
    date = read_date(printed)
    assert (str(date.due), date.outside_era) == (wire, True)


FULL_NAMES = {"M": "明治", "T": "大正", "S": "昭和", "H": "平成", "R": "令和"}
FIRST_DAYS = {
    "M": dt.date(1868, 1, 25),
    "T": dt.date(1912, 7, 30),
    "S": dt.date(1926, 12, 25),
    "H": dt.date(1989, 1, 8),
    "R": dt.date(2019, 5, 1),
}
FULL_WIDTH = str.maketrans("0123456789MTSHR", "０１２３４５６７８９ＭＴＳＨＲ")
days = st.dates(FIRST_DAYS["M"], dt.date(2117, 12, 31))
spaces = st.sampled_from(["", " ", "　"])


@st.composite
def year_in_era(draw: st.DrawFn, day: dt.date) -> str:
    """The year of a day, in any of the ways that registers print one."""
    era = max((name for name, first in FIRST_DAYS.items() if first <= day), key=lambda name: FIRST_DAYS[name])
    number = day.year - FIRST_DAYS[era].year + 1
    era_name = draw(st.sampled_from([era, FULL_NAMES[era]]))
    in_era = f"{era_name}{draw(spaces)}{'元' if number == 1 and draw(st.booleans()) else number}"
    return draw(st.sampled_from([in_era, f"{day.year:04d}"]))


@st.composite
def printed_days(draw: st.DrawFn) -> tuple[str, DueDate]:
    day = draw(days)
    parts = [draw(year_in_era(day)), "年", draw(spaces), str(day.month), "月", draw(spaces), str(day.day), "日"]
    printed = draw(
        st.sampled_from(["".join(parts), f"{parts[0]}.{day.month}.{day.day}", f"{parts[0]}/{day.month}/{day.day}"])
    )
    return draw(st.sampled_from([printed, printed.translate(FULL_WIDTH)])), DueDate.on(day)


@st.composite
def printed_months(draw: st.DrawFn) -> tuple[str, DueDate]:
    day = draw(days)
    endings = {"": "month", "上旬": "upper", "中旬": "middle", "下旬": "lower"}
    ending = draw(st.sampled_from(sorted(endings)))
    printed = f"{draw(year_in_era(day))}年{draw(spaces)}{day.month}月{draw(spaces)}{ending}"
    due = DueDate.parse(f"{day:%Y-%m}" + {"": "", "上旬": "-U", "中旬": "-M", "下旬": "-L"}[ending])
    return draw(st.sampled_from([printed, printed.translate(FULL_WIDTH)])), due


@given(printed_days() | printed_months())
def test_any_date_printed_in_any_spelling_reads_back(printed: tuple[str, DueDate]) -> None:
    assert read_date(printed[0]).due == printed[1]


@given(days)
def test_the_last_day_of_a_month_is_its_real_last_day(day: dt.date) -> None:
    due = read_date(f"{day.year}年{day.month}月末日").due
    assert due is not None
    assert (due.due + dt.timedelta(days=1)).day == 1
    assert (due.year, due.month) == (day.year, day.month)


@given(st.text(alphabet="HＨR平成令和元年月日末上中下旬0123456789１２ .-/終再・", max_size=14))
def test_no_cell_makes_the_reader_fail_otherwise_than_by_saying_so(printed: str) -> None:
    with contextlib.suppress(UnreadableDate):
        read_date(printed)
