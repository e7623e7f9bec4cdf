"""A form of the office pages is one person's, and what was typed into it does not go away."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from tests.server.office.desk import Desk
from tests.server.people import OfficeUnderTest

DeskFor = Callable[[str], Desk]
TEMPLATES = Path(__file__).parents[3] / "templates" / "office"
TEXT = "次の訪問の前に、保健師に電話をしてください。"


def comments(office: OfficeUnderTest, desk: Desk, note: str) -> int:
    return desk.open(f"/office/notes/{note}").count(TEXT)


def test_a_form_of_somebody_else_is_refused_and_its_text_kept(
    office: OfficeUnderTest, note: str, desk_for: DeskFor
) -> None:
    desk = desk_for("supervisor")
    desk.open(f"/office/notes/{note}")
    form = desk.form(note)
    assert form.values["form_of"] == [office.users["supervisor"]]
    desk.send(form="/office/sign-out")
    desk.sign_in(office.login("manager"))
    desk.open(f"/office/notes/{note}")
    # As the script of the page does it: with the token of whoever is signed in by now.
    sent = {**form.values, "csrf_token": desk.token(), "text": TEXT}
    response = desk.post(f"/office/notes/{note}/comments", **sent)
    assert response.status_code == 409
    assert "Somebody else is signed in by now. Nothing was stored." in response.text
    assert TEXT in response.text
    assert comments(office, desk, note) == 0


def test_a_page_that_is_too_old_gives_the_text_back_and_no_password(
    office: OfficeUnderTest, note: str, desk_for: DeskFor
) -> None:
    desk = desk_for("supervisor")
    desk.open(f"/office/notes/{note}")
    form = desk.form(note)
    response = desk.post(
        form.action,
        **{**form.values, "csrf_token": "old", "text": TEXT, "draft": form.action, "password": "secret-password"},
    )
    assert response.status_code == 403
    assert TEXT in response.text
    assert "secret-password" not in response.text
    assert form.values["form_of"][0] not in response.text
    assert response.text.count("<textarea") == 1


def test_a_comment_that_is_gone_back_to_is_one_and_another_text_is_another(
    office: OfficeUnderTest, note: str, desk_for: DeskFor
) -> None:
    desk = desk_for("supervisor")
    desk.open(f"/office/notes/{note}")
    form = desk.form(note)
    for text in (TEXT, TEXT, f"追伸。{TEXT}"):
        assert desk.post(f"{form.action}/comments", **{**form.values, "text": text}).status_code == 303
    assert comments(office, desk, note) == 2


def test_every_form_says_whose_it_is() -> None:
    forms = [
        (page.name, form.split("</form>")[0])
        for page in sorted(TEMPLATES.glob("*.html"))
        for form in re.split(r'<form[^>]*method="post"', page.read_text("utf-8"))[1:]
    ]
    assert len(forms) > 20
    without = [name for name, form in forms if "csrf()" not in form]
    # Nobody is signed in yet; and signing out is everybody's.
    unsigned = {"choose_password.html", "second_step.html", "second_step_new.html", "sign_in.html"}
    assert set(without) <= {"frame.html"} | unsigned
