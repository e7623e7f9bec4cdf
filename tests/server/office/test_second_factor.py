"""A password alone lets in nobody who opens the whole office or keeps its accounts."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from server.ground.installation import installation_of
from server.services.accounts import change_account, set_password
from server.store import reading, utcnow, writing
from sync.roles import ROLES, needs_second_factor
from tests.server.authenticator import Clock, code_of, enrol, recovery_codes_on, secret_on
from tests.server.office.desk import Desk, at_the_door, is_in
from tests.server.people import PASSWORD, OfficeUnderTest

DeskFor = Callable[[str], Desk]
MUST = [role for role in ROLES if needs_second_factor(role)]


@pytest.mark.parametrize("role", MUST)
def test_the_first_sign_in_sets_an_authenticator_up_and_shows_recovery_codes_once(
    strict: OfficeUnderTest, role: str
) -> None:
    desk = at_the_door(strict, role)
    assert "<svg" in desk.page.text
    secret = secret_on(desk.page.text)
    assert not is_in(desk)
    assert desk.send(code=code_of(secret, 40)).status_code == 422
    assert secret_on(desk.page.text) == secret, "a wrong code does not begin anew"
    page = desk.send(code=code_of(secret)).text
    assert len(set(recovery_codes_on(page))) == 10
    assert is_in(desk)
    assert "10 recovery codes are left." in desk.open("/office/account/")
    assert recovery_codes_on(desk.page.text) == []


@pytest.mark.parametrize("role", [role for role in ROLES if role not in MUST])
def test_other_roles_come_in_with_their_password(strict: OfficeUnderTest, role: str) -> None:
    assert is_in(at_the_door(strict, role))


@pytest.mark.parametrize("role", MUST)
@pytest.mark.parametrize("page", ["/office/", "/office/cases/", "/office/users/", "/office/account/", "/api/exchange"])
def test_between_password_and_code_nothing_is_open(strict: OfficeUnderTest, role: str, page: str) -> None:
    desk = at_the_door(strict, role)
    answer = desk.http.get(page, headers={"Accept": "application/json"})
    assert answer.status_code in {401, 405}
    assert answer.get_json()["code"] in {"signed_out", "method_not_allowed"}


def test_a_code_lets_in_once(office: OfficeUnderTest, clock: Clock) -> None:
    secret = enrol(office.app, office.id, office.users["supervisor"])
    code = code_of(secret)
    for expected in (True, False):
        desk = at_the_door(office, "supervisor")
        desk.send(code=code)
        assert is_in(desk) is expected
    clock.pass_by(30)
    assert desk.send(code=code_of(secret, -1)).status_code == 401, "neither does an earlier one"
    desk.send(code=code_of(secret))
    assert is_in(desk)


@pytest.mark.parametrize(("steps", "right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_clocks_may_be_half_a_minute_apart(office: OfficeUnderTest, clock: Clock, steps: int, right: bool) -> None:
    secret = enrol(office.app, office.id, office.users["manager"])
    clock.pass_by(3_600)
    desk = at_the_door(office, "manager")
    desk.send(code=code_of(secret, steps))
    assert is_in(desk) is right


def test_a_code_may_be_typed_with_spaces_and_full_width_digits(office: OfficeUnderTest) -> None:
    secret = enrol(office.app, office.id, office.users["manager"])
    desk = at_the_door(office, "manager")
    code = code_of(secret).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    desk.send(code=f" {code[:3]}　{code[3:]}")
    assert is_in(desk)


def test_a_known_browser_is_asked_as_well(office: OfficeUnderTest, clock: Clock) -> None:
    desk = at_the_door(office, "worker")
    secret = enrol(office.app, office.id, office.users["worker"])
    for _ in range(2):
        desk.open("/office/account/")
        desk.send(form="/office/sign-out")
        desk.sign_in(office.login("worker"))
        desk.follow()
        assert not is_in(desk)
        desk.send(code=code_of(secret))
        assert is_in(desk)
        clock.pass_by(30)


def test_wrong_codes_are_bounded_by_account_and_a_right_one_is_not_looked_at(
    office: OfficeUnderTest, clock: Clock
) -> None:
    secret = enrol(office.app, office.id, office.users["supervisor"])
    for _ in range(5):
        desk = at_the_door(office, "supervisor")
        assert desk.send(code="000000").status_code == 401
    answer = desk.send(code=code_of(secret))
    assert (answer.status_code, "Retry-After" in answer.headers) == (429, True)
    for _ in range(3):
        clock.pass_by(15 * 60 + 1)
        desk = at_the_door(office, "supervisor")
        for _ in range(5):
            desk.send(code="000000")
    clock.pass_by(15 * 60 + 1)
    assert at_the_door(office, "supervisor").send(code=code_of(secret)).status_code == 429, "twenty a day"
    clock.pass_by(24 * 3_600)
    desk = at_the_door(office, "supervisor")
    desk.send(code=code_of(secret))
    assert is_in(desk)


def test_whoever_has_the_password_elsewhere_shuts_nobody_out_who_signs_in_where_they_always_do(
    office: OfficeUnderTest,
) -> None:
    own = at_the_door(office, "supervisor")
    own.open("/office/account/")
    own.send(form="/office/sign-out")
    secret = enrol(office.app, office.id, office.users["supervisor"])
    for _ in range(6):
        at_the_door(office, "supervisor").send(code="000000")
    own.sign_in(office.login("supervisor"))
    own.follow()
    own.send(code=code_of(secret))
    assert is_in(own)


def test_the_time_between_password_and_code_is_short(office: OfficeUnderTest, clock: Clock) -> None:
    secret = enrol(office.app, office.id, office.users["supervisor"])
    desk = at_the_door(office, "supervisor")
    clock.pass_by(10 * 60 + 1)
    assert "/office/sign-in" in desk.send(code=code_of(secret)).headers["Location"]
    assert not is_in(desk)


def test_a_password_that_was_changed_meanwhile_is_none(office: OfficeUnderTest) -> None:
    user = office.users["supervisor"]
    secret = enrol(office.app, office.id, user)
    desk = at_the_door(office, "supervisor")
    with office.app.app_context(), writing(office.id) as store:
        set_password(store, user, "tottori-neko-4721", now=utcnow())
    desk.send(code=code_of(secret))
    assert not is_in(desk)


def test_a_recovery_code_lets_in_once_and_is_counted(strict: OfficeUnderTest) -> None:
    desk = at_the_door(strict, "manager")
    codes = recovery_codes_on(desk.send(code=code_of(secret_on(desk.page.text))).text)
    for given, expected in ((codes[0].lower(), True), (codes[0], False), (codes[1].replace("-", " "), True)):
        other = at_the_door(strict, "manager")
        other.send(code=given)
        assert is_in(other) is expected
    assert "8 recovery codes are left." in other.open("/office/account/")
    with strict.app.app_context(), reading(strict.id) as store:
        rows = str(store.connection.exec_driver_sql("SELECT * FROM recovery_code").all())
    assert not any(code in rows or code.replace("-", "") in rows for code in codes)


def test_a_recovery_code_has_128_bits_and_is_typed_off_as_it_was_read(strict: OfficeUnderTest) -> None:
    desk = at_the_door(strict, "manager")
    codes = recovery_codes_on(desk.send(code=code_of(secret_on(desk.page.text))).text)
    for code in codes:
        assert [len(group) for group in code.split("-")] == [4, 4, 4, 4, 4, 4, 2]
        assert len(base64.b32decode(code.replace("-", "") + "======")) * 8 == 128
    read = str.maketrans("OIB", "018")
    for given in (codes[0].translate(read), codes[1].lower().replace("-", "　").translate(read)):
        other = at_the_door(strict, "manager")
        other.send(code=given)
        assert is_in(other)


def test_recovery_codes_are_renewed_for_whoever_has_the_app(strict: OfficeUnderTest, clock: Clock) -> None:
    desk = at_the_door(strict, "manager")
    secret = secret_on(desk.page.text)
    old = recovery_codes_on(desk.send(code=code_of(secret)).text)
    desk.open("/office/account/")
    assert desk.send(form="/recovery-codes", code="000000").status_code == 401
    clock.pass_by(30)
    new = recovery_codes_on(desk.send(form="/recovery-codes", code=code_of(secret)).text)
    assert len(set(new) - set(old)) == 10
    other = at_the_door(strict, "manager")
    other.send(code=old[0])
    assert not is_in(other)


def test_a_stolen_database_makes_no_codes(office: OfficeUnderTest) -> None:
    secret = enrol(office.app, office.id, office.users["manager"])
    with office.app.app_context(), reading(office.id) as store:
        rows = str(store.connection.exec_driver_sql("SELECT * FROM second_factor").all())
    assert secret not in rows


def test_with_another_key_recovery_codes_still_let_in(
    strict: OfficeUnderTest, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    desk = at_the_door(strict, "manager")
    secret = secret_on(desk.page.text)
    codes = recovery_codes_on(desk.send(code=code_of(secret)).text)
    installed = installation_of(strict.app)
    other = type(installed.vault)(tmp_path_factory.mktemp("other") / "factors.key")
    monkeypatch.setattr(installed, "vault", other)
    desk = at_the_door(strict, "manager")
    assert desk.send(code=code_of(secret, 1)).status_code == 401
    desk.send(code=codes[0])
    assert is_in(desk)


@pytest.mark.parametrize("role", ["worker", "partner", "clerk", "supervisor"])
def test_who_need_not_may_set_one_up_and_is_asked_from_then_on(
    office: OfficeUnderTest, desk_for: DeskFor, role: str
) -> None:
    desk = desk_for(role)
    secret = secret_on(desk.open("/office/account/second-factor"))
    assert is_in(at_the_door(office, role)), "not before it is confirmed"
    assert desk.send(present=PASSWORD, code="000000").status_code == 422
    assert len(recovery_codes_on(desk.send(present=PASSWORD, code=code_of(secret)).text)) == 10
    assert is_in(desk)
    assert not is_in(at_the_door(office, role))


def test_whoever_sits_at_an_open_screen_sets_no_authenticator_up_there(
    office: OfficeUnderTest, desk_for: DeskFor
) -> None:
    desk = desk_for("worker")
    secret = secret_on(desk.open("/office/account/second-factor"))
    code = code_of(secret)
    answers = [desk.send(code=code)] + [desk.send(present="not-the-password", code=code) for _ in range(10)]
    assert [answer.status_code for answer in answers] == [422] * 10 + [429]
    assert "This is not your present password." in answers[0].text
    assert is_in(at_the_door(office, "worker")), "there is still none"


def test_another_authenticator_takes_the_place_of_one_that_has_shown_its_code(
    office: OfficeUnderTest, clock: Clock
) -> None:
    old = enrol(office.app, office.id, office.users["supervisor"])
    desk = at_the_door(office, "supervisor")
    desk.send(code=code_of(old))
    new = secret_on(desk.open("/office/account/second-factor"))
    assert new != old
    clock.pass_by(30)
    assert desk.send(present="000000", code=code_of(new)).status_code == 401
    desk.send(present=code_of(old), code=code_of(new))
    clock.pass_by(30)
    for secret, expected in ((old, False), (new, True)):
        other = at_the_door(office, "supervisor")
        other.send(code=code_of(secret))
        assert is_in(other) is expected


def test_a_password_alone_replaces_no_authenticator(strict: OfficeUnderTest) -> None:
    enrol(strict.app, strict.id, strict.users["supervisor"])
    desk = at_the_door(strict, "supervisor")
    sent = {"csrf_token": desk.token(), "code": "000000"}
    for answer in (desk.http.get("/office/second-step/new"), desk.http.post("/office/second-step/new", data=sent)):
        assert "/office/sign-in" in answer.headers["Location"]


def test_sessions_that_began_with_a_password_end_where_more_is_required(
    office: OfficeUnderTest, desk_for: DeskFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    desks = {role: desk_for(role) for role in ROLES}
    phone = office.client("supervisor")
    installed = installation_of(office.app)
    monkeypatch.setattr(installed, "settings", replace(installed.settings, second_factor="required"))
    assert {role for role in ROLES if not is_in(desks[role])} == set(MUST)
    assert phone.exchange().get_json()["code"] == "signed_out"


def test_a_new_role_that_needs_more_asks_for_it_at_once(strict: OfficeUnderTest) -> None:
    desk = at_the_door(strict, "worker")
    with strict.app.app_context(), writing(strict.id) as store:
        change_account(store, strict.users["worker"], role="supervisor", by=strict.users["administrator"], now=utcnow())
    assert not is_in(desk)
    page = Desk(strict.app.test_client())
    page.sign_in(strict.login("worker"))
    assert "Set up the second step" in page.follow()


def test_the_phone_is_asked_for_the_code_as_well(strict: OfficeUnderTest, clock: Clock) -> None:
    phone = strict.client()
    answer = phone.sign_in(strict.login("supervisor"))
    assert (answer.status_code, answer.get_json()["code"]) == (403, "second_factor_missing")
    secret = enrol(strict.app, strict.id, strict.users["supervisor"])
    answer = phone.sign_in(strict.login("supervisor"))
    assert (answer.status_code, answer.get_json()["code"]) == (401, "second_factor_needed")
    answer = phone.sign_in(strict.login("supervisor"), code="000000")
    assert (answer.status_code, answer.get_json()["code"]) == (401, "second_factor_wrong")
    assert phone.sign_in(strict.login("supervisor"), "wrong-password", code=code_of(secret)).status_code == 401
    code = code_of(secret)
    assert phone.sign_in(strict.login("supervisor"), code=code).status_code == 200
    assert phone.exchange().status_code == 200
    assert phone.sign_in(strict.login("supervisor"), code=code).get_json()["code"] == "second_factor_wrong"


def test_an_administrator_on_the_phone_app_is_asked_too(strict: OfficeUnderTest) -> None:
    phone = strict.client()
    assert phone.sign_in(strict.login("administrator")).get_json()["code"] == "second_factor_missing"
    secret = enrol(strict.app, strict.id, strict.users["administrator"])
    said = phone.sign_in(strict.login("administrator"), code=code_of(secret)).get_json()
    assert said["device"] is None


def test_wrong_codes_from_phone_and_page_are_counted_together(office: OfficeUnderTest) -> None:
    secret = enrol(office.app, office.id, office.users["supervisor"])
    for number in range(5):
        if number % 2:
            at_the_door(office, "supervisor").send(code="000000")
        else:
            office.client().sign_in(office.login("supervisor"), code="000000")
    answer = office.client().sign_in(office.login("supervisor"), code=code_of(secret))
    assert answer.get_json()["code"] == "too_many_attempts"


def test_what_a_phone_keeps_is_handed_over_with_the_password_alone(strict: OfficeUnderTest) -> None:
    """It is given nothing, and a lost telephone must not cost a note."""
    phone = strict.client("worker")
    phone.exchange(queued=1)
    with strict.app.app_context(), writing(strict.id) as store:
        change_account(
            store, strict.users["worker"], role="administrator", by=strict.users["administrator"], now=utcnow()
        )
    said = phone.sign_in(strict.login("worker"), PASSWORD, delivers=True).get_json()
    assert said["delivery"] is True
    assert phone.http.get("/office/users/").status_code == 401


def test_a_phone_of_before_the_second_factor_goes_on_to_it_at_the_office(
    office: OfficeUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The password alone would lead back to the sign-in for ever."""
    phone = office.client("supervisor")
    installed = installation_of(office.app)
    monkeypatch.setattr(installed, "settings", replace(installed.settings, second_factor="required"))
    given = {"login": office.login("supervisor"), "password": PASSWORD, "csrf_token": phone.token}
    answer = phone.http.post("/office/sign-in", data=given)
    assert (answer.status_code, answer.location) == (303, "/office/second-step/new")


def test_the_policy_shows_the_picture_as_it_is(strict: OfficeUnderTest) -> None:
    desk = at_the_door(strict, "manager")
    (picture,) = re.findall(r"<svg.*?</svg>", desk.page.text, re.DOTALL)
    assert not re.search(r"style|script|href|\bon\w+=", picture)
    assert "default-src 'self'" in desk.page.headers["Content-Security-Policy"]
