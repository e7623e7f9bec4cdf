"""The manager reads who did and looked at what; a client can be given who looked at their record."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest

from server.ground.trail import Act
from server.office.trail import ACT_NAMES
from server.store import reading
from server.store.trail import TrailFilter
from sync.roles import ROLES, Permission, may
from tests.server.office.desk import ENGLISH, Desk
from tests.server.people import OfficeUnderTest, visit

DeskFor = Callable[[str], Desk]

ADDRESS = "192.0.2.7"


@pytest.fixture
def case(office: OfficeUnderTest) -> str:
    """A case that the supervisor has opened, and a phone was given; another that nobody looked at."""
    case = office.case_of(office.users["worker"], "野原 すみれ")
    office.case_of(None, "別の 人")
    note = visit(case, narrative="玄関先で話す。")
    phone = office.client("worker")
    phone.push(note)
    phone.http.post("/api/exchange", json={"changes": [], "cursor": None}, headers=phone.headers(), buffered=True)
    desk = Desk(office.app.test_client())
    desk.sign_in(office.login("supervisor"))
    for address in (f"/office/cases/{case}", f"/office/notes/{note['record']}", f"/office/cases/{case}/sheet"):
        desk.http.get(address, headers=ENGLISH, buffered=True, environ_overrides={"REMOTE_ADDR": ADDRESS})
    return case


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def names(office: OfficeUnderTest, desk_for: DeskFor) -> Desk:
    """Gives each a name of their own, and a browser of the manager."""
    administrator = desk_for("administrator")
    for role, name in (("supervisor", "鈴木 主任"), ("worker", "田中 支援")):
        administrator.open(f"/office/users/{office.users[role]}")
        administrator.send(form=office.users[role], name=name, role=role)
    return desk_for("manager")


@pytest.mark.parametrize("role", ROLES)
def test_only_those_who_may_read_the_trail_open_it_and_see_a_way_to_it(
    office: OfficeUnderTest, desk_for: DeskFor, case: str, role: str
) -> None:
    desk, allowed = desk_for(role), may(role, Permission.READ_TRAIL)
    assert allowed == (role == "manager")
    for address in (
        "/office/trail/",
        "/office/trail/trail.csv",
        f"/office/trail/cases/{case}",
        f"/office/trail/cases/{case}.csv",
    ):
        assert desk.http.get(address, headers=ENGLISH).status_code == (200 if allowed else 403), address
    home = desk.http.get("/office/", headers=ENGLISH, follow_redirects=True).text
    assert ("/office/trail/" in home) == allowed
    page = desk.http.get(f"/office/cases/{case}", headers=ENGLISH).text
    assert (f"/office/trail/cases/{case}" in page) == allowed


def test_the_page_says_who_what_whom_and_from_where(office: OfficeUnderTest, desk_for: DeskFor, case: str) -> None:
    page = names(office, desk_for).open("/office/trail/?what=read")
    assert "2 entries" in page
    assert "鈴木 主任" in page
    assert "野原 すみれ" in page
    assert ADDRESS in page
    assert "別の 人" not in page


def test_the_page_is_narrowed_by_act_person_day_and_case(office: OfficeUnderTest, desk_for: DeskFor, case: str) -> None:
    desk, supervisor = desk_for("manager"), office.users["supervisor"]
    everything = desk.open("/office/trail/")
    assert "Signed in" in everything
    assert "3 entries" in desk.open(f"/office/trail/?who={supervisor}&case={case}")
    assert "1 entry" in desk.open(f"/office/trail/?who={supervisor}&case={case}&what=print_view")
    assert "Nothing fits" in desk.open("/office/trail/?until=2020-01-01")
    assert "Nothing fits" in desk.open("/office/trail/?since=2999-01-01")
    assert "Nothing fits" not in desk.open("/office/trail/?since=2020-01-01&until=9999-12-31")
    assert "Signed in" in desk.open("/office/trail/?what=gossip&who=nobody&since=yesterday&case=all")


def test_the_list_is_paged_and_its_file_is_whole(office: OfficeUnderTest, desk_for: DeskFor, case: str) -> None:
    desk = desk_for("manager")
    for _ in range(60):
        desk.http.get("/office/trail/", headers=ENGLISH, buffered=True)
    assert "page=2" in desk.open("/office/trail/")
    assert "rowspan" not in desk.open("/office/trail/?page=2")
    file = desk.http.get("/office/trail/trail.csv", headers=ENGLISH)
    assert file.mimetype == "text/csv"
    rows = rows_of(file.get_data(as_text=True))
    assert len(rows) > 60
    numbers = [int(row["number"]) for row in rows]
    assert numbers == sorted(numbers, reverse=True)
    with office.app.app_context(), reading(office.id) as store:
        bound = [entry.number for entry in store.trail.all(TrailFilter(what=(Act.ACCOUNT_STATE,)), most=1_000)]
        assert sorted([*numbers, *bound]) == list(range(1, numbers[0] + 1)), "what binds accounts is in no list of acts"
        (newest,) = store.trail.all(TrailFilter(what=(Act.EXPORTED,)), most=1)
    assert newest.details == {"list": "trail", "rows": len(rows)}
    assert newest.actor == office.users["manager"]


def test_a_client_can_be_given_who_looked_at_their_record_by_name_and_without_addresses(
    office: OfficeUnderTest, desk_for: DeskFor, case: str
) -> None:
    desk = names(office, desk_for)
    page = desk.open(f"/office/trail/cases/{case}")
    assert "4 looks" in page
    assert "野原 すみれ" in page
    assert "田中 支援" in page
    assert ADDRESS not in page
    rows = rows_of(desk.http.get(f"/office/trail/cases/{case}.csv", headers=ENGLISH).get_data(as_text=True))
    assert [(row["who"], row["what"]) for row in rows] == [
        ("鈴木 主任", "Case (for printing)"),
        ("鈴木 主任", "Support record"),
        ("鈴木 主任", "Case"),
        ("田中 支援", "The case, with its notes and plans (to carry on a phone)"),
    ]
    assert "玄関先" not in page
    with office.app.app_context(), reading(office.id) as store:
        of_case = store.trail.all(TrailFilter(what=(Act.EXPORTED,), scopes=(case,)), most=9)
    assert [row.details for row in of_case] == [{"list": "looks", "rows": 4}]


def test_a_case_that_nobody_opened_says_so_and_one_that_is_none_is_not_found(
    office: OfficeUnderTest, desk_for: DeskFor, case: str
) -> None:
    desk, other = desk_for("manager"), office.case_of(None)
    assert "Nobody has opened this record" in desk.open(f"/office/trail/cases/{other}")
    desk.open(f"/office/trail/cases/{office.users['worker']}", 404)
    desk.open("/office/trail/cases/01940000-0000-7000-8000-00000000ffff", 404)


def test_the_pages_speak_japanese(desk_for: DeskFor, case: str) -> None:
    desk = desk_for("manager")
    page = desk.http.get("/office/trail/", headers={"Accept-Language": "ja"}).text
    assert "閲覧・操作の記録" in page
    assert "端末に渡した" in page
    assert "この記録を見た人" in desk.http.get(f"/office/trail/cases/{case}", headers={"Accept-Language": "ja"}).text


def test_every_act_has_a_name() -> None:
    assert ACT_NAMES.keys() == set(Act)
