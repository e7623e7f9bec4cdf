"""Work that was made while its author might make it arrives, whatever became of their role or account since."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import update

from server.ground.ids import new_id
from server.ground.session_limits import SessionLimits
from server.models.change import Change
from server.models.user import Device
from server.services.accounts import change_account, set_active
from server.services.delivering import DELIVERY_ENDS_AFTER, still_to_come
from server.store import reading, utcnow, writing
from tests.server.people import Client, OfficeUnderTest, change, visit


@pytest.fixture
def phone(office: OfficeUnderTest) -> Client:
    """A worker's phone that has received its caseload."""
    office.case_of(office.users["worker"])
    phone = office.client("worker")
    phone.pull()
    return phone


def give_role(office: OfficeUnderTest, role: str, user: str = "worker", now: dt.datetime | None = None) -> None:
    with office.app.app_context(), writing(office.id) as store:
        change_account(store, office.users[user], role=role, by=office.users["administrator"], now=now or utcnow())


def switch(office: OfficeUnderTest, active: bool, now: dt.datetime | None = None) -> None:
    with office.app.app_context(), writing(office.id) as store:
        set_active(store, office.users["worker"], active, by=office.users["administrator"], now=now or utcnow())


def case_of(office: OfficeUnderTest) -> str:
    """The worker's one case."""
    with office.app.app_context(), reading(office.id) as store:
        seen = store.records.by_id(store.records.seen_by(office.users["worker"])).values()
        return next(record.id for record in seen if record.kind == "case")


def told(response: Any) -> dict[str, Any]:
    """What a phone was told, beside the answers to its changes."""
    page: dict[str, Any] = response.get_json()
    return {name: page.get(name) for name in ("records", "gone", "more", "remaining", "delivery")}


NOTHING = {"records": [], "gone": [], "more": False, "remaining": 0, "delivery": True}


@pytest.mark.parametrize("role", ["clerk", "administrator"])
def test_whose_role_has_its_place_at_the_office_is_signed_in_there_and_no_phone_is_registered(
    office: OfficeUnderTest, role: str
) -> None:
    desk = office.client()
    said = desk.sign_in(office.login(role)).get_json()
    assert (said["device"], said["delivery"], said["user"]["role"]) == (None, False, role)
    assert desk.http.get("/office/", headers={"Accept": "text/html"}).status_code in {200, 303}
    with office.app.app_context(), reading(office.id) as store:
        assert store.accounts.devices() == []
    assert desk.exchange().get_json()["code"] == "not_for_this_role"


def test_the_notes_of_a_worker_who_became_a_clerk_arrive_late_and_nothing_comes_back(
    office: OfficeUnderTest, phone: Client
) -> None:
    note = visit(case_of(office), narrative="玄関先で話す。")
    give_role(office, "clerk")
    response = phone.exchange(note, queued=0)
    (result,) = response.get_json()["results"]
    assert (result["status"], result.get("late")) == ("applied", True)
    assert told(response) == NOTHING
    assert office.stored(note["record"])[note["record"]]["late"] is True
    assert phone.push(note)[0] == result


def test_a_phone_that_was_told_of_the_new_role_delivers_nothing_under_the_old_one(
    office: OfficeUnderTest, phone: Client
) -> None:
    case = case_of(office)
    give_role(office, "supervisor")
    phone.pull()
    give_role(office, "clerk")
    assert phone.push(visit(case))[0]["status"] == "applied", "the phone has not heard of the second change"
    with office.app.app_context(), writing(office.id) as store:
        store.accounts.close_delivery(office.users["worker"], phone.device)
    (result,) = phone.push(visit(case))
    assert (result["status"], result["code"]) == ("rejected", "not_allowed")


def test_a_role_that_came_and_went_again_leaves_everything_as_it_was(office: OfficeUnderTest, phone: Client) -> None:
    case = case_of(office)
    give_role(office, "clerk")
    give_role(office, "worker")
    page = phone.pull()
    assert "delivery" not in page
    (result,) = phone.push(visit(case))
    assert (result["status"], "late" in result) == ("applied", False)


def test_the_right_to_deliver_ends_after_thirty_days(office: OfficeUnderTest) -> None:
    case = office.case_of(office.users["worker"])
    phone = office.client("worker")
    give_role(office, "clerk")
    assert phone.push(visit(case))[0]["status"] == "applied"
    with office.app.app_context(), writing(office.id) as store:
        then = utcnow() - DELIVERY_ENDS_AFTER - dt.timedelta(days=1)
        store.connection.execute(update(Device).values(registered_at=then))
        turns = (Change.record == office.users["worker"]) & Change.base.is_not(None)
        store.connection.execute(update(Change).where(turns).values(received_at=then))
    assert phone.push(visit(case))[0]["code"] == "not_allowed"


def test_a_deactivated_worker_signs_in_to_deliver_and_for_nothing_else(office: OfficeUnderTest, phone: Client) -> None:
    case = case_of(office)
    note = visit(case, narrative="最後の訪問。")
    switch(office, active=False)
    assert phone.exchange(note).get_json()["code"] == "signed_out"
    login = office.login("worker")
    assert phone.sign_in(login).get_json()["code"] == "wrong_credentials", "without anything to deliver"
    assert phone.sign_in(login, "wrong-password", delivers=True).get_json()["code"] == "wrong_credentials"
    said = phone.sign_in(login, delivers=True).get_json()
    assert (said["delivery"], said["device"]) == (True, {"id": phone.device})
    response = phone.exchange(note, queued=0, cursor=None)
    assert response.get_json()["results"][0]["late"] is True
    assert told(response) == NOTHING
    for address in ("/office/cases/", f"/office/cases/{case}", "/api/push", f"/api/attachments/{new_id()}/content"):
        refused = phone.http.get(address, headers=phone.headers(Accept="application/problem+json"))
        assert (refused.status_code, refused.get_json()["code"]) == (401, "signed_out"), address
    assert phone.http.get("/api/session").get_json()["delivery"] is True


def test_a_delivery_is_over_when_the_phone_signs_out(office: OfficeUnderTest, phone: Client) -> None:
    switch(office, active=False)
    login = office.login("worker")
    phone.sign_in(login, delivers=True)
    assert phone.http.delete("/api/session", headers=phone.headers()).status_code == 204
    assert phone.sign_in(login, delivers=True).get_json()["code"] == "wrong_credentials"


def test_a_deactivated_worker_gets_in_on_no_other_phone_and_not_on_a_revoked_one(
    office: OfficeUnderTest, phone: Client
) -> None:
    switch(office, active=False)
    login = office.login("worker")
    assert office.client().sign_in(login, delivers=True).get_json()["code"] == "wrong_credentials"
    with office.app.app_context(), writing(office.id) as store:
        store.accounts.revoke_device(phone.device, utcnow())
    assert phone.sign_in(login, delivers=True).status_code == 403


def test_a_deactivated_worker_delivers_only_what_was_theirs(office: OfficeUnderTest, phone: Client) -> None:
    others = office.case_of(office.users["supervisor"], "別の人")
    case = case_of(office)
    switch(office, active=False)
    phone.sign_in(office.login("worker"), delivers=True)
    hostile = [visit(others), change("staff", {"role": "manager"}, office.users["worker"]), visit(case, late=False)]
    assert [result["status"] for result in phone.push(*hostile)] == ["rejected"] * 3


def test_photos_of_what_was_delivered_are_taken_and_those_of_others_are_not(
    office: OfficeUnderTest, phone: Client
) -> None:
    case = case_of(office)
    note = visit(case)
    photo = {"name": "a.png", "media_type": "image/png", "size": 8, "sha256": PNG_SHA256, "case": case}
    mine = change("attachment", photo | {"about": note["record"]})
    theirs = change("attachment", photo | {"about": case})
    office.client("supervisor").push(theirs)
    switch(office, active=False)
    phone.sign_in(office.login("worker"), delivers=True)
    phone.push(note, mine)

    def put(attachment: dict[str, Any]) -> int:
        address = f"/api/attachments/{attachment['record']}/content"
        headers = phone.headers(**{"Content-Type": "image/png"})
        return phone.http.put(address, data=PNG, headers=headers).status_code

    assert (put(mine), put(theirs)) == (204, 404)


PNG = b"\x89PNG\r\n\x1a\n"
PNG_SHA256 = "4c4b6a3be1314ab86138bef4314dde022e600960d8689a2c8f8631802d20dab6"


def test_who_is_taken_back_signs_in_for_everything_again(office: OfficeUnderTest, phone: Client) -> None:
    switch(office, active=False)
    phone.sign_in(office.login("worker"), delivers=True)
    switch(office, active=True)
    assert phone.exchange().get_json()["code"] == "signed_out"
    assert phone.sign_in(office.login("worker"), delivers=True).get_json()["delivery"] is False
    assert phone.pull()["records"] != []


def test_the_office_can_be_used_in_a_browser_whose_notebook_only_delivers(
    office: OfficeUnderTest, phone: Client
) -> None:
    switch(office, active=False)
    phone.sign_in(office.login("worker"), delivers=True)
    assert phone.http.get("/office/sign-in", headers={"Accept": "text/html"}).status_code == 200
    form = {"login": office.login("clerk"), "password": "a-password-for-tests", "csrf_token": phone.token}
    assert phone.http.post("/office/sign-in", data=form).status_code == 303
    assert phone.http.get("/api/session").get_json()["user"]["role"] == "clerk"
    carried = phone.headers(**{"Banso-User": office.users["worker"]})
    response = phone.http.post("/api/exchange", json={"changes": []}, headers=carried)
    assert response.get_json()["code"] == "signed_out", "nobody delivers under another's name"


def test_what_a_clerk_wrote_on_a_phone_of_old_arrives(office: OfficeUnderTest) -> None:
    clerk = office.client("worker")
    give_role(office, "clerk")
    with office.app.app_context(), writing(office.id) as store:
        store.accounts.close_delivery(office.users["worker"], clerk.device)
    person = change("person", {"name": "窓口 花子"})
    case = change("case", {"person": person["record"], "state": "open"})
    assert [result["status"] for result in clerk.push(person, case)] == ["applied", "applied"]


def test_the_office_knows_how_much_is_still_to_come_and_until_when(office: OfficeUnderTest, phone: Client) -> None:
    phone.exchange(queued=4)
    with office.app.app_context(), reading(office.id) as store:
        user = store.accounts.user(office.users["worker"])
        assert user is not None
        assert still_to_come(store, user) is None
    switch(office, active=False)
    with office.app.app_context(), reading(office.id) as store:
        user = store.accounts.user(office.users["worker"])
        assert user is not None
        coming = still_to_come(store, user)
    assert coming is not None
    assert coming[0] == 4
    assert dt.timedelta(days=29) < coming[1] - utcnow() <= DELIVERY_ENDS_AFTER
    assert SessionLimits().phone > DELIVERY_ENDS_AFTER


def test_a_phone_that_was_left_keeps_nothing_as_far_as_the_office_knows(office: OfficeUnderTest, phone: Client) -> None:
    phone.exchange(queued=4)
    phone.http.delete("/api/session", headers=phone.headers())
    with office.app.app_context(), reading(office.id) as store:
        (device,) = store.accounts.devices(office.users["worker"])
    assert device.queued == 0
