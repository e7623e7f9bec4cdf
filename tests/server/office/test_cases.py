"""Cases at the office: who sees which, and in whose charge they are."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from server.ground.ids import new_id
from server.services.casework import change_as_server
from server.store import reading, utcnow, writing
from tests.server.office.desk import Desk
from tests.server.people import OfficeUnderTest, visit

DeskFor = Callable[[str], Desk]
NARRATIVES = {"summary": "概要のことば", "goal": "目標のことば", "narrative": "経過のことば", "notes": "本人のことば"}


@pytest.fixture
def case(office: OfficeUnderTest) -> str:
    """A case of the worker, with a word of every narrative in it."""
    case, by = office.case_of(office.users["worker"]), office.users["manager"]
    with office.app.app_context(), writing(office.id) as store:
        person = store.records.by_id([case])[case].fields["person"]
        change_as_server(
            store, "case", case, {"summary": NARRATIVES["summary"], "number": "R8-017"}, by=by, now=utcnow()
        )
        told = {"notes": NARRATIVES["notes"], "kana": "みほん はなこ"}
        change_as_server(store, "person", person, told, by=by, now=utcnow())
        plan = {"case": case, "number": 1, "goal": NARRATIVES["goal"], "decision": "2026-10-L"}
        change_as_server(store, "plan", new_id(), plan, by=by, now=utcnow())
    office.client("worker").push(visit(case, narrative=NARRATIVES["narrative"]))
    return case


def charge(office: OfficeUnderTest, case: str) -> tuple[str | None, list[str]]:
    fields = office.stored(case)[case]
    return fields.get("main_worker"), fields.get("co_workers", [])


@pytest.mark.parametrize(("role", "reads"), [("supervisor", 4), ("manager", 4), ("worker", 4), ("clerk", 0)])
def test_narratives_are_for_those_who_work_with_the_case(case: str, desk_for: DeskFor, role: str, reads: int) -> None:
    page = desk_for(role).open(f"/office/cases/{case}")
    assert sum(text in page for text in NARRATIVES.values()) == reads
    assert "late October 2026" in page


def test_a_worker_finds_the_cases_in_their_charge_and_no_others(
    office: OfficeUnderTest, case: str, desk_for: DeskFor
) -> None:
    other = office.case_of(office.users["supervisor"], "架空 一郎")
    desk = desk_for("worker")
    page = desk.open(f"/office/cases/?worker={office.users['supervisor']}&state=all")
    assert "架空" not in page
    desk.open(f"/office/cases/{case}")
    desk.open(f"/office/cases/{other}", 404)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("花子", 1),
        ("見本花子", 1),
        ("みほん", 1),
        ("ミホン", 1),
        ("R8-017", 1),
        ("r8", 1),
        ("花子 R8", 1),
        ("架空", 0),
        ("%", 0),
    ],
)
def test_a_case_is_found_by_name_reading_and_number(case: str, desk_for: DeskFor, words: str, found: int) -> None:
    desk = desk_for("clerk")
    desk.open("/office/cases/")
    desk.send(form="/office/cases/", words=words)
    assert re.fullmatch(r"[\w/?=&]+", desk.page.headers["Location"], re.ASCII)
    assert desk.follow().count('scope="row"') == found


def test_what_was_searched_for_is_forgotten_with_the_next_look_at_the_list(case: str, desk_for: DeskFor) -> None:
    desk = desk_for("clerk")
    desk.open("/office/cases/")
    desk.send(form="/office/cases/", words="花子")
    assert "花子" in desk.follow()
    desk.open("/office/cases/")
    assert 'value="花子"' not in desk.open("/office/cases/?search=1")


def test_a_case_is_given_to_others_and_comes_to_their_phones(
    office: OfficeUnderTest, case: str, desk_for: DeskFor
) -> None:
    colleague = office.hire("colleague", "worker")
    desk = desk_for("supervisor")
    desk.open(f"/office/cases/{case}")
    desk.send(form=case, main=colleague, others=[office.users["worker"]])
    assert "The assignment has been changed." in desk.follow()
    assert charge(office, case) == (colleague, [office.users["worker"]])
    pulled = office.client(login=office.login("colleague")).pull()["records"]
    assert {"case", "person", "support", "plan"} <= {record["kind"] for record in pulled}


def test_two_supervisors_who_alter_different_parts_both_have_their_way(
    office: OfficeUnderTest, case: str, desk_for: DeskFor
) -> None:
    first, second = desk_for("supervisor"), desk_for("manager")
    first.open(f"/office/cases/{case}")
    second.open(f"/office/cases/{case}")
    first.send(form=case, main=office.users["supervisor"])
    second.send(form=case, others=[office.users["manager"]])
    second.follow()
    assert charge(office, case) == (office.users["supervisor"], [office.users["manager"]])


def test_an_assignment_that_was_decided_on_an_old_page_is_asked_again(
    office: OfficeUnderTest, case: str, desk_for: DeskFor
) -> None:
    first, second = desk_for("supervisor"), desk_for("manager")
    first.open(f"/office/cases/{case}")
    second.open(f"/office/cases/{case}")
    first.send(form=case, main=office.users["supervisor"])
    answer = second.send(form=case, main=office.users["manager"])
    assert (answer.status_code, "Somebody else has changed the main worker" in answer.text) == (409, True)
    assert charge(office, case)[0] == office.users["supervisor"]


@pytest.mark.parametrize("role", ["clerk", "administrator", None])
def test_nobody_gets_a_case_who_does_not_work_with_cases(
    office: OfficeUnderTest, case: str, desk_for: DeskFor, role: str | None
) -> None:
    desk = desk_for("supervisor")
    desk.open(f"/office/cases/{case}")
    answer = desk.send(form=case, main=office.users[role] if role else new_id())
    assert answer.status_code == 422
    assert charge(office, case)[0] == office.users["worker"]


def test_a_case_that_nobody_has_is_found_and_marked(office: OfficeUnderTest, case: str, desk_for: DeskFor) -> None:
    office.case_of(None, "架空 一郎")
    page = desk_for("supervisor").open("/office/cases/?worker=nobody")
    assert "架空 一郎" in page
    assert "花子" not in page
    assert "Nobody yet" in page


def test_the_course_is_read_from_either_end(office: OfficeUnderTest, case: str, desk_for: DeskFor) -> None:
    office.client("worker").push(visit(case, narrative="翌月のことば", started_at="2026-12-20T01:00:00Z"))
    desk = desk_for("supervisor")
    newest = desk.open(f"/office/cases/{case}")
    oldest = desk.open(f"/office/cases/{case}?oldest=1")
    places = [page.index("翌月のことば") < page.index(NARRATIVES["narrative"]) for page in (newest, oldest)]
    assert places == [True, False]


def test_the_cookie_holds_nothing_of_what_was_searched_for(
    office: OfficeUnderTest, case: str, desk_for: DeskFor
) -> None:
    """It is signed and not encrypted, and lies on the disk of a machine that others use as well."""
    desk = desk_for("clerk")
    desk.open("/office/cases/")
    desk.send(form="/office/cases/", words="見本 花子")
    assert desk.follow().count('scope="row"') == 1
    with desk.http.session_transaction() as kept:
        assert set(kept) <= {"_user_id", "_fresh", "_id", "csrf_token", "_permanent"}
    assert '"words"' not in str(desk.http.get_cookie("banso"))


def test_each_session_searches_for_itself_and_leaves_nothing_behind(
    office: OfficeUnderTest, case: str, desk_for: DeskFor
) -> None:
    desk, other = desk_for("clerk"), desk_for("clerk")
    for each, words in ((desk, "花子"), (other, "太郎")):
        each.open("/office/cases/")
        each.send(form="/office/cases/", words=words)
    assert 'value="花子"' in desk.open("/office/cases/?search=1")
    desk.send(form="/office/sign-out")
    with office.app.app_context(), reading(office.id) as store:
        left = store.connection.exec_driver_sql("SELECT case_words FROM sign_in WHERE case_words IS NOT NULL").all()
    assert [row[0] for row in left] == ["太郎"]
