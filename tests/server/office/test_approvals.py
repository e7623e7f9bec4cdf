"""An administrator alone brings nobody to cases, and takes no second factor away."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from server.store import directory, reading, writing
from sync.roles import ROLES, needs_approval, reads_cases
from tests.server.authenticator import code_of, enrol
from tests.server.office.desk import Desk, link_on
from tests.server.office.test_links import CHOSEN, choose
from tests.server.people import PASSWORD, OfficeUnderTest

DeskFor = Callable[[str], Desk]

TO_CASES = [role for role in ROLES if reads_cases(role)]


def add(desk: Desk, role: str, login: str = "nitta") -> str:
    desk.open("/office/users/new")
    desk.send(form="/new", name="新田 葵", login=login, role=role)
    return str(desk.page.headers["Location"]).rpartition("/")[2]


def role_of(office: OfficeUnderTest, user: str) -> tuple[str, bool]:
    with office.app.app_context(), reading(office.id) as store:
        row = store.accounts.user(user)
    assert row is not None
    return row.role, row.active


def approve(desk: Desk) -> None:
    desk.open("/office/approvals/")
    desk.send(form="/approve")


@pytest.mark.parametrize("role", TO_CASES)
def test_a_new_account_that_comes_to_cases_is_nobodys_until_a_second_person_approves(
    office: OfficeUnderTest, desk_for: DeskFor, role: str
) -> None:
    desk = desk_for("administrator")
    user = add(desk, role)
    page = desk.follow()
    assert "Waits for approval" in page
    assert "/link" not in page
    assert role_of(office, user) == (role, False)
    assert desk.post(f"/office/users/{user}/link", csrf_token=desk.token()).status_code == 403
    manager = desk_for("manager")
    approve(manager)
    assert role_of(office, user) == (role, True)
    choose(office, link_on(manager)).follow()
    assert office.client().sign_in("nitta", CHOSEN).status_code == 200


@pytest.mark.parametrize("role", [role for role in ROLES if needs_approval("worker", role)])
def test_another_role_with_more_of_the_cases_waits_and_the_present_one_stays(
    office: OfficeUnderTest, desk_for: DeskFor, role: str
) -> None:
    user, phone, desk = office.users["worker"], office.client("worker"), desk_for("administrator")
    desk.open(f"/office/users/{user}")
    desk.send(form=user, role=role, name="別の名")
    assert "Until then the role stays." in desk.follow()
    assert role_of(office, user) == ("worker", True)
    assert phone.http.get("/api/session").get_json()["user"] == {
        "id": user,
        "login": "worker@otaru",
        "name": "別の名",
        "role": "worker",
    }
    approve(desk_for("manager"))
    assert role_of(office, user) == (role, True)


def test_what_was_refused_or_taken_back_does_not_happen(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    desk, manager = desk_for("administrator"), desk_for("manager")
    user = add(desk, "supervisor")
    manager.open("/office/approvals/")
    manager.send(form="/refuse")
    assert "Nothing waits." in manager.follow()
    desk.open(f"/office/users/{user}")
    desk.send(form="/reactivate")
    assert "waits for a second person" in desk.follow()
    assert role_of(office, user) == ("supervisor", False)
    desk.send(form="/withdraw")
    assert "Waits for approval" not in desk.follow()
    assert "Nothing waits." in manager.open("/office/approvals/")
    assert role_of(office, user) == ("supervisor", False)


def test_an_account_that_came_to_cases_is_taken_back_into_use_by_two(
    office: OfficeUnderTest, desk_for: DeskFor
) -> None:
    user, desk = office.users["supervisor"], desk_for("administrator")
    desk.open(f"/office/users/{user}/deactivate")
    desk.send(form="/deactivate")
    desk.follow()
    desk.send(form="/reactivate")
    assert role_of(office, user) == ("supervisor", False)
    approve(desk_for("manager"))
    assert role_of(office, user) == ("supervisor", True)
    assert office.client().sign_in(office.login("supervisor"), PASSWORD).status_code == 401


def test_a_password_that_an_administrator_came_by_meanwhile_opens_no_cases(
    office: OfficeUnderTest, desk_for: DeskFor
) -> None:
    """Down to a role without cases, in by a link of one's own, and up again with somebody's approval."""
    user, desk, manager = office.users["supervisor"], desk_for("administrator"), desk_for("manager")
    desk.open(f"/office/users/{user}")
    desk.send(form=user, role="administrator")
    desk.follow()
    desk.send(form="/link")
    intruder = choose(office, link_on(desk))
    intruder.follow()
    spare = Desk(office.app.test_client())
    desk.open(f"/office/users/{user}")
    desk.send(form="/link")
    kept = link_on(desk)
    desk.open(f"/office/users/{user}")
    desk.send(form=user, role="supervisor")
    approve(manager)
    theirs = link_on(manager)
    assert intruder.http.get("/api/session").status_code == 401
    assert office.client().sign_in(office.login("supervisor"), CHOSEN).status_code == 401
    spare.open(kept, 404)
    choose(office, theirs, "chiba-kujira-2290").follow()


def test_a_link_from_before_a_change_of_role_is_good_no_longer(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    user, desk, manager = office.users["worker"], desk_for("administrator"), desk_for("manager")
    manager.open(f"/office/users/{user}")
    manager.send(form="/link")
    link = link_on(manager)
    desk.open(f"/office/users/{user}")
    desk.send(form=user, role="administrator")
    Desk(office.app.test_client()).open(link, 404)


@pytest.mark.parametrize("role", [role for role in ROLES if role != "manager"])
def test_nobody_but_a_manager_approves(office: OfficeUnderTest, desk_for: DeskFor, role: str) -> None:
    user = add(desk_for("administrator"), "supervisor")
    with office.app.app_context(), reading(office.id) as store:
        (asked,) = store.approvals.waiting(user)
    desk = desk_for(role)
    desk.open("/office/account/")
    token = desk.token()
    for way in ("approve", "refuse"):
        answer = desk.post(f"/office/approvals/{asked.id}/{way}", csrf_token=token)
        assert answer.status_code == 403
    assert role_of(office, user) == ("supervisor", False)


def test_a_manager_does_not_decide_about_themselves(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    user = office.users["manager"]
    secret = enrol(office.app, office.id, user)
    desk = desk_for("administrator")
    desk.open(f"/office/users/{user}")
    desk.send(form="/second-factor/ask")
    manager = Desk(office.app.test_client())
    manager.sign_in(office.login("manager"))
    manager.follow()
    manager.send(code=code_of(secret))
    assert "another manager decides" in manager.open("/office/approvals/")
    with office.app.app_context(), reading(office.id) as store:
        (asked,) = store.approvals.waiting(user)
    answer = manager.post(f"/office/approvals/{asked.id}/approve", csrf_token=manager.token())
    assert answer.status_code == 403


def test_a_decision_is_made_once(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    add(desk_for("administrator"), "supervisor")
    manager = desk_for("manager")
    manager.open("/office/approvals/")
    sent = manager.form("/approve")
    manager.post(sent.action, **sent.values)
    assert manager.post(sent.action, **sent.values).status_code == 404


def test_a_lost_second_factor_goes_by_two_and_its_owner_begins_anew(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    user, desk = office.users["supervisor"], desk_for("administrator")
    secret = enrol(office.app, office.id, user)
    desk.open(f"/office/users/{user}")
    desk.send(form="/second-factor/ask")
    assert "taking the second step away" in desk.follow()
    assert office.client().sign_in(office.login("supervisor"), code=code_of(secret)).status_code == 200, "until then"
    manager = desk_for("manager")
    approve(manager)
    link = link_on(manager)
    assert office.client().sign_in(office.login("supervisor")).status_code == 401, "the password goes as well"
    choose(office, link).follow()
    assert office.client().sign_in(office.login("supervisor"), CHOSEN).status_code == 200


def test_the_count_of_what_waits_stands_in_the_navigation_of_those_who_decide(
    office: OfficeUnderTest, desk_for: DeskFor
) -> None:
    desk = desk_for("administrator")
    add(desk, "supervisor")
    assert 'Accounts to approve <span class="count">1' in desk_for("manager").open("/office/cases/")
    assert "Accounts to approve" not in desk.open("/office/users/")


def test_an_administrator_comes_to_no_case_by_any_form_of_their_own(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    """Every form that stands on an account's page, with every role, and no second person."""
    desk = desk_for("administrator")
    for role in ROLES:
        add(desk, role, f"made-{role}")
        desk.follow()
    with office.app.app_context(), reading(office.id) as store:
        everybody = [user for user in store.accounts.users() if user.id != office.users["administrator"]]
    links = []
    for user in everybody:
        for act in ("", "/reactivate", "/withdraw", "/sessions/end", "/second-factor/ask", "/link"):
            for role in ROLES if act == "" else ("",):
                desk.open(f"/office/users/{user.id}")
                values = {"csrf_token": desk.token(), "name": "名", "role": role}
                answer = desk.post(f"/office/users/{user.id}{act}", **values)
                if act == "/link" and answer.status_code == 200:
                    links.append(link_on(desk))
    opened = [choose(office, link) for link in links]
    assert opened
    assert [desk.http.get("/office/cases/").status_code for desk in opened] == [403] * len(opened)


def test_what_was_asked_and_decided_stays_written(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    user = add(desk_for("administrator"), "supervisor")
    approve(desk_for("manager"))
    with office.app.app_context(), writing(office.id) as store:
        query = "SELECT user_id, wanted, role, asked_by, decided_by, outcome FROM account_request"
        rows = [tuple(row) for row in store.connection.exec_driver_sql(query)]
    assert rows == [(user, "access", "supervisor", office.users["administrator"], office.users["manager"], "approved")]


def test_a_login_is_one_persons_in_the_whole_installation(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    other = OfficeUnderTest(office.app, host="kushiro").open()
    desk = desk_for("administrator")
    for taken in ("worker@otaru", " Worker@Otaru", "ＷＯＲＫＥＲ＠otaru", other.login("worker")):
        desk.open("/office/users/new")
        answer = desk.send(form="/new", name="新田 葵", login=taken, role="partner")
        assert (answer.status_code, "Somebody has this login already." in answer.text) == (422, True)
    with office.app.app_context(), directory() as found:
        account = found.account("worker@otaru")
    assert account is not None
    assert account.office_id == office.id
