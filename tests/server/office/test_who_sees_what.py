"""Who sees what, over HTTP: late work and how it is told, what a word of one's own leads to, and what was removed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from server.ground.blobs import Blobs
from server.ground.ids import new_id
from server.ground.installation import installation_of
from server.store import utcnow, writing
from sync.fields import write_moment
from tests.server.office.desk import Desk
from tests.server.people import Client, OfficeUnderTest, change, visit
from tests.server.test_attachments import attachment_of, get, put


@pytest.fixture(autouse=True)
def folder(app: Flask, tmp_path: Path) -> None:
    installation_of(app).blobs = Blobs(tmp_path / "blobs")


def desk_of(office: OfficeUnderTest, role: str) -> Desk:
    desk = Desk(office.app.test_client())
    assert desk.sign_in(office.login(role)).status_code == 303
    return desk


def give(office: OfficeUnderTest, case: str, worker: str) -> None:
    """The office puts a case in other hands."""
    desk = desk_of(office, "supervisor")
    desk.open(f"/office/cases/{case}")
    assert desk.send(form=f"/cases/{case}", main=worker).status_code == 303


def intake(phone: Client) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    household = change("household", {"name": "見本家", "address": "緑町一丁目", "safety_notes": "犬がいる。"})
    person = change("person", {"name": "見本 花子", "household": household["record"]})
    case = change("case", {"person": person["record"], "state": "open"})
    assert [result["status"] for result in phone.push(household, person, case)] == ["applied"] * 3
    return household, person, case


def held(phone: Client) -> set[str]:
    return {record["id"] for record in phone.pull(cursor=None)["records"]}


def notices(phone: Client, reminder: str) -> list[dict[str, Any]]:
    found = [record["fields"] for record in phone.pull(cursor=None)["records"] if record["kind"] == "notice"]
    return [fields for fields in found if fields["reminder"] == reminder]


def test_nothing_wins_a_lost_client_back(office: OfficeUnderTest) -> None:
    phone, other = office.client("worker"), office.hire("worker2", "worker")
    household, person, case = intake(phone)
    second = change("case", {"person": person["record"], "state": "open"})
    planted = change("person", {"name": "別", "household": household["record"]})
    assert [result["status"] for result in phone.push(second, planted)] == ["applied"] * 2
    give(office, case["record"], other)
    phone.pull()
    next_phone = office.client(login=office.login("worker2"))
    fields = {"household": household["record"], "person": person["record"]}
    secret = change("household", {"address": "SECRET"}, record=household["record"], base=household["id"])
    assert next_phone.push(secret)[0]["status"] in {"applied", "merged"}
    new_phone = office.client("worker", device=new_id())
    ago = write_moment(utcnow() - dt.timedelta(hours=2))
    for attempt in (phone, new_phone):
        more = change("case", {"person": fields["person"], "state": "open"}) | {"made_at": ago}
        named = change("person", {"name": "別", "household": fields["household"]}) | {"made_at": ago}
        assert [result["status"] for result in attempt.push(more, named)] == ["rejected"] * 2
        assert not {household["record"], person["record"], case["record"]} & held(attempt)
        assert "SECRET" not in str(attempt.pull(cursor=None))
    assert {household["record"], person["record"], case["record"]} <= held(next_phone)


def test_a_desk_has_nothing_late_to_say(office: OfficeUnderTest) -> None:
    phone, other = office.client("worker"), office.hire("worker2", "worker")
    _, _, case = intake(phone)
    give(office, case["record"], other)
    edit = change("case", {"number": "x"}, record=case["record"], base=case["id"])
    edit["made_at"] = write_moment(utcnow() - dt.timedelta(hours=2))
    (result,) = office.client("worker", device=new_id()).push(edit)
    assert (result["status"], result["code"]) == ("rejected", "not_yours")


@pytest.mark.parametrize("kind", ["support", "plan", "person", "household", "case", "task", "appointment"])
def test_late_work_of_every_kind_is_told_to_who_has_the_case_and_stands_on_its_page(
    office: OfficeUnderTest, kind: str
) -> None:
    phone, other = office.client("worker"), office.hire("worker2", "worker")
    household, person, case = intake(phone)
    of_case = {"case": case["record"]}
    work = {
        "support": visit(case["record"]),
        "plan": change("plan", of_case | {"number": 1}),
        "task": change("task", of_case | {"what": "電話する"}),
        "appointment": change("appointment", of_case | {"method": "visit", "starts_at": "2026-12-01T01:00:00Z"}),
        "person": change("person", {"notes": "追記。"}, record=person["record"], base=person["id"]),
        "household": change("household", {"members": "母。"}, record=household["record"], base=household["id"]),
        "case": change("case", {"summary": "追記。"}, record=case["record"], base=case["id"]),
    }[kind]
    give(office, case["record"], other)
    (result,) = phone.push(work)
    assert (result["status"], result["late"]) in {("applied", True), ("merged", True)}
    assert phone.push(work) == [result]
    (notice,) = notices(office.client(login=office.login("worker2")), "late_work")
    assert (notice["about"], notice["subject"]) == (work["record"], office.users["worker"])
    assert notice.get("case") == (None if kind in {"person", "household"} else case["record"])
    assert "Arrived after the case was handed on" in desk_of(office, "supervisor").open(
        f"/office/cases/{case['record']}"
    )


def test_late_work_that_nobody_has_in_hand_is_told_to_the_supervisors(office: OfficeUnderTest) -> None:
    phone, other = office.client("worker"), office.hire("worker2", "worker")
    _, person, case = intake(phone)
    give(office, case["record"], other)
    late = change("case", {"person": person["record"], "state": "open"})
    (result,) = phone.push(late)
    assert (result["status"], result["late"]) == ("applied", True)
    assert late["record"] not in held(phone)
    (notice,) = notices(office.client("supervisor"), "late_work")
    assert notice["case"] == late["record"]


def test_a_supervisor_confirms_what_a_worker_said(office: OfficeUnderTest) -> None:
    phone, other = office.client("worker"), office.hire("worker2", "worker")
    household, person, case = intake(phone)
    second = change("case", {"person": person["record"], "state": "open"})
    brother = change("person", {"name": "見本 次郎", "household": household["record"]})
    brothers = change("case", {"person": brother["record"], "state": "open"})
    assert [result["status"] for result in phone.push(second, brother, brothers)] == ["applied"] * 3
    give(office, case["record"], other)
    assert not {second["record"], household["record"]} & held(phone)
    assert brothers["record"] in held(phone)
    desk = desk_of(office, "supervisor")
    page = desk.open("/office/claims/")
    assert page.count("見本 次郎") >= 1
    assert desk.send(form=f"/claims/persons/{brother['record']}").status_code == 303
    assert household["record"] in held(phone)
    desk.open("/office/claims/")
    assert desk.send(form=f"/claims/cases/{second['record']}").status_code == 303
    assert {second["record"], person["record"]} <= held(phone)
    assert "/claims/cases/" not in desk.open("/office/claims/")


def test_persons_without_a_case_stand_on_a_page(office: OfficeUnderTest) -> None:
    office.client("worker").push(change("person", {"name": "見本 無縁"}))
    assert "見本 無縁" in desk_of(office, "supervisor").open("/office/claims/")


# What was removed


def remove(office: OfficeUnderTest, case: str, deleted: bool | None = True) -> None:
    head = office.client("supervisor")
    with office.app.app_context(), writing(office.id) as store:
        base = store.records.by_id([case])[case].head
    assert head.push(change("case", {"deleted": deleted}, record=case, base=base))[0]["status"] == "applied"


def test_nobody_gets_anything_of_a_case_that_was_removed_until_it_is_brought_back(
    office: OfficeUnderTest, desk_for: Callable[[str], Desk]
) -> None:
    phone, head, desk = office.client("worker"), office.client("supervisor"), desk_for("supervisor")
    case = office.case_of(office.users["worker"], "見本 削除")
    note, outing = visit(case, place="甲"), change("outing", _outing(office, case))
    photo = attachment_of(note)
    assert [result["status"] for result in phone.push(note, photo, outing)] == ["applied"] * 3
    assert put(phone, photo["record"]).status_code == 204
    head.push(change("support", {"place": "乙"}, record=note["record"], base=note["id"]))
    (result,) = phone.push(change("support", {"place": "丙"}, record=note["record"], base=note["id"]))
    conflict = result["conflicts"][0]
    pages = {
        "/office/outings/past": "見本 削除",
        "/office/conflicts/": "見本 削除",
        f"/office/conflicts/{conflict}": "丙",
        f"/office/notes/{note['record']}": "乙",
    }

    def shown() -> list[bool]:
        texts = [(desk.http.get(address, headers={"Accept-Language": "en"}), word) for address, word in pages.items()]
        return [word in response.text for response, word in texts] + [get(head, photo["record"]).status_code == 200]

    assert shown() == [True] * 5
    remove(office, case)
    assert shown() == [False] * 5
    assert get(phone, photo["record"]).status_code == 404
    assert not {note["record"], photo["record"], conflict} & (held(phone) | held(head))
    remove(office, case, deleted=None)
    assert shown() == [True] * 5
    assert {note["record"], photo["record"], conflict, case} <= held(phone)


def test_removing_a_case_takes_no_call_for_help_away(office: OfficeUnderTest, desk_for: Callable[[str], Desk]) -> None:
    case = office.case_of(office.users["worker"], "見本 外出")
    fields = _outing(office, case) | {"alarm_at": write_moment(utcnow())}
    del fields["ended_at"]
    office.client("worker").push(change("outing", fields))
    remove(office, case)
    assert "見本 外出" in desk_for("supervisor").open("/office/outings/")


def _outing(office: OfficeUnderTest, case: str) -> dict[str, Any]:
    begun = utcnow() - dt.timedelta(hours=2)
    times = {"started_at": begun, "expected_end": begun + dt.timedelta(hours=1), "ended_at": utcnow()}
    return {"case": case, "worker": office.users["worker"], "place": "緑町"} | {
        name: write_moment(at) for name, at in times.items()
    }
