"""Finding a case at the office: by the table that the phone shares, and no further than its reader sees."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from server.ground.ids import new_id
from server.services.casework import change_as_server
from server.store import reading, utcnow, writing
from server.store.cases import CaseFilter
from server.store.reader import reader_of
from tests.server.counting import counted
from tests.server.office.desk import Desk
from tests.server.people import OfficeUnderTest

DeskFor = Callable[[str], Desk]
TABLE: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent.parent.parent / "cases" / "folding.json").read_text("utf-8")
)["finds"]


@pytest.fixture
def case(office: OfficeUnderTest) -> str:
    """A case of the worker, whose household the office wrote down."""
    case, by, household = office.case_of(office.users["worker"], "髙橋 一郎"), office.users["manager"], new_id()
    home = {
        "name": "髙橋家",
        "address": "小樽市花園二丁目1番1号",
        "members": "長女 トシ子、母 ハル",
        "safety_notes": "犬がいる",
    }
    with office.app.app_context(), writing(office.id) as store:
        person = store.records.by_id([case])[case].fields["person"]
        change_as_server(store, "household", household, home, by=by, now=utcnow())
        told = {
            "kana": "ﾀｶﾊｼ ｲﾁﾛｳ",
            "phone": "090-8768-3012",
            "address": "小樽市緑町三丁目12番20号",
            "household": household,
            "notes": "猫が好き",
        }
        change_as_server(store, "person", person, told, by=by, now=utcnow())
        change_as_server(store, "case", case, {"number": "見本-002", "summary": "家賃の滞納"}, by=by, now=utcnow())
    office.case_of(office.users["worker"], "架空 二郎")
    return case


def searched(desk: Desk, words: str) -> int:
    """How many cases are found."""
    desk.open("/office/cases/")
    desk.send(form="/office/cases/", words=words)
    return desk.follow().count('scope="row"')


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row["fact"])
def test_what_is_typed_finds_what_is_written_by_the_table(office: OfficeUnderTest, row: dict[str, Any]) -> None:
    office.case_of(None, row["written"])
    whole = reader_of(office.users["clerk"], "clerk")
    with office.app.app_context(), reading(office.id) as store:
        assert store.as_seen_by(whole).cases.page(CaseFilter(words=row["typed"])).total == int(row["found"])


@pytest.mark.parametrize(
    "words",
    ["高橋", "たかはし", "ﾀｶﾊｼ ｲﾁﾛｳ", "見本002", "09087683012", "緑町3-12", "花園2丁目", "緑町3丁目 高橋", "高橋家"],
)
@pytest.mark.parametrize("role", ["clerk", "supervisor", "worker"])
def test_a_case_is_found_by_who_the_client_is_and_how_they_are_reached(
    case: str, desk_for: DeskFor, role: str, words: str
) -> None:
    assert searched(desk_for(role), words) == 1


@pytest.mark.parametrize(("role", "found"), [("supervisor", 1), ("worker", 1), ("clerk", 0)])
def test_household_members_are_found_by_those_who_read_narratives(
    case: str, desk_for: DeskFor, role: str, found: int
) -> None:
    desk = desk_for(role)
    assert [searched(desk, words) for words in ("トシ子", "ハル")] == [found, found]


@pytest.mark.parametrize("role", ["clerk", "supervisor", "worker"])
def test_the_list_is_no_search_in_what_was_written_of_people(case: str, desk_for: DeskFor, role: str) -> None:
    desk = desk_for(role)
    assert [searched(desk, words) for words in ("猫が好き", "家賃", "犬がいる")] == [0, 0, 0]


def test_nothing_is_found_across_two_fields(case: str, desk_for: DeskFor) -> None:
    assert searched(desk_for("clerk"), "一郎ﾀｶﾊｼ") == 0


def test_a_worker_finds_nothing_by_a_household_that_they_do_not_see(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    """Their own word that a client belongs to it leads them to nothing (docs/decisions/0012-who-sees-what.md)."""
    mine, other = office.case_of(office.users["worker"]), office.case_of(office.users["supervisor"], "架空 二郎")
    people = {record: fields["person"] for record, fields in office.stored(mine, other).items()}
    household, by = new_id(), office.users["manager"]
    with office.app.app_context(), writing(office.id) as store:
        home = {"name": "架空家", "address": "小樽市色内1-2-3", "members": "母 ハル"}
        change_as_server(store, "household", household, home, by=by, now=utcnow())
        change_as_server(store, "person", people[other], {"household": household}, by=by, now=utcnow())
        change_as_server(
            store,
            "person",
            people[mine],
            {"household": household, "household_by": office.users["worker"]},
            by=by,
            now=utcnow(),
        )
    assert [searched(desk_for("worker"), words) for words in ("色内", "架空家", "ハル")] == [0, 0, 0]
    assert searched(desk_for("supervisor"), "色内") == 2


def test_a_household_that_was_removed_leads_to_nothing(office: OfficeUnderTest, case: str, desk_for: DeskFor) -> None:
    with office.app.app_context(), writing(office.id) as store:
        person = store.records.by_id([store.records.by_id([case])[case].fields["person"]])
        (household,) = [record.fields["household"] for record in person.values()]
        change_as_server(store, "household", household, {"deleted": True}, by=office.users["manager"], now=utcnow())
    assert searched(desk_for("supervisor"), "花園") == 0


def test_a_search_keeps_to_the_filter_and_to_pages(office: OfficeUnderTest) -> None:
    for number in range(3):
        office.case_of(office.users["worker"], f"渡邊 {number}郎")
    office.case_of(None, "渡邉 四郎")
    reader, wanted = reader_of(office.users["clerk"], "clerk"), CaseFilter(words="渡辺")
    with office.app.app_context(), reading(office.id) as store:
        first = store.as_seen_by(reader).cases.page(wanted, page=1, per_page=3)
        last = store.as_seen_by(reader).cases.page(wanted, page=2, per_page=3)
        assert (first.total, len(first.rows), len(last.rows)) == (4, 3, 1)
        assert len({row.id for row in first.rows + last.rows}) == 4
        assert store.as_seen_by(reader).cases.page(dataclasses.replace(wanted, unassigned=True)).total == 1
        assert store.as_seen_by(reader).cases.page(dataclasses.replace(wanted, state="closed")).total == 0
        with counted(office.app) as sent:
            store.as_seen_by(reader).cases.page(wanted)
        assert len(sent) == 3
