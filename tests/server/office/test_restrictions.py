"""A case is restricted to named staff, counted for the others, opened by them with a reason, and open to all again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import update

from server.models.case import CaseOpening
from server.services.casework import change_as_server
from server.services.restrictions import OPEN_FOR
from server.store import reading, utcnow, writing
from server.store.reader import reader_of
from server.store.trail import TrailFilter, TrailRow
from tests.server.office.desk import Desk
from tests.server.people import Client, OfficeUnderTest, change, visit
from tests.server.restricting import EMERGENCY, REASON, lift, open_with_reason, restrict, send, told

DeskFor = Callable[[str], Desk]
CLIENT = "見本 花子"


def noted(office: OfficeUnderTest, *what: str) -> list[TrailRow]:
    with office.app.app_context(), reading(office.id) as store:
        return [row for row in store.trail.all(TrailFilter(), most=1_000) if row.what in what]


def held(phone: Client) -> set[str]:
    return {record["id"] for record in phone.pull(cursor=None)["records"]}


def test_a_manager_looks_at_what_it_means_before_a_case_is_restricted(
    office: OfficeUnderTest, desk_for: DeskFor, case: str
) -> None:
    desk = desk_for("manager")
    assert "Restrict the case" in desk.open(f"/office/cases/{case}")
    desk.open(f"/office/restricted/{case}")
    assert set(desk.form(f"/restricted/{case}").values["named"]) == {office.users["manager"], office.users["worker"]}
    supervisor = office.users["supervisor"]
    assert desk.send(form=f"/restricted/{case}", named=[supervisor], reason="").status_code == 422
    asked = desk.send(form=f"/restricted/{case}", named=[supervisor], reason=REASON)
    assert asked.status_code == 200
    for said in ("It leaves the phone of", "The main worker is not among them", "You are not among them yourself"):
        assert said in asked.text
    assert "restricted_to" not in office.stored(case)[case]
    done = desk.send(form=f"/restricted/{case}", do="restrict")
    assert (done.status_code, done.headers["Location"]) == (303, "/office/restricted/")
    assert office.stored(case)[case]["restricted_to"] == [supervisor]
    (entry,) = noted(office, "case_restricted")
    assert (entry.actor, entry.scope, entry.reason) == (office.users["manager"], case, REASON)


@pytest.mark.parametrize(
    ("named", "said"), [("nobody", "somebody has to be able"), ("clerk", "somebody has to be able")]
)
def test_somebody_has_to_be_left_who_reads_the_notes(
    office: OfficeUnderTest, desk_for: DeskFor, case: str, named: str, said: str
) -> None:
    desk = desk_for("manager")
    desk.open(f"/office/restricted/{case}")
    users = [office.users[named]] if named in office.users else []
    answer = desk.send(form=f"/restricted/{case}", named=users, reason=REASON, do="restrict")
    assert answer.status_code == 422
    assert "somebody has to be able" in answer.text
    assert "restricted_to" not in office.stored(case)[case]


def test_only_those_who_see_the_case_now_can_be_named(office: OfficeUnderTest, case: str) -> None:
    stranger = office.hire("worker2", "worker")
    given = {"named": [stranger, office.users["manager"]], "reason": REASON, "do": "restrict"}
    assert send(office.everywhere("manager"), f"/office/restricted/{case}", **given).status_code == 422
    assert "restricted_to" not in office.stored(case)[case]


@pytest.mark.parametrize("role", ["worker", "supervisor", "clerk", "partner", "administrator"])
def test_only_a_manager_restricts_and_lifts(office: OfficeUnderTest, case: str, role: str) -> None:
    client, named = office.everywhere(role), [office.users["worker"], office.users["supervisor"]]
    given = {"named": named, "reason": REASON, "do": "restrict"}
    assert send(client, f"/office/restricted/{case}", **given).status_code == 403
    restrict(office, case, *named, office.users["manager"])
    assert send(client, f"/office/restricted/{case}/lift", shown=named, reason=REASON).status_code == 403


def test_a_manager_who_is_not_named_neither_alters_nor_lifts_it(office: OfficeUnderTest, case: str, other: str) -> None:
    restrict(office, case, other)
    client = office.everywhere("manager")
    for address in (f"/office/restricted/{case}", f"/office/restricted/{case}/lift"):
        given = {"named": [office.users["manager"]], "shown": [other], "reason": REASON, "do": "restrict"}
        assert send(client, address, **given).status_code == 404
    assert client.http.get(f"/office/restricted/{case}", headers=client.headers()).status_code == 404


def test_two_managers_do_not_undo_each_other_unseen(office: OfficeUnderTest, case: str) -> None:
    manager, supervisor = office.users["manager"], office.users["supervisor"]
    restrict(office, case, manager, supervisor)
    given = {"named": [manager], "shown": [manager], "reason": REASON, "do": "restrict"}
    assert send(office.everywhere("manager"), f"/office/restricted/{case}", **given).status_code == 409
    assert office.stored(case)[case]["restricted_to"] == sorted([manager, supervisor])


def test_it_is_counted_for_the_others_whatever_they_look_for(
    office: OfficeUnderTest, desk_for: DeskFor, case: str, other: str
) -> None:
    restrict(office, case, other)
    desk = desk_for("supervisor")
    for asked in ("", "?state=closed", f"?worker={office.users['worker']}", "?worker=nobody"):
        page = desk.open(f"/office/cases/{asked}")
        assert "1 restricted case is not listed" in page
        assert CLIENT not in page
    page = desk.open("/office/restricted/")
    assert "1 restricted case is not open to you" in page
    assert case not in page
    desk.open(f"/office/cases/{case}", 404)


def test_those_who_are_named_see_it_with_who_else_does(office: OfficeUnderTest, desk_for: DeskFor, case: str) -> None:
    restrict(office, case, office.users["supervisor"], office.users["worker"])
    page = desk_for("supervisor").open(f"/office/cases/{case}")
    assert "Restricted case" in page
    assert "Open to:" in page
    phone = office.client("worker")
    stored = {record["id"]: record["fields"] for record in phone.pull()["records"]}
    assert office.users["supervisor"] in stored[case]["restricted_to"]


def test_it_leaves_the_phone_after_what_was_unsent_is_taken_and_comes_back(
    office: OfficeUnderTest, case: str, other: str
) -> None:
    phone = office.client("worker")
    phone.pull()
    restrict(office, case, other)
    note = visit(case, narrative="玄関先で話す。")
    (result,) = phone.push(note)
    assert (result["status"], result["late"]) == ("applied", True)
    assert case in phone.pull()["gone"]
    assert not {case, note["record"]} & held(phone)
    assert office.stored(str(note["record"]))[str(note["record"])]["narrative"] == "玄関先で話す。"
    (late,) = told(office.client(login=office.login("manager2")), "late_work")
    assert late["case"] == case
    assert told(office.client("supervisor"), "late_work") == []
    lift(office, case, other, by="manager2")
    assert {case, note["record"]} <= held(phone)
    (entry,) = noted(office, "restriction_lifted")
    assert entry.reason == REASON


def test_opening_it_asks_for_a_reason_tells_those_who_are_named_and_lasts_an_hour(
    office: OfficeUnderTest, desk_for: DeskFor, case: str, other: str
) -> None:
    restrict(office, case, other)
    desk = desk_for("supervisor")
    desk.open("/office/restricted/")
    assert desk.send(form="/restricted/open", words=CLIENT, reason=" ").status_code == 422
    desk.open(f"/office/cases/{case}", 404)
    desk.open("/office/restricted/")
    assert desk.send(form="/restricted/open", words="見本花子", reason=EMERGENCY).status_code == 303
    page = desk.open(f"/office/cases/{case}")
    assert CLIENT in page
    assert "You have opened it with a reason" in page
    (entry,) = noted(office, "restricted_opened")
    assert (entry.actor, entry.scope, entry.reason) == (office.users["supervisor"], case, EMERGENCY)
    (named,) = told(office.client(login=office.login("manager2")))
    assert (named["case"], named["subject"]) == (case, office.users["supervisor"])
    (manager,) = told(office.client("manager"))
    assert "case" not in manager
    assert "about" not in manager
    with office.app.app_context(), writing(office.id) as store:
        store.connection.execute(update(CaseOpening).values(until=utcnow() - dt.timedelta(seconds=1)))
    desk.open(f"/office/cases/{case}", 404)
    assert dt.timedelta(hours=1) == OPEN_FOR


def test_the_manager_who_is_not_named_has_it_in_the_list_without_its_client(
    office: OfficeUnderTest, desk_for: DeskFor, case: str, other: str
) -> None:
    restrict(office, case, other)
    desk = desk_for("manager")
    page = desk.open("/office/restricted/")
    assert "Not open to you" in page
    assert CLIENT not in page
    given = {"case": case, "reason": EMERGENCY}
    assert send(office.everywhere("supervisor"), "/office/restricted/open", **given).status_code == 404
    assert send(office.everywhere("manager"), "/office/restricted/open", **given).status_code == 303
    assert CLIENT in desk.open("/office/restricted/")
    assert EMERGENCY in desk.open("/office/trail/?what=restricted_opened")


def test_what_is_looked_for_in_vain_is_noted_and_tells_nothing(
    office: OfficeUnderTest, desk_for: DeskFor, case: str, other: str
) -> None:
    unrestricted = office.case_of(office.users["worker"], "見本 次郎")
    restrict(office, case, other)
    desk = desk_for("supervisor")
    answers = []
    for words in ("見本 次郎", "だれでもない", "見本"):
        desk.open("/office/restricted/")
        answer = desk.send(form="/restricted/open", words=words, reason=EMERGENCY)
        assert answer.status_code == 422
        answers.append(answer.text.replace(words, ""))
    assert unrestricted not in "".join(answers)
    assert len(noted(office, "restricted_sought")) == 3


def test_two_clients_of_one_name_are_told_apart_by_number(office: OfficeUnderTest, case: str, other: str) -> None:
    twin = office.case_of(None)
    with office.app.app_context(), writing(office.id) as store:
        change_as_server(store, "case", twin, {"number": "R8-2"}, by=other, now=utcnow())
    for each in (case, twin):
        restrict(office, each, other)
    client = office.everywhere("supervisor")
    assert send(client, "/office/restricted/open", words=CLIENT, reason=EMERGENCY).status_code == 409
    assert noted(office, "restricted_opened") == []
    open_with_reason(office, "R8-2")
    assert [entry.scope for entry in noted(office, "restricted_opened")] == [twin]


def test_nobody_is_put_in_charge_who_does_not_see_it(office: OfficeUnderTest, desk_for: DeskFor, case: str) -> None:
    newcomer = office.hire("worker2", "worker")
    restrict(office, case, office.users["worker"], office.users["supervisor"])
    desk = desk_for("supervisor")
    desk.open(f"/office/cases/{case}")
    answer = desk.send(form=f"/cases/{case}", main=newcomer)
    assert answer.status_code == 422
    assert "This case is restricted" in answer.text
    assert office.stored(case)[case]["main_worker"] == office.users["worker"]


def test_a_reason_is_for_those_to_whom_the_case_is_open(
    office: OfficeUnderTest, desk_for: DeskFor, case: str, other: str
) -> None:
    restrict(office, case, other)
    desk = desk_for("manager")
    for address in ("/office/trail/?what=case_restricted", "/office/trail/trail.csv?what=case_restricted"):
        page = desk.open(address)
        assert REASON not in page
        assert CLIENT not in page
    named = Desk(office.app.test_client())
    assert named.sign_in(office.login("manager2")).status_code == 303
    assert REASON in named.open("/office/trail/?what=case_restricted")


def test_a_list_that_goes_out_counts_it_and_names_nobody(
    office: OfficeUnderTest, desk_for: DeskFor, case: str, other: str
) -> None:
    note = visit(case, place="見本町の自宅")
    assert office.client("worker").push(note)[0]["status"] == "applied"
    address = "/office/reports/accompaniment.csv?since=2026-11&until=2026-11"
    desk = desk_for("supervisor")
    assert CLIENT in desk.open(address)
    restrict(office, case, other)
    lines = desk.open(address).splitlines()
    assert len(lines) == 2
    assert CLIENT not in lines[1]
    assert "見本町" not in lines[1]
    assert "(restricted case)" in lines[1]


def test_two_cases_of_a_client_are_told_of_to_nobody_who_sees_one(
    office: OfficeUnderTest, case: str, other: str
) -> None:
    person = office.stored(case)[case]["person"]
    second = change("case", {"person": person, "state": "open"})
    assert office.client("supervisor").push(second)[0]["status"] == "applied"
    with office.app.app_context(), reading(office.id) as store:
        seen = store.as_seen_by(reader_of(office.users["supervisor"], "supervisor"))
        assert len(seen.claims.cases()) == 2
    restrict(office, case, other)
    with office.app.app_context(), reading(office.id) as store:
        seen = store.as_seen_by(reader_of(office.users["supervisor"], "supervisor"))
        assert seen.claims.cases() == []
        assert [row.id for row in seen.cases.by_id([case, str(second["record"])]).values()] == [second["record"]]


def test_restricting_anew_ends_what_was_opened(
    office: OfficeUnderTest, desk_for: DeskFor, case: str, other: str
) -> None:
    restrict(office, case, other)
    open_with_reason(office, CLIENT)
    supervisor = desk_for("supervisor")
    supervisor.open(f"/office/cases/{case}")
    restrict(office, case, other, office.users["manager"], by="manager2", shown=(other,))
    supervisor.open(f"/office/cases/{case}", 404)
