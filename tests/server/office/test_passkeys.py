"""Passkeys at the office and on phones: added, shown, and forged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from server.ground.installation import installation_of
from server.store import reading
from sync.roles import ROLES
from tests.server.authenticator import Clock, recovery_codes_on
from tests.server.office.desk import Desk, at_the_door, is_in
from tests.server.office.passkey_desk import add, ask, by_passkey, send, sign_in_options
from tests.server.people import PASSWORD, OfficeUnderTest
from tests.server.test_trail import entries
from tests.server.webauthn_device import Device, encode

DeskFor = Callable[[str], Desk]


@pytest.mark.parametrize("role", ROLES)
def test_a_passkey_is_added_named_and_signs_in_alone(office: OfficeUnderTest, desk_for: DeskFor, role: str) -> None:
    device, desk = Device(), desk_for(role)
    codes = recovery_codes_on(add(desk, device, name="私の電話").text)
    assert len(codes) == 10, "the first second factor comes with recovery codes"
    page = desk.open("/office/account/")
    assert "私の電話" in page
    assert "not used yet" in page
    own = by_passkey(office, device)
    assert is_in(own)
    assert "not used yet" not in own.open("/office/account/")
    assert [each.details for each in entries(office, "signed_in")][-1] == {"place": "office", "way": "passkey"}
    assert [each.about for each in entries(office, "passkey_added")] == [office.users[role]]


def test_a_device_is_told_nothing_of_the_account_but_login_and_name(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    desk = desk_for("worker")
    desk.open("/office/account/confirm/")
    desk.send(form="/confirm/", present=PASSWORD)
    options = ask(desk, "/office/account/passkeys/challenge")
    assert options["rp"] == {"name": "Banso 伴走", "id": "banso.example.jp"}
    assert (options["user"]["name"], options["user"]["displayName"]) == (office.login("worker"), "職員")
    assert office.users["worker"].encode() not in options["user"]["id"].encode()
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert options["attestation"] == "none"


@pytest.mark.parametrize(
    "forged",
    [
        Device(origin="https://banso.example.jp.evil.jp"),
        Device(origin="http://banso.example.jp"),
        Device(rp="evil.jp"),
        Device(verifies=False),
    ],
    ids=["wrong origin", "no https", "wrong rp id", "unverified user"],
)
def test_a_forged_passkey_is_not_added(office: OfficeUnderTest, desk_for: DeskFor, forged: Device) -> None:
    desk = desk_for("worker")
    answer = add(desk, replace(forged))
    assert answer.status_code == 422
    with office.app.app_context(), reading(office.id) as store:
        assert store.passkeys.of(office.users["worker"]) == []


@pytest.mark.parametrize(
    ("forged", "why"),
    [
        ({"origin": "https://evil.jp"}, "not_verified"),
        ({"rp": "evil.jp"}, "not_verified"),
        ({"verifies": False}, "not_verified"),
        ({"key": Device().key}, "not_verified"),
        ({"user_handle": b"somebody else"}, "other_account"),
        ({"count": 0}, "counter"),
    ],
    ids=["wrong origin", "wrong rp id", "unverified user", "another key", "another user's handle", "counter back"],
)
def test_a_forged_answer_lets_nobody_in_and_is_noted(
    office: OfficeUnderTest, desk_for: DeskFor, forged: dict[str, Any], why: str
) -> None:
    device = Device()
    add(desk_for("worker"), device)
    assert is_in(by_passkey(office, device))
    desk = by_passkey(office, replace(device, **forged))
    assert not is_in(desk)
    assert desk.page.status_code == 401
    noted = entries(office, "passkey_failed")
    assert [(each.about, each.details) for each in noted] == [(office.users["worker"], {"why": why})]
    assert is_in(by_passkey(office, device)), "its owner still comes in"


def test_of_two_copies_that_count_the_one_behind_is_noticed(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    device = Device()
    add(desk_for("worker"), device)
    copy = replace(device)
    assert is_in(by_passkey(office, device))
    assert not is_in(by_passkey(office, copy))
    assert entries(office, "passkey_failed")[-1].details == {"why": "counter"}
    page = Desk(office.app.test_client())
    page.sign_in(office.login("manager"))
    assert "there may be a copy of it" in page.open("/office/trail/")


def test_a_passkey_that_counts_nothing_is_taken_each_time(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    device = Device(counts=False)
    add(desk_for("worker"), device)
    assert all(is_in(by_passkey(office, device)) for _ in range(2))


def test_a_challenge_is_answered_once_also_with_a_copy_of_the_cookies(anywhere: Flask) -> None:
    office = OfficeUnderTest(anywhere).open()
    device, desk = Device(counts=False), Desk(anywhere.test_client())
    desk.sign_in(office.login("worker"))
    add(desk, device)
    first = Desk(anywhere.test_client())
    options = sign_in_options(first)
    credential, cookies = device.show(options), first.http.get_cookie("banso")
    assert cookies is not None
    send(first, "/office/sign-in/passkey", credential)
    assert is_in(first)
    thief = Desk(anywhere.test_client())
    thief.http.set_cookie("banso", cookies.value)
    send(thief, "/office/sign-in/passkey", credential)
    assert not is_in(thief)
    assert entries(office, "passkey_failed")[-1].details == {"why": "used"}


def test_a_challenge_is_of_one_browser_and_of_five_minutes(
    office: OfficeUnderTest, desk_for: DeskFor, clock: Clock
) -> None:
    device = Device()
    add(desk_for("worker"), device)
    one, other = Desk(office.app.test_client()), Desk(office.app.test_client())
    options = sign_in_options(one)
    send(other, "/office/sign-in/passkey", device.show(options))
    assert not is_in(other), "another browser's"
    sign_in_options(other)
    send(other, "/office/sign-in/passkey", device.show(options))
    assert not is_in(other), "not the one that this browser was given"
    clock.pass_by(5 * 60 + 1)
    send(one, "/office/sign-in/passkey", device.show(options))
    assert not is_in(one), "too late"


def test_a_challenge_is_good_for_what_it_was_given_for(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    device, desk = Device(), desk_for("worker")
    add(desk, device)
    desk.open("/office/account/confirm/")
    send(desk, "/office/account/confirm/passkey", device.show(sign_in_options(desk)))
    assert desk.page.status_code == 401


def test_the_credential_of_another_user_is_no_second_step(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    mine, theirs = Device(), Device()
    add(desk_for("worker"), mine)
    add(desk_for("supervisor"), theirs)
    desk = at_the_door(office, "supervisor")
    options = ask(desk, "/office/second-step/passkey/challenge")
    assert [each["id"] for each in options["allowCredentials"]] == [encode(theirs.id)]
    send(desk, "/office/second-step/passkey", mine.show(options))
    assert not is_in(desk)
    noted = entries(office, "passkey_failed")[-1]
    assert (noted.about, noted.details) == (office.users["supervisor"], {"why": "other_account"})


@pytest.mark.parametrize("given", ["", "[]", "{}", "null", '{"id": 7}', "[" * 5_000, '{"id": "\\ud800"}', "nothing"])
def test_what_is_no_answer_of_a_passkey_lets_nobody_in(office: OfficeUnderTest, given: str) -> None:
    desk = Desk(office.app.test_client())
    sign_in_options(desk)
    assert send(desk, "/office/sign-in/passkey", given).status_code == 401


def test_strangers_passkeys_are_bounded_by_address(office: OfficeUnderTest) -> None:
    answers = []
    for _ in range(31):
        desk = Desk(office.app.test_client())
        answers.append(send(desk, "/office/sign-in/passkey", Device().show(sign_in_options(desk))).status_code)
    assert answers == [401] * 30 + [429]


def test_the_phone_of_a_colleague_stays_theirs(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    device = Device()
    add(desk_for("supervisor"), device)
    phone = Desk(office.client("worker").http)
    assert send(phone, "/office/sign-in/passkey", device.show(sign_in_options(phone))).status_code == 409


def test_without_an_address_there_are_no_passkeys_whatever_a_request_calls_its_host(
    office: OfficeUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = installation_of(office.app)
    monkeypatch.setattr(installed, "settings", replace(installed.settings, address=None))
    desk = Desk(office.app.test_client())
    ask(desk, "/api/session/passkey/challenge", 404)
    assert "data-passkey" not in desk.open("/office/sign-in")
    assert desk.http.get("/api/session/ways").get_json() == {"passkey": False, "provider": None}


def test_the_address_is_never_taken_from_a_request(office: OfficeUnderTest) -> None:
    http = office.app.test_client()
    token = http.get("/api/csrf", headers={"Host": "evil.jp"}).get_json()["csrf_token"]
    asked = {"X-CSRF-Token": token, "Host": "evil.jp"}
    assert (
        http.post("/api/session/passkey/challenge", headers=asked).get_json()["options"]["rpId"] == "banso.example.jp"
    )
