"""Passkeys over time: the first one, the last one, lost ones, and the ways back."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from server.ground.installation import installation_of
from server.services.accounts import set_active
from server.store import reading, utcnow, writing
from sync.roles import ROLES, needs_second_factor
from tests.server.authenticator import Clock, code_of, enrol, recovery_codes_on, secret_on
from tests.server.office.desk import ENGLISH, Desk, at_the_door, is_in
from tests.server.office.passkey_desk import add, ask, by_passkey, send, sign_in_options
from tests.server.people import PASSWORD, OfficeUnderTest
from tests.server.test_trail import entries
from tests.server.webauthn_device import Device

DeskFor = Callable[[str], Desk]
MUST = [role for role in ROLES if needs_second_factor(role)]


@pytest.mark.parametrize("role", MUST)
def test_a_role_that_needs_a_second_factor_sets_up_a_passkey_at_its_first_sign_in(
    strict: OfficeUnderTest, role: str
) -> None:
    desk, device = at_the_door(strict, role), Device()
    made = device.make(ask(desk, "/office/second-step/new/passkey/challenge"))
    codes = recovery_codes_on(send(desk, "/office/second-step/new/passkey", made).text)
    assert (len(codes), is_in(desk)) == (10, True)
    again = at_the_door(strict, role)
    assert not is_in(again)
    send(again, "/office/second-step/passkey", device.show(ask(again, "/office/second-step/passkey/challenge")))
    assert is_in(again)
    lost = at_the_door(strict, role)
    lost.send(code=codes[0])
    assert is_in(lost), "a recovery code is the way back"


def test_a_password_alone_adds_no_passkey_to_an_account_with_a_second_factor(strict: OfficeUnderTest) -> None:
    enrol(strict.app, strict.id, strict.users["supervisor"])
    desk = at_the_door(strict, "supervisor")
    ask(desk, "/office/second-step/new/passkey/challenge", 404)
    send(desk, "/office/second-step/new/passkey", "{}")
    assert not is_in(desk)


def test_an_open_screen_adds_and_removes_nothing(office: OfficeUnderTest, desk_for: DeskFor, clock: Clock) -> None:
    device, desk = Device(), desk_for("worker")
    assert "/office/account/confirm" in desk.http.get("/office/account/passkeys/new").location
    ask(desk, "/office/account/passkeys/challenge", 404)
    codes = recovery_codes_on(add(desk, device).text)
    clock.pass_by(5 * 60 + 1)
    page = desk.open("/office/account/")
    (remove,) = [part for part in page.split('"') if part.endswith("/remove")]
    assert "/office/account/confirm" in desk.http.get(remove).location
    token = desk.token()
    assert "/office/account/confirm" in desk.http.post(remove, data={"csrf_token": token}).location
    desk.open("/office/account/confirm/")
    assert desk.send(form="/confirm/", present=PASSWORD, code="000000").status_code == 401
    assert desk.send(form="/confirm/", present="not-the-password", code=codes[0]).status_code == 422
    assert desk.send(form="/confirm/", present=PASSWORD, code=codes[0]).status_code == 303
    desk.open(remove)
    desk.send(form="/remove")
    assert not is_in(by_passkey(office, device))
    assert [each.about for each in entries(office, "passkey_removed")] == [office.users["worker"]]
    assert is_in(at_the_door(office, "worker")), "without a second factor the password is enough again"


@pytest.mark.parametrize("role", MUST)
def test_the_last_second_factor_of_a_role_that_needs_one_stays(
    strict: OfficeUnderTest, role: str, clock: Clock
) -> None:
    desk, device = at_the_door(strict, role), Device()
    made = device.make(ask(desk, "/office/second-step/new/passkey/challenge"))
    send(desk, "/office/second-step/new/passkey", made)
    desk.open("/office/account/confirm/")
    send(desk, "/office/account/confirm/passkey", device.show(ask(desk, "/office/account/confirm/challenge")))
    page = desk.open("/office/account/")
    (remove,) = [part for part in page.split('"') if part.endswith("/remove")]
    assert "your role needs one" in desk.open(remove)
    assert send(desk, remove, "").status_code == 409
    secret = secret_on(desk.open("/office/account/second-factor"))
    desk.send(code=code_of(secret))
    desk.open(remove)
    desk.send(form="/remove")
    assert not is_in(by_passkey(strict, device))
    clock.pass_by(60)
    other = at_the_door(strict, role)
    other.send(code=code_of(secret))
    assert is_in(other), "either of them will do"


def test_nobody_removes_the_passkey_of_another(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    add(desk_for("worker"), Device())
    with office.app.app_context(), reading(office.id) as store:
        (theirs,) = store.passkeys.of(office.users["worker"])
    desk = desk_for("supervisor")
    desk.open("/office/account/confirm/")
    desk.send(form="/confirm/", present=PASSWORD)
    address = f"/office/account/passkeys/{theirs.id}/remove"
    assert desk.http.get(address, headers=ENGLISH).status_code == 404
    assert send(desk, address, "").status_code == 404


def test_a_second_passkey_leaves_the_recovery_codes_as_they_are_and_no_passkey_is_added_twice(
    office: OfficeUnderTest, desk_for: DeskFor
) -> None:
    desk, device = desk_for("worker"), Device()
    codes = recovery_codes_on(add(desk, device).text)
    second = add(desk, Device(), code=codes[0])
    assert second.status_code == 303
    assert add(desk, device, code=codes[1]).status_code == 422
    with office.app.app_context(), reading(office.id) as store:
        assert store.passkeys.count(office.users["worker"]) == 2
        assert store.factors.codes_left(office.users["worker"]) == 8


def test_a_passkey_of_an_account_that_is_out_of_use_lets_nobody_in(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    device = Device()
    add(desk_for("worker"), device)
    with office.app.app_context(), writing(office.id) as store:
        set_active(store, office.users["worker"], False, by=office.users["administrator"], now=utcnow())
    assert not is_in(by_passkey(office, device))


def test_two_who_take_a_second_factor_away_take_the_passkeys_too(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    device = Device()
    add(desk_for("supervisor"), device)
    desk, second = desk_for("administrator"), desk_for("manager")
    desk.open(f"/office/users/{office.users['supervisor']}")
    desk.send(form="/second-factor/ask")
    second.open("/office/approvals/")
    second.send(form="/approve")
    assert not is_in(by_passkey(office, device))


def test_a_phone_signs_in_by_a_passkey_alone(strict: OfficeUnderTest) -> None:
    desk, device = at_the_door(strict, "supervisor"), Device()
    made = device.make(ask(desk, "/office/second-step/new/passkey/challenge"))
    send(desk, "/office/second-step/new/passkey", made)
    installed = installation_of(strict.app)
    installed.settings = replace(installed.settings, further_phones="approved")
    phone = strict.client()
    options = sign_in_options(Desk(phone.http))
    token = phone.http.get("/api/csrf").get_json()["csrf_token"]
    body = {"credential": json.loads(device.show(options)), "device": {"id": phone.device, "name": "電話"}}
    answer = phone.http.post("/api/session/passkey", json=body, headers={"X-CSRF-Token": token})
    assert answer.status_code == 200, answer.text
    assert answer.get_json()["device"] == {"id": phone.device}
    phone.token = answer.get_json()["csrf_token"]
    assert phone.exchange().get_json()["code"] == "registration_needed"
    assert phone.register() == "waiting", "a passkey registers no phone"
    assert phone.exchange().get_json()["code"] == "device_waiting"
    again = phone.http.post("/api/session/passkey", json=body, headers={"X-CSRF-Token": phone.token})
    assert again.get_json()["code"] == "passkey_wrong"
