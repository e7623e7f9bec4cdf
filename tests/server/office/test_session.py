"""Signing in at the office, and where one comes out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from server.ground.ids import new_id
from server.store import utcnow, writing
from tests.server.office.desk import Desk
from tests.server.people import PASSWORD, OfficeUnderTest

DeskFor = Callable[[str], Desk]


@pytest.mark.parametrize(
    ("role", "title"),
    [
        ("supervisor", "Review of notes"),
        ("manager", "Review of notes"),
        ("worker", "Cases"),
        ("clerk", "Cases"),
        ("administrator", "Staff and phones"),
        ("partner", "There are no pages for your role"),
    ],
)
def test_each_role_begins_at_its_own_page(desk_for: DeskFor, role: str, title: str) -> None:
    assert title in desk_for(role).follow()


def test_a_wrong_password_is_answered_at_the_form_with_the_login_kept(office: OfficeUnderTest) -> None:
    desk = Desk(office.app.test_client())
    answer = desk.sign_in(office.login("worker"), "something-else-entirely")
    assert answer.status_code == 401
    assert "The login or the password is not right." in answer.text
    assert f'value="{office.login("worker")}"' in answer.text


def test_wrong_attempts_are_bounded(office: OfficeUnderTest) -> None:
    desk = Desk(office.app.test_client())
    answers = [desk.sign_in(office.login("worker"), "something-else-entirely").status_code for _ in range(10)]
    assert answers == [401] * 10
    assert (
        desk.http.post("/office/sign-in", data={**desk.form().values, "login": office.login("worker")}).status_code
        == 429
    )


def test_whoever_is_not_signed_in_is_brought_back_to_the_page_they_wanted(office: OfficeUnderTest) -> None:
    desk = Desk(office.app.test_client())
    desk.page = desk.http.get("/office/cases/?state=closed", headers={"Accept": "text/html"})
    desk.follow()
    desk.send(login=office.login("worker"), password=PASSWORD)
    assert desk.page.headers["Location"] == "/office/cases/?state=closed"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/office/",
        "/office/\\elsewhere",
        "/office/sign-out",
        "/office/../",
        "/",
    ],
)
def test_a_sign_in_never_leads_elsewhere(office: OfficeUnderTest, elsewhere: str) -> None:
    desk = Desk(office.app.test_client())
    answer = desk.sign_in(office.login("worker"), next=elsewhere)
    assert answer.headers["Location"] == "/office/"


def test_a_form_without_its_token_does_nothing(desk_for: DeskFor) -> None:
    desk = desk_for("administrator")
    assert desk.post("/office/users/new", name="x", login="x", role="worker", password=PASSWORD).status_code == 403


def test_signing_out_ends_the_session_and_the_way_back(desk_for: DeskFor) -> None:
    desk = desk_for("worker")
    desk.open("/office/cases/")
    desk.send(form="/office/sign-out")
    desk.page = desk.http.get("/office/cases/", headers={"Accept": "text/html"})
    assert "/office/sign-in" in desk.page.headers["Location"]
    assert desk.page.headers["Cache-Control"] == "no-store"


def test_a_browser_that_is_somebodys_phone_stays_theirs(office: OfficeUnderTest) -> None:
    phone = office.client("worker", device=new_id())
    desk = Desk(phone.http)
    answer = desk.post("/office/sign-in", login=office.login("supervisor"), password=PASSWORD, csrf_token=phone.token)
    assert answer.status_code == 409
    assert phone.exchange().status_code == 200
    assert phone.http.get("/api/session").get_json()["user"]["role"] == "worker"


def test_a_phone_shows_the_way_back_to_the_notebook_instead_of_a_sign_out(office: OfficeUnderTest) -> None:
    page = Desk(office.everywhere("supervisor", device=new_id()).http).open("/office/cases/")
    assert "To the notebook" in page
    assert "/office/sign-out" not in page


def test_the_language_is_switched_on_every_page_and_kept(desk_for: DeskFor) -> None:
    desk = desk_for("worker")
    assert '<html lang="ja">' in desk.open("/office/cases/?lang=ja")
    assert '<html lang="ja">' in desk.open("/office/conflicts/")
    assert '<html lang="en">' in desk.open("/office/conflicts/?lang=en")


def test_a_phone_that_was_taken_out_of_use_is_shown_the_sign_in(office: OfficeUnderTest) -> None:
    device = new_id()
    phone = office.client("supervisor", device=device)
    with office.app.app_context(), writing(office.id) as store:
        store.accounts.revoke_device(device, utcnow())
    page = phone.http.get("/office/sign-in", headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert 'name="password"' in page.text
    assert "office__nav" not in page.text
