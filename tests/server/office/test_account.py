"""One's own account: the password, and where one is signed in; and how long that lasts."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from server.http import auth
from server.http.browsers import browser_name
from server.store import Unavailable, reading, utcnow
from sync.roles import ROLES
from tests.server.authenticator import Clock
from tests.server.office.desk import Desk, is_in
from tests.server.people import PASSWORD, OfficeUnderTest

DeskFor = Callable[[str], Desk]
CHOSEN = "tottori-neko-4721"
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Safari/537.36 "
    "Edg/131.0"
)


@pytest.mark.parametrize("role", ROLES)
def test_everybody_changes_their_own_password_and_goes_on_here(
    office: OfficeUnderTest, desk_for: DeskFor, role: str
) -> None:
    desk, other = desk_for(role), desk_for(role)
    desk.open("/office/account/")
    desk.send(form="/password", present=PASSWORD, password=CHOSEN, again=CHOSEN)
    assert "Your password is changed." in desk.follow()
    assert not is_in(other)
    assert office.client().sign_in(office.login(role), PASSWORD).status_code == 401
    assert office.client().sign_in(office.login(role), CHOSEN).status_code == 200


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"present": "something-else"}, "This is not your present password."),
        ({"password": "short", "again": "short"}, "A password has at least 12 characters."),
        ({"password": "password1234", "again": "password1234"}, "among those that are tried first"),
        ({"again": "chiba-kujira-2290"}, "The two are not the same."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_changes(
    office: OfficeUnderTest, desk_for: DeskFor, given: dict[str, str], said: str
) -> None:
    desk = desk_for("worker")
    desk.open("/office/account/")
    values = {"present": PASSWORD, "password": CHOSEN, "again": CHOSEN} | given
    answer = desk.send(form="/password", **values)
    assert answer.status_code == 422
    assert said in answer.text
    assert not any(value in answer.text for value in values.values() if value != "short"), "no password stands there"
    assert office.client().sign_in(office.login("worker"), PASSWORD).status_code == 200


def test_a_password_is_not_shown_where_its_form_could_not_be_taken(desk_for: DeskFor) -> None:
    desk = desk_for("worker")
    desk.open("/office/account/")
    answer = desk.send(form="/password", present=PASSWORD, password=CHOSEN, again=CHOSEN, csrf_token="old")
    assert answer.status_code == 403
    assert PASSWORD not in answer.text
    assert CHOSEN not in answer.text


def test_whoever_sits_at_an_open_screen_does_not_guess_the_password_there(desk_for: DeskFor) -> None:
    desk = desk_for("worker")
    desk.open("/office/account/")
    answers = [desk.send(form="/password", present="x", password=CHOSEN, again=CHOSEN).status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]


def test_ones_own_places_are_listed_and_ended(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    desk, phone = desk_for("worker"), office.client("worker")
    phone.exchange()
    away = Desk(office.app.test_client())
    away.http.environ_base["HTTP_USER_AGENT"] = EDGE
    away.sign_in(office.login("worker"))
    page = desk.open("/office/account/")
    assert page.count("since ") == 3
    assert "Windows · Edge" in page
    assert page.count('state--done">here<') == 1
    assert page.count("shared screen") == 2
    with office.app.app_context(), reading(office.id) as store:
        (edge,) = [each for each in store.sessions.of(office.users["worker"], utcnow()) if each.browser]
    desk.post("/office/account/sessions/end", csrf_token=desk.token(), session=edge.token_hash)
    desk.follow()
    assert (is_in(away), phone.exchange().status_code, is_in(desk)) == (False, 200, True)
    desk.send(form="/sessions/end", session="")
    desk.follow()
    assert (phone.exchange().status_code, is_in(desk)) == (401, True)


def test_nobody_ends_the_sessions_of_others_from_their_own_page(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    desk, other = desk_for("worker"), desk_for("supervisor")
    with office.app.app_context(), reading(office.id) as store:
        (theirs,) = store.sessions.of(office.users["supervisor"], utcnow())
    desk.open("/office/account/")
    desk.post("/office/account/sessions/end", csrf_token=desk.token(), session=theirs.token_hash)
    assert "Nothing was changed." in desk.follow()
    assert is_in(other)


def test_an_administrator_ends_those_of_others_and_a_manager_only_sees_them(
    office: OfficeUnderTest, desk_for: DeskFor
) -> None:
    user, phone, screen = office.users["worker"], office.client("worker"), desk_for("worker")
    page = desk_for("manager").open(f"/office/users/{user}")
    assert "shared screen" in page
    assert "Sign out there" not in page
    with office.app.app_context(), reading(office.id) as store:
        (shared,) = [each for each in store.sessions.of(user, utcnow()) if each.shared]
    desk = desk_for("administrator")
    desk.open(f"/office/users/{user}")
    desk.post(f"/office/users/{user}/sessions/end", csrf_token=desk.token(), session=shared.token_hash)
    desk.follow()
    assert (is_in(screen), phone.exchange().status_code) == (False, 200)
    desk.post(f"/office/users/{user}/sessions/end", csrf_token=desk.token())
    desk.follow()
    assert phone.exchange().status_code == 401


def test_a_shared_screen_is_signed_out_when_nobody_uses_it(
    office: OfficeUnderTest, desk_for: DeskFor, clock: Clock
) -> None:
    desk = desk_for("worker")
    assert 'data-idle-seconds="1800"' in desk.open("/office/cases/")
    for _ in range(3):
        clock.pass_by(29 * 60)
        desk.open("/office/cases/")
    clock.pass_by(30 * 60 + 1)
    answer = desk.http.get("/office/cases/", headers={"Accept": "text/html"})
    assert "/office/sign-in" in answer.headers["Location"]


def test_ones_own_screen_stays_signed_in_for_half_a_day(office: OfficeUnderTest, clock: Clock) -> None:
    desk = Desk(office.app.test_client())
    desk.open("/office/sign-in")
    form = desk.form()
    del form.values["shared"]
    desk.post(form.action, **{**form.values, "login": office.login("worker"), "password": PASSWORD})
    clock.pass_by(11 * 3_600)
    assert "data-idle-seconds" not in desk.open("/office/cases/")
    clock.pass_by(3_601)
    assert not is_in(desk)


def test_a_shared_screen_does_not_outlast_half_a_day_however_it_is_used(desk_for: DeskFor, clock: Clock) -> None:
    desk = desk_for("worker")
    for _ in range(12 * 3):
        assert is_in(desk)
        clock.pass_by(20 * 60)
    assert not is_in(desk)


def test_what_a_page_asks_by_itself_is_no_sign_of_anybody(desk_for: DeskFor, clock: Clock) -> None:
    desk = desk_for("supervisor")
    for _ in range(29):
        clock.pass_by(60)
        assert desk.http.get("/office/outings/alarms").status_code in {200, 204, 304}
    clock.pass_by(61)
    assert not is_in(desk)


def test_phones_stay_signed_in_as_before(office: OfficeUnderTest, clock: Clock) -> None:
    phone = office.client("worker")
    clock.pass_by(89 * 24 * 3_600)
    assert phone.exchange().status_code == 200
    clock.pass_by(24 * 3_600 + 1)
    assert phone.exchange().status_code == 401


def test_where_nothing_can_be_written_pages_are_read_all_the_same(
    desk_for: DeskFor, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desk_for("worker")
    clock.pass_by(5 * 60)

    def full() -> None:
        raise Unavailable

    monkeypatch.setattr(auth, "probing", full)
    desk.open("/office/cases/")


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (EDGE, "Windows · Edge"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Linux · Firefox"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1", "iPhone · Safari"),
        ("curl/8", None),
        ("", None),
    ],
)
def test_a_browser_is_named_by_system_and_make(agent: str, name: str | None) -> None:
    assert browser_name(agent) == name
