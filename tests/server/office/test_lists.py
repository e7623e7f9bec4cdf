"""What a list was narrowed to survives what is done with its records."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote

import pytest

from server.views.office import frame, notes
from tests.server.office.days import Days
from tests.server.office.desk import Desk
from tests.server.people import OfficeUnderTest

DeskFor = Callable[[str], Desk]
VISITS = "/office/notes/?state=all&method=visit"


@pytest.fixture
def days(office: OfficeUnderTest) -> Days:
    return Days(office, office.case_of(office.users["worker"]))


@pytest.fixture
def two_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (frame, notes):
        monkeypatch.setattr(module, "PAGE_SIZE", 2)


def link(page: str, words: str) -> str:
    """Where a link with these words leads."""
    found = re.search(rf'href="([^"]*)"[^>]*>\s*{re.escape(words)}', page)
    assert found is not None, words
    return found[1].replace("&amp;", "&")


def opened(page: str, note: str) -> str:
    """Where the link to a note of a list leads."""
    found = re.search(rf'href="(/office/notes/{note}[^"]*)"', page)
    assert found is not None
    return found[1].replace("&amp;", "&")


@pytest.mark.usefixtures("two_a_page")
def test_the_notes_of_a_filter_are_read_in_one_go_and_the_way_back_is_their_page(days: Days, desk_for: DeskFor) -> None:
    visits = []
    for day in range(5):
        visits.append(days.note(day, started_at=f"2026-11-{16 + day}T01:00:00Z"))
        days.note(day, method="phone_mail", started_at=f"2026-11-{16 + day}T02:00:00Z")
    latest_first = visits[::-1]
    desk = desk_for("supervisor")
    page = desk.open(f"{VISITS}&page=2")
    page = desk.open(opened(page, latest_first[2]))
    page = desk.open(link(page, "The next note"))
    assert latest_first[3] in desk.page.request.path
    desk.send(form=latest_first[3], do="read")
    page = desk.follow()
    assert latest_first[4] in desk.page.request.path
    assert link(page, "To the list") == f"{VISITS}&page=3#note-{latest_first[4]}"
    desk.send(form=latest_first[4], do="approved")
    assert desk.page.headers["Location"].startswith(f"{VISITS}&page=3")


@pytest.mark.usefixtures("two_a_page")
def test_a_note_that_leaves_the_list_leaves_one_in_it(days: Days, desk_for: DeskFor) -> None:
    visits = [days.note(day, started_at=f"2026-11-{16 + day}T01:00:00Z") for day in range(3)]
    days.note(0, method="phone_mail")
    desk = desk_for("supervisor")
    page = desk.open("/office/notes/?method=visit")
    for note, onward in ((visits[0], visits[1]), (visits[1], visits[2])):
        page = desk.open(opened(page, note)) if note == visits[0] else page
        desk.send(form=note, do="read")
        page = desk.follow()
        assert onward in desk.page.request.path
    desk.send(form=visits[2], do="read")
    assert desk.page.headers["Location"].startswith("/office/notes/?state=waiting&method=visit#")


def test_comments_flags_refusals_and_languages_keep_the_list(days: Days, desk_for: DeskFor) -> None:
    note = days.note(0)
    carried = quote("notes?state=all&method=visit", safe="")
    desk = desk_for("supervisor")
    page = desk.open(opened(desk.open(VISITS), note))
    desk.post(f"/office/notes/{note}/comments?list={carried}", csrf_token=desk.token(), text="はい。")
    assert link(desk.follow(), "To the list").startswith(VISITS)
    desk.send(form=f"{note}/flag")
    assert link(desk.follow(), "To the list").startswith(VISITS)
    page = desk.send(form=f"/notes/{note}", do="returned", text="").text
    assert link(page, "To the list").startswith(VISITS)
    assert link(page, "日本語").count("?list=") == 1
    page = desk.open(link(page, "日本語"))
    assert VISITS.replace("&", "&amp;") in page


def test_the_case_list_is_come_back_to_with_its_words_which_no_address_has(
    office: OfficeUnderTest, desk_for: DeskFor
) -> None:
    case = office.case_of(office.users["worker"], "見本 花子")
    office.case_of(office.users["worker"], "試験 太郎")
    desk = desk_for("supervisor")
    desk.open("/office/cases/")
    desk.send(form="/office/cases/", words="花子", state="all")
    page = desk.follow()
    found = re.search(rf'href="(/office/cases/{case}[^"]*)"', page)
    assert found is not None
    page = desk.open(found[1].replace("&amp;", "&"))
    back = link(page, "To the list")
    assert quote("花子") not in found[1] + back
    page = desk.open(back)
    assert "見本 花子" in page
    assert "試験 太郎" not in page
    # Handing a case over keeps the place too.
    desk.open(found[1].replace("&amp;", "&"))
    desk.send(form=f"/office/cases/{case}", main=office.users["supervisor"])
    assert link(desk.follow(), "To the list") == back


@pytest.mark.parametrize(
    "made_up",
    [
        "elsewhere?state=all",
        "notes?_external=1&_scheme=javascript&_anchor=x",
        "notes?endpoint=x&method=visit",
        "?",
        "x" * 900,
    ],
)
def test_nothing_else_than_a_list_is_gone_back_to(days: Days, desk_for: DeskFor, made_up: str) -> None:
    page = desk_for("supervisor").open(f"/office/notes/{days.note(0)}?list={quote(made_up, safe='')}")
    assert link(page, "To the list").startswith("/office/notes/")
