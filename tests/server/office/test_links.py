"""Invitations and resets: people choose their own passwords, and nobody else's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask

from server.services.accounts import hire
from server.services.links import INVITATION_LASTS, RESET_LASTS
from server.store import utcnow, writing
from tests.server.authenticator import Clock, enrol
from tests.server.office.desk import Desk, link_on
from tests.server.people import PASSWORD, OfficeUnderTest

DeskFor = Callable[[str], Desk]
CHOSEN = "tottori-neko-4721"


def link_for(desk: Desk, user: str) -> str:
    desk.open(f"/office/users/{user}")
    desk.send(form="/link")
    return link_on(desk)


def choose(office: OfficeUnderTest, link: str, password: str = CHOSEN, **more: str) -> Desk:
    desk = Desk(office.app.test_client())
    desk.open(link)
    desk.send(**{"password": password, "again": password} | more)
    return desk


def test_a_link_is_used_once_and_signs_its_owner_in(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    link = link_for(desk_for("manager"), office.users["worker"])
    phone = office.client("worker")
    own = choose(office, link)
    assert "Cases" in own.follow()
    assert phone.exchange().status_code == 401, "who had the old password is signed out"
    assert phone.sign_in(office.login("worker"), PASSWORD).status_code == 401
    assert phone.sign_in(office.login("worker"), CHOSEN).status_code == 200
    Desk(office.app.test_client()).open(link, 404)


def test_a_link_that_is_looked_at_is_not_used_up(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    link = link_for(desk_for("manager"), office.users["worker"])
    for _ in range(3):
        page = Desk(office.app.test_client()).open(link)
    assert office.login("worker") in page
    choose(office, link).follow()


def test_a_newer_link_ends_an_older_one(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    desk, guest = desk_for("manager"), Desk(office.app.test_client())
    older, newer = (link_for(desk, office.users["worker"]) for _ in range(2))
    guest.open(older, 404)
    guest.open(newer)


def test_an_invitation_is_good_for_three_days_and_a_reset_for_one(
    office: OfficeUnderTest, desk_for: DeskFor, clock: Clock
) -> None:
    assert (dt.timedelta(hours=72), dt.timedelta(hours=24)) == (INVITATION_LASTS, RESET_LASTS)
    with office.app.app_context(), writing(office.id) as store:
        new = hire(store, login="new", name="新人", role="administrator", now=utcnow())
    guest = Desk(office.app.test_client())
    invitation = link_for(desk_for("administrator"), new)
    reset = link_for(desk_for("manager"), office.users["worker"])
    clock.pass_by(RESET_LASTS.total_seconds() - 60)
    guest.open(reset)
    clock.pass_by(61)
    guest.open(reset, 404)
    clock.pass_by((INVITATION_LASTS - RESET_LASTS).total_seconds() - 60)
    guest.open(invitation)
    clock.pass_by(61)
    guest.open(invitation, 404)


def test_the_database_holds_no_secret_of_a_link(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    secret = link_for(desk_for("manager"), office.users["worker"]).rpartition("/")[2]
    with office.app.app_context(), writing(office.id) as store:
        rows = store.connection.exec_driver_sql("SELECT * FROM account_link").all()
    assert len(rows) == 1
    assert secret not in str(rows)
    assert len(secret) >= 43


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"password": "short", "again": "short"}, "A password has at least 12 characters."),
        ({"password": "password1234", "again": "password1234"}, "among those that are tried first"),
        ({"password": "worker@otaru1", "again": "worker@otaru1"}, "among those that are tried first"),
        ({"again": "tottori-neko-4722"}, "The two are not the same."),
    ],
)
def test_what_cannot_be_chosen_is_said_and_the_link_stays_good(
    office: OfficeUnderTest, desk_for: DeskFor, given: dict[str, str], said: str
) -> None:
    link = link_for(desk_for("manager"), office.users["worker"])
    desk = choose(office, link, **given)
    assert desk.page.status_code == 422
    assert said in desk.page.text
    choose(office, link).follow()


def test_a_link_of_a_closed_account_opens_nothing(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    desk, closed = desk_for("administrator"), office.hire("second", "administrator")
    link = link_for(desk, closed)
    desk.open(f"/office/users/{closed}/deactivate")
    desk.send(form="/deactivate")
    Desk(office.app.test_client()).open(link, 404)
    desk.open(f"/office/users/{closed}")
    desk.send(form="/reactivate")
    Desk(office.app.test_client()).open(link, 404)


def test_links_are_not_guessed_at_leisure(office: OfficeUnderTest) -> None:
    guest = Desk(office.app.test_client())
    for number in range(30):
        guest.open(f"/office/link/guess{number}", 404)
    guest.open("/office/link/guess", 429)


def test_a_browser_that_is_somebodys_phone_stays_theirs(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    link, phone = link_for(desk_for("manager"), office.users["supervisor"]), office.client("worker")
    desk = Desk(phone.http)
    desk.open(link)
    desk.send(password=CHOSEN, again=CHOSEN)
    assert phone.exchange().status_code == 200
    assert office.client().sign_in(office.login("supervisor"), CHOSEN).status_code == 200


@pytest.mark.parametrize("role", ["worker", "supervisor", "manager", "clerk"])
def test_an_administrator_makes_no_link_that_leads_to_cases(
    office: OfficeUnderTest, desk_for: DeskFor, role: str
) -> None:
    desk, user = desk_for("administrator"), office.hire("other", role)
    assert f"{user}/link" not in desk.open(f"/office/users/{user}")
    assert desk.post(f"/office/users/{user}/link", csrf_token=desk.token()).status_code == 403


def test_an_administrator_makes_links_for_whom_a_second_factor_still_stands_in_the_way(
    office: OfficeUnderTest, desk_for: DeskFor
) -> None:
    """So the only manager who forgot a password comes in again, and nobody with their link does."""
    user = office.users["manager"]
    enrol(office.app, office.id, user)
    desk = choose(office, link_for(desk_for("administrator"), user))
    assert "recovery codes" in desk.follow()
    assert "/office/sign-in" in desk.http.get("/office/cases/", headers={"Accept": "text/html"}).location
    assert desk.http.get("/api/session").status_code == 401


@pytest.mark.parametrize("role", ["worker", "supervisor", "clerk", "partner"])
def test_nobody_else_makes_links(office: OfficeUnderTest, desk_for: DeskFor, role: str) -> None:
    desk = desk_for(role)
    desk.open("/office/account/")
    token = desk.token()
    for user in office.users.values():
        assert desk.post(f"/office/users/{user}/link", csrf_token=token).status_code == 403


@pytest.mark.parametrize("role", ["manager", "administrator"])
def test_nobody_makes_a_link_for_themselves(office: OfficeUnderTest, desk_for: DeskFor, role: str) -> None:
    desk = desk_for(role)
    desk.open("/office/account/")
    assert desk.post(f"/office/users/{office.users[role]}/link", csrf_token=desk.token()).status_code == 403


def test_the_link_stands_there_once_to_be_read_copied_and_printed(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    desk = desk_for("manager")
    link = link_for(desk, office.users["worker"])
    assert "<svg" in desk.page.text
    assert "style=" not in desk.page.text, "the policy shows no inline style"
    assert desk.page.headers["Cache-Control"] == "no-store"
    assert link not in desk.open(f"/office/users/{office.users['worker']}")


def test_no_route_takes_a_password_for_somebody_else(app: Flask) -> None:
    rules = {rule.rule for rule in app.url_map.iter_rules() if "password" in rule.rule}
    assert rules == {"/office/account/password"}
