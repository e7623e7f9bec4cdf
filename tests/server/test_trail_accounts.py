"""What is noted of accounts: how somebody comes in, who let them, and who ended it."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import server
from server.ground.trail import Act
from server.services.accounts import clear_credentials
from server.services.factors import propose
from server.store import utcnow, writing
from server.store.trail import TrailRow
from tests.server.authenticator import Clock, code_of, enrol, recovery_codes_on, secret_on
from tests.server.office.desk import Desk, link_on
from tests.server.people import PASSWORD, OfficeUnderTest
from tests.server.test_trail import entries

CHOSEN = "tottori-neko-4721"
NAMED_THERE = {"ground/trail.py", "office/trail.py"}
"""Where acts are declared, and where they are put into words."""

DeskFor = Callable[[str], Desk]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def desk_for(office: OfficeUnderTest) -> DeskFor:
    """Gives a browser in which a role is signed in at the office pages."""

    def sit_down(role: str) -> Desk:
        desk = Desk(office.app.test_client())
        assert desk.sign_in(office.login(role)).status_code == 303
        return desk

    return sit_down


def told(rows: list[TrailRow]) -> list[tuple[str, str | None, str | None, dict[str, Any]]]:
    return [(row.what, row.actor, row.about, dict(row.details)) for row in rows]


def at_the_second_step(office: OfficeUnderTest, role: str) -> Desk:
    desk = Desk(office.app.test_client())
    desk.sign_in(office.login(role))
    desk.follow()
    return desk


def test_each_act_is_noted_somewhere() -> None:
    root = Path(server.__file__).parent
    named = {
        node.attr
        for path in root.rglob("*.py")
        if path.relative_to(root).as_posix() not in NAMED_THERE
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Act"
    }
    assert {act.name for act in Act} - named == set()


def test_a_link_is_noted_when_it_is_made_and_when_it_is_used(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    desk, worker, manager = desk_for("manager"), office.users["worker"], office.users["manager"]
    desk.open(f"/office/users/{worker}")
    desk.send(form="/link")
    own = Desk(office.app.test_client())
    own.open(link_on(desk))
    own.send(password="short", again="short")
    own.send(password=CHOSEN, again=CHOSEN)
    assert told(entries(office, "link_made", "link_used", "password_set")) == [
        ("link_made", manager, worker, {"link": "reset"}),
        ("link_used", None, worker, {"link": "reset"}),
        ("password_set", None, worker, {}),
    ]


def test_a_request_is_noted_with_what_was_asked_and_each_decision(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    worker, administrator, manager = (office.users[role] for role in ("worker", "administrator", "manager"))
    desk, second = desk_for("administrator"), desk_for("manager")
    for end in ("/withdraw", "/refuse", "/approve"):
        desk.open(f"/office/users/{worker}")
        desk.send(form=worker, role="supervisor")
        decider, page = (desk, f"/office/users/{worker}") if end == "/withdraw" else (second, "/office/approvals/")
        decider.open(page)
        decider.send(form=end)
    asked = {"wanted": "access", "role": "supervisor"}
    assert told([row for row in entries(office) if row.what.startswith("request_")]) == [
        ("request_made", administrator, worker, asked),
        ("request_withdrawn", administrator, worker, asked),
        ("request_made", administrator, worker, asked),
        ("request_refused", manager, worker, asked),
        ("request_made", administrator, worker, asked),
        ("request_approved", manager, worker, asked),
    ]


def test_a_second_factor_that_two_take_away_is_noted_with_the_password_that_goes(
    office: OfficeUnderTest, desk_for: DeskFor
) -> None:
    user, administrator, manager = (office.users[role] for role in ("supervisor", "administrator", "manager"))
    enrol(office.app, office.id, user)
    desk, second = desk_for("administrator"), desk_for("manager")
    desk.open(f"/office/users/{user}")
    desk.send(form="/second-factor/ask")
    second.open("/office/approvals/")
    second.send(form="/approve")
    what = "factor_set", "request_made", "request_approved", "password_removed", "factor_removed", "link_made"
    assert told(entries(office, *what)) == [
        ("factor_set", None, user, {}),
        ("request_made", administrator, user, {"wanted": "factor"}),
        ("request_approved", manager, user, {"wanted": "factor"}),
        ("password_removed", manager, user, {}),
        ("factor_removed", manager, user, {}),
        ("link_made", manager, user, {"link": "invitation"}),
    ]


def test_an_account_that_had_nothing_to_take_away_has_nothing_noted(office: OfficeUnderTest) -> None:
    user = office.users["worker"]
    for _ in range(2):
        with office.app.app_context(), writing(office.id) as store:
            propose(store, user, login="login", office_name="office")
            clear_credentials(store, user, now=utcnow())
    assert told(entries(office, "password_removed", "factor_removed")) == [("password_removed", None, user, {})]


def test_codes_at_the_sign_in_are_noted_where_they_are_wrong_or_of_recovery(
    office: OfficeUnderTest, desk_for: DeskFor, clock: Clock
) -> None:
    user, desk = office.users["supervisor"], desk_for("supervisor")
    secret = enrol(office.app, office.id, user)
    desk.open("/office/account/")
    clock.pass_by(30)
    codes = recovery_codes_on(desk.send(form="/recovery-codes", code=code_of(secret)).text)
    door = at_the_second_step(office, "supervisor")
    assert door.send(code="000000").status_code == 401
    door.send(code=codes[0])
    clock.pass_by(30)
    at_the_second_step(office, "supervisor").send(code=code_of(secret))
    office.client().sign_in(office.login("supervisor"), code="000000")
    assert told(entries(office, "recovery_codes_renewed", "code_failed", "recovery_code_used")) == [
        ("recovery_codes_renewed", user, user, {}),
        ("code_failed", None, user, {}),
        ("recovery_code_used", None, user, {"codes_left": 9}),
        ("code_failed", None, user, {}),
    ]


def test_what_somebody_does_to_their_own_account_is_theirs(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    user, desk = office.users["worker"], desk_for("worker")
    desk_for("worker")
    desk.open("/office/account/")
    desk.send(form="/account/sessions/end")
    desk_for("worker")
    desk.open("/office/account/")
    desk.send(form="/account/password", present=PASSWORD, password=CHOSEN, again=CHOSEN)
    assert told(entries(office, "factor_set", "sessions_ended", "password_set")) == [
        ("sessions_ended", user, user, {"sessions": 1}),
        ("password_set", user, user, {}),
        ("sessions_ended", user, user, {"sessions": 1}),
    ]


def test_a_second_factor_that_somebody_sets_up_is_theirs(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    user, desk = office.users["worker"], desk_for("worker")
    secret = secret_on(desk.open("/office/account/second-factor"))
    desk.send(present=PASSWORD, code=code_of(secret))
    assert told(entries(office, "factor_set", "recovery_codes_renewed")) == [("factor_set", user, user, {})]


@pytest.mark.parametrize("everywhere", [True, False])
def test_sessions_that_an_administrator_ends_are_noted_as_theirs(
    office: OfficeUnderTest, desk_for: DeskFor, everywhere: bool
) -> None:
    user, desk = office.users["worker"], desk_for("administrator")
    desk_for("worker")
    desk_for("worker")
    page = desk.open(f"/office/users/{user}")
    places = re.findall(r'name="session" value="([^"]+)"', page)
    assert len(places) == 2
    session = {} if everywhere else {"session": places[0]}
    action = f"/office/users/{user}/sessions/end"
    token = desk.token()
    for _ in range(2):
        desk.post(action, csrf_token=token, **session)
    ended = {"sessions": 2 if everywhere else 1}
    assert told(entries(office, "sessions_ended")) == [("sessions_ended", office.users["administrator"], user, ended)]


def test_the_page_tells_the_acts_of_accounts_in_words(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    desk, worker = desk_for("manager"), office.users["worker"]
    desk.open(f"/office/users/{worker}")
    desk.send(form="/link")
    own = Desk(office.app.test_client())
    own.open(link_on(desk))
    own.send(password=CHOSEN, again=CHOSEN)
    page = desk.open("/office/trail/?what=link_used")
    assert "Used a link for a password" in page
    assert "another password" in page
    assert "Not known" in page
