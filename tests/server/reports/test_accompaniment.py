"""The list of home visits and accompaniments."""

from __future__ import annotations

import zoneinfo

from server.reports.accompaniment import Visit, accompaniment_list
from server.reports.destinations import Destination, PrintedAs
from server.reports.visits import visits
from sync.store import Record


def visit(month: str, person: str, place: str, *, day: str = "01", **printed: int) -> Visit:
    return Visit(month, person, person.upper(), Destination("accompaniment", place), (f"{month}-{day}",), **printed)


def test_visits_of_one_client_to_one_place_in_one_month_are_one_line() -> None:
    listed = accompaniment_list([visit("2026-04", "a", "法務局"), visit("2026-04", "a", "法務局", day="09")])
    assert [line.cells for line in listed.lines] == [("2026-04", "1", "A", "法務局", "2")]
    assert (listed.visits, listed.client_months) == (2, 1)


def test_a_client_month_has_one_number_and_months_come_in_order() -> None:
    rows = [
        visit("2026-05", "a", "法務局"),
        visit("2026-04", "b", "警察", day="20"),
        visit("2026-04", "b", "法務局", day="03"),
        visit("2026-04", "a", "警察", day="10"),
    ]
    assert [line.cells for line in accompaniment_list(rows).lines] == [
        ("2026-04", "1", "B", "法務局", "1"),
        ("2026-04", "1", "B", "警察", "1"),
        ("2026-04", "2", "A", "警察", "1"),
        ("2026-05", "3", "A", "法務局", "1"),
    ]


def test_two_persons_of_one_name_are_two_client_months() -> None:
    one, other = visit("2026-04", "a", "警察"), visit("2026-04", "A", "警察")
    assert accompaniment_list([one, other]).client_months == 2


def test_lines_that_a_register_kept_apart_stay_apart() -> None:
    rows = [visit("2013-07", "a", "警察", entry=4, line=line) for line in (1, 2, 2)]
    assert [line.cells for line in accompaniment_list(rows).lines] == [
        ("2013-07", "4", "A", "警察", "1"),
        ("2013-07", "4", "A", "警察", "2"),
    ]


def test_no_visits_are_an_empty_list() -> None:
    listed = accompaniment_list([])
    assert (listed.lines, listed.visits, listed.client_months) == ((), 0, 0)


def test_only_live_visits_and_accompaniments_count_in_the_offices_own_month() -> None:
    def support(number: int, **fields: object) -> Record:
        return Record("support", str(number), "case", number, str(number), "me", {"case": "case", **fields})

    supports = [
        support(1, method="visit", started_at="2026-03-31T15:30:00Z", place="自宅", companions=["CW", "保健師"]),
        support(2, method="visit", started_at="2026-03-31T14:30:00Z"),
        support(3, method="interview", started_at="2026-04-02T01:00:00Z"),
        support(4, method="visit", started_at="2026-04-02T01:00:00Z", deleted=True),
    ]
    case = Record("case", "case", "case", 1, "1", "me", {"person": "person"})
    person = Record("person", "person", "person", 1, "1", "me", {"name": "見本 一郎"})
    rows = list(visits(supports, {"case": case}, {"person": person}, zoneinfo.ZoneInfo("Asia/Tokyo")))
    printed = [(row.month, row.client, str(row.destination)) for row in rows]
    assert printed == [("2026-04", "見本 一郎", "CW・保健師と訪問→自宅"), ("2026-03", "見本 一郎", "訪問")]


def test_where_a_record_was_printed_is_read_back_from_its_source() -> None:
    for printed_as in (PrintedAs(11, 2), PrintedAs(None, 1)):
        assert PrintedAs.read(str(printed_as)) == printed_as
    assert PrintedAs.read("register:plans") is None
    assert PrintedAs.read(None) is None
