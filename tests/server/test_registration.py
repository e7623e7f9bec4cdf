"""A phone is given nothing before it is registered: by its account's invitation, or by somebody who approves it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from server.ground.config import Misconfigured, read_settings
from server.ground.ids import new_id
from server.ground.installation import installation_of
from server.http.access import Permission, declared
from server.services.accounts import change_account, hire
from server.services.links import choose_password, make_link
from server.services.registration import ASKED_LASTS, MOST_WAITING, code_of
from server.store import reading, utcnow, writing
from server.store.accounts import DeviceRow
from server.store.trail import TrailFilter
from tests.proofs import PhoneKey
from tests.server.office.desk import Desk
from tests.server.people import PASSWORD, Client, OfficeUnderTest, visit
from tests.server.proving import ProvingClient
from tests.server.test_access import address
from tests.server.test_factor_key import ENVIRONMENT

ALSO_WHILE_WAITING = {"session.show", "devices.register"}


@pytest.fixture
def office(office: OfficeUnderTest) -> OfficeUnderTest:
    """An office that has further phones approved, as production does."""
    installed = installation_of(office.app)
    installed.settings = replace(installed.settings, further_phones="approved")
    return office


def device_of(office: OfficeUnderTest, phone: Client, user: str | None = None) -> DeviceRow:
    with office.app.app_context(), reading(office.id) as store:
        found = store.accounts.device(user or office.users["worker"], phone.device)
    assert found is not None
    return found


def signed_in(office: OfficeUnderTest, login: str | None = None, *, device: str | None = None) -> Client:
    """A phone on which somebody has signed in, and that has not asked to be registered yet."""
    phone = Client(office.app.test_client(), device or new_id())
    phone.token = phone.http.get("/api/csrf").get_json()["csrf_token"]
    named = {"id": phone.device, "name": "新しい電話"}
    body = {"login": login or office.login("worker"), "password": PASSWORD, "device": named}
    response = phone.http.post("/api/session", json=body, headers=phone.headers())
    assert response.status_code == 200, response.text
    phone.token = response.get_json()["csrf_token"]
    return phone


def waiting(office: OfficeUnderTest) -> tuple[Client, str]:
    """A phone of the worker's that waits, and the code that it shows."""
    phone = signed_in(office)
    assert phone.register() == "waiting"
    assert isinstance(phone.http, ProvingClient)
    assert phone.http.key is not None
    return phone, code_of(phone.http.key.public)


def registered(office: OfficeUnderTest) -> Client:
    """A phone of the worker's that an administrator has approved."""
    phone, code = waiting(office)
    decide(office, phone, "approve", code)
    return phone


def decide(office: OfficeUnderTest, phone: Client, decision: str, code: str, status: int = 303) -> None:
    desk = Desk(office.app.test_client())
    desk.sign_in(office.login("administrator"))
    user = office.users["worker"]
    desk.open(f"/office/users/{user}")
    answer = desk.post(f"/office/users/{user}/phones/{phone.device}/{decision}", code=code, csrf_token=desk.token())
    assert answer.status_code == status, answer.text


def invited(office: OfficeUnderTest, *, at: dt.datetime | None = None) -> str:
    """Somebody new, who has chosen their password by an invitation. Returns the login."""
    now = at or utcnow()
    with office.app.app_context(), writing(office.id) as store:
        user = hire(store, login="nitta", name="新田 葵", role="worker", now=now)
        link = make_link(store, user, by=None, now=now)
        assert choose_password(store, link.secret, user, PASSWORD, now=now)
    office.users["nitta"] = user
    return "nitta"


# The first phone, and further ones


def test_the_first_phone_of_an_account_registers_by_its_invitation_and_no_other_does(office: OfficeUnderTest) -> None:
    login = invited(office)
    first, second = signed_in(office, login), signed_in(office, login)
    assert (first.register(), second.register()) == ("registered", "waiting")
    assert first.exchange().status_code == 200
    assert device_of(office, first, office.users["nitta"]).approved_how == "invitation"


def test_an_invitation_lets_a_phone_in_for_three_days(office: OfficeUnderTest) -> None:
    login = invited(office, at=utcnow() - dt.timedelta(hours=73))
    assert signed_in(office, login).register() == "waiting"


def test_a_reset_lets_no_phone_in(office: OfficeUnderTest) -> None:
    user, now = office.users["worker"], utcnow()
    with office.app.app_context(), writing(office.id) as store:
        link = make_link(store, user, by=None, now=now)
        assert choose_password(store, link.secret, user, PASSWORD, now=now)
    assert signed_in(office).register() == "waiting"


def test_a_phone_that_waits_is_given_nothing(office: OfficeUnderTest) -> None:
    """Every route of the API, those that come later included."""
    phone, _ = waiting(office)
    for rule in office.app.url_map.iter_rules():
        if rule.endpoint in ALSO_WHILE_WAITING or not isinstance(
            declared(office.app.view_functions[rule.endpoint]), Permission
        ):
            continue
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"} if rule.rule.startswith("/api/") else ()):
            headers = phone.headers(Accept="application/problem+json")
            body: Any = {} if method != "GET" else None
            response = phone.http.open(address(rule), method=method, headers=headers, json=body)
            assert (response.status_code, response.get_json()["code"]) == (403, "device_waiting"), rule.rule


def test_before_it_has_asked_a_phone_is_told_to(office: OfficeUnderTest) -> None:
    response = signed_in(office).exchange()
    assert (response.status_code, response.get_json()["code"]) == (403, "registration_needed")


# Approving and refusing


def test_an_administrator_approves_by_the_number_that_both_screens_show(office: OfficeUnderTest) -> None:
    case = office.case_of(office.users["worker"])
    phone, code = waiting(office)
    desk = Desk(office.app.test_client())
    desk.sign_in(office.login("administrator"))
    page = desk.open(f"/office/users/{office.users['worker']}")
    assert f"{code[:3]} {code[3:]}" in page
    desk.send(form="/approve")
    assert "The phone is registered" in desk.follow()
    assert phone.register() == "registered"
    assert case in {record["id"] for record in phone.pull()["records"]}
    known = device_of(office, phone)
    assert (known.approved_how, known.approved_by) == ("office", office.users["administrator"])


def test_the_user_approves_on_a_phone_that_they_have(office: OfficeUnderTest) -> None:
    old = registered(office)
    phone, code = waiting(office)
    shown = {each["id"]: each for each in old.http.get("/api/devices").get_json()["devices"]}
    assert (shown[phone.device]["state"], shown[phone.device]["code"]) == ("waiting", code)
    assert (shown[old.device]["is_this"], shown[old.device]["code"]) == (True, None)
    url = f"/api/devices/{phone.device}/approve"
    assert old.http.post(url, json={"code": code}, headers=old.headers()).status_code == 204
    assert phone.exchange().status_code == 200
    known = device_of(office, phone)
    assert (known.approved_how, known.approved_by) == ("phone", office.users["worker"])


@pytest.mark.parametrize("decision", ["approve", "refuse"])
def test_another_number_decides_nothing(office: OfficeUnderTest, decision: str) -> None:
    old = registered(office)
    phone, code = waiting(office)
    other = f"{(int(code) + 1) % 1_000_000:06}"
    decide(office, phone, decision, other, 404)
    url = f"/api/devices/{phone.device}/{decision}"
    assert old.http.post(url, json={"code": other}, headers=old.headers()).status_code == 404
    assert phone.register() == "waiting"


def test_a_key_that_came_in_between_is_not_approved_with_the_number_of_another(office: OfficeUnderTest) -> None:
    phone, code = waiting(office)
    assert isinstance(phone.http, ProvingClient)
    phone.http.key = PhoneKey(phone.device, nonce=phone.http.key.nonce if phone.http.key else "")
    assert phone.register() == "waiting"
    decide(office, phone, "approve", code, 404)


def test_a_colleague_approves_nothing(office: OfficeUnderTest) -> None:
    phone, code = waiting(office)
    colleague = office.hire("suzuki", "worker")
    office.users["suzuki"] = colleague
    with office.app.app_context(), writing(office.id) as store:
        store.devices.expect_first(colleague, utcnow() + dt.timedelta(days=1))
    other = office.client(login=office.login("suzuki"))
    url = f"/api/devices/{phone.device}/approve"
    assert other.http.post(url, json={"code": code}, headers=other.headers()).status_code == 404
    assert phone.register() == "waiting"


@pytest.mark.parametrize("role", ["manager", "supervisor", "worker", "clerk"])
def test_only_who_keeps_accounts_approves_at_the_office(office: OfficeUnderTest, role: str) -> None:
    phone, code = waiting(office)
    desk = Desk(office.app.test_client())
    desk.sign_in(office.login(role))
    desk.open("/office/account/")
    user = office.users["worker"]
    answer = desk.post(f"/office/users/{user}/phones/{phone.device}/approve", code=code, csrf_token=desk.token())
    assert answer.status_code == 403
    assert phone.register() == "waiting"


def test_who_is_refused_is_out_of_use_and_erases_itself(office: OfficeUnderTest) -> None:
    phone, code = waiting(office)
    decide(office, phone, "refuse", code)
    assert phone.exchange().get_json()["code"] == "device_revoked"
    body = {"login": office.login("worker"), "password": PASSWORD, "device": {"id": phone.device, "name": "電話"}}
    again = phone.http.post("/api/session", json=body, headers=phone.headers())
    assert (again.status_code, again.get_json()["code"]) == (403, "device_revoked")


def test_who_gives_up_is_forgotten(office: OfficeUnderTest) -> None:
    phone, _ = waiting(office)
    phone.http.delete("/api/session", headers=phone.headers())
    with office.app.app_context(), reading(office.id) as store:
        assert store.accounts.device(office.users["worker"], phone.device) is None


def test_what_nobody_approves_waits_no_more_after_a_week(office: OfficeUnderTest) -> None:
    phone, code = waiting(office)
    with office.app.app_context(), writing(office.id) as store:
        key = device_of(office, phone).asked_key or ""
        store.devices.ask(office.users["worker"], phone.device, key, utcnow() - ASKED_LASTS)
    decide(office, phone, "approve", code, 404)
    assert phone.register() == "waiting"
    decide(office, phone, "approve", code)


def test_only_a_few_phones_of_an_account_wait(office: OfficeUnderTest) -> None:
    for _ in range(MOST_WAITING):
        waiting(office)
    phone = signed_in(office)
    assert isinstance(phone.http, ProvingClient)
    phone.http.get("/api/session")
    phone.http.key = PhoneKey(phone.device)
    phone.http.get("/api/session")
    response = phone.http.post("/api/registration", json={"key": phone.http.key.public}, headers=phone.headers())
    assert (response.status_code, response.get_json()["code"]) == (429, "too_many_attempts")


def test_the_page_of_staff_says_that_a_phone_waits(office: OfficeUnderTest) -> None:
    waiting(office)
    desk = Desk(office.app.test_client())
    desk.sign_in(office.login("administrator"))
    assert "one waits" in desk.open("/office/users/")


def test_asking_and_deciding_are_noted_and_told_to_the_user(office: OfficeUnderTest) -> None:
    old = registered(office)
    phone, code = waiting(office)
    decide(office, phone, "approve", code)
    with office.app.app_context(), reading(office.id) as store:
        rows = store.trail.page(TrailFilter(), page=1, per_page=50).rows
    told = [(row.what, row.details.get("how"), row.actor) for row in rows if row.about == phone.device]
    administrator, worker = office.users["administrator"], office.users["worker"]
    assert sorted(told) == sorted([("device_asked", None, worker), ("device_registered", "office", administrator)])
    notices = [record["fields"] for record in old.pull()["records"] if record["kind"] == "notice"]
    assert {(notice["reminder"], notice.get("subject")) for notice in notices} == {
        ("phone_waits", None),
        ("phone_registered", administrator),
    }


# Phones of before, and keys that are lost


def before_the_update(office: OfficeUnderTest) -> Client:
    """A phone that was registered before phones had keys: its session goes on."""
    phone = registered(office)
    with office.app.app_context(), writing(office.id) as store:
        store.devices.take_key(office.users["worker"], phone.device, None)
    return phone


def test_a_phone_of_before_gives_its_key_at_its_first_contact(office: OfficeUnderTest) -> None:
    phone = before_the_update(office)
    assert phone.exchange().get_json()["code"] == "registration_needed"
    assert phone.register() == "registered"
    assert phone.exchange().status_code == 200


def test_a_lost_key_is_approved_anew_and_hands_over_meanwhile(office: OfficeUnderTest) -> None:
    phone = registered(office)
    assert isinstance(phone.http, ProvingClient)
    kept = phone.http.key
    assert kept is not None
    phone.http.key = PhoneKey(phone.device, nonce=kept.nonce)
    assert phone.exchange().get_json()["code"] == "proof_needed"
    assert phone.register() == "waiting"
    assert phone.http.post("/api/outbox", json={"envelopes": []}, headers=phone.headers()).status_code == 200
    assert phone.exchange().get_json()["code"] == "proof_needed"
    decide(office, phone, "approve", code_of(phone.http.key.public))
    assert phone.exchange().status_code == 200
    phone.http.key = kept
    assert phone.exchange().get_json()["code"] == "proof_needed"


def test_a_thief_who_asks_with_the_phones_session_takes_nothing_from_it(office: OfficeUnderTest) -> None:
    """The phone goes on until somebody approves another key; whoever refuses ends that session, and the key stays."""
    phone = registered(office)
    assert isinstance(phone.http, ProvingClient)
    kept = phone.http.key
    assert kept is not None
    phone.http.key = PhoneKey(phone.device, nonce=kept.nonce)
    assert phone.register() == "waiting"
    code = code_of(phone.http.key.public)
    phone.http.key = kept
    assert phone.exchange().status_code == 200
    decide(office, phone, "refuse", code)
    assert phone.exchange().get_json()["code"] == "signed_out"
    again = signed_in(office, device=phone.device)
    assert isinstance(again.http, ProvingClient)
    again.http.key = PhoneKey(phone.device, kept.private)
    assert again.register() == "registered"
    assert again.exchange().status_code == 200


def test_who_signs_out_on_the_open_phone_needs_no_approval_to_come_back(office: OfficeUnderTest) -> None:
    phone = registered(office)
    phone.http.delete("/api/session", headers=phone.headers())
    again = signed_in(office, device=phone.device)
    assert again.register() == "registered"


def test_who_forgot_the_pin_has_the_phone_approved_anew(office: OfficeUnderTest) -> None:
    """The key went with the PIN. Whoever signs the phone out without it may be anybody who found it."""
    phone = registered(office)
    assert isinstance(phone.http, ProvingClient)
    phone.http.key = None
    phone.http.delete("/api/session", headers=phone.headers())
    again = signed_in(office, device=phone.device)
    assert again.register() == "waiting"
    assert again.exchange().get_json()["code"] == "proof_needed"


def test_a_phone_that_waits_hands_nothing_over_for_a_closed_account(office: OfficeUnderTest) -> None:
    phone, _ = waiting(office)
    user = office.users["worker"]
    with office.app.app_context(), writing(office.id) as store:
        change_account(store, user, role="clerk", by=user, now=utcnow())
    case = office.case_of(user)
    assert phone.exchange(visit(case)).status_code == 403


def test_another_account_on_a_registered_phone_waits_for_itself(office: OfficeUnderTest) -> None:
    phone = registered(office)
    office.users["suzuki"] = office.hire("suzuki", "worker")
    assert signed_in(office, office.login("suzuki"), device=phone.device).register() == "waiting"


def test_where_an_installation_asks_for_no_approval_phones_register_by_themselves(
    office: OfficeUnderTest, client_for: Callable[[str], Client]
) -> None:
    installed = installation_of(office.app)
    installed.settings = replace(installed.settings, further_phones="free")
    phone = client_for("worker")
    assert device_of(office, phone).approved_how == "free"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ({}, "approved"),
        ({"BANSO_FURTHER_PHONES": "free"}, "free"),
        ({"BANSO_ENV": "development"}, "free"),
        ({"BANSO_ENV": "development", "BANSO_FURTHER_PHONES": "approved"}, "approved"),
    ],
)
def test_production_has_further_phones_approved(said: dict[str, str], meant: str, tmp_path: Path) -> None:
    assert read_settings(ENVIRONMENT | said, tmp_path, serving=True).further_phones == meant


def test_another_word_for_it_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="BANSO_FURTHER_PHONES"):
        read_settings(ENVIRONMENT | {"BANSO_FURTHER_PHONES": "no"}, tmp_path, serving=True)
