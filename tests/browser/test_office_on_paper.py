"""The office pages on A4: nothing is printed over anything else, and every sheet says whose it is."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from playwright.sync_api import Page

from server.services.accounts import set_active
from server.store import utcnow
from sync.fields import write_moment
from tests.browser.desk import Desk
from tests.browser.office import Client, Office, Worker
from tests.browser.paper import Sheet, printed

A4 = (595, 842)
LONG = "年金の日までの食料が足りず、電気も止まりかけている。母は入院中で、本人は昼夜が逆転している。"
NOTES = 24
OVER_A_PAGE = 90
"""So many times the long sentence is longer than a sheet of paper."""


@pytest.fixture
def client(office: Office, worker: Worker) -> Client:
    """Somebody with a long course: notes of many lengths over months, one longer than a sheet; plans and tasks."""
    client = office.open_case("野原 すずしろ", worker, safety_notes=LONG * 4, address="見本市緑町3丁目7-2")
    office.change("case", client.id, {"summary": LONG * 12})
    office.change("person", client.person, {"notes": LONG * 6})
    for number in (1, 2, 3):
        plan = office.write("plan", {"case": client.id, "number": number, "goal": LONG * number * 3})
        office.write("plan_support", {"case": client.id, "plan": plan, "what": LONG * 3})
        office.write("task", {"case": client.id, "what": LONG * 2, "worker": worker.id})
    for number in range(NOTES):
        at = write_moment(utcnow() - dt.timedelta(days=11 * number + 1))
        told = {"narrative": LONG * (OVER_A_PAGE if number == 7 else 1 + 5 * (number % 4)), "noticed": LONG}
        told |= {"place": "自宅", "purpose": LONG[:40], "safety_note": LONG}
        office.write("support", {"case": client.id, "method": "visit", "started_at": at, **told}, by=worker)
    return client


@pytest.fixture
def at_desk(at_the_desk: Desk, office: Office) -> Page:
    at_the_desk.sign_in(office.supervisor)
    return at_the_desk.page


def on_paper(page: Page, address: str, keep: Path) -> list[Sheet]:
    """The sheets of a page; what holds for all of them is looked at here."""
    page.goto(address)
    sheets = printed(page, keep / "printed.pdf")
    for number, sheet in enumerate(sheets, 1):
        assert sheet.overprinted() == [], f"{address}, sheet {number}, {keep}"
        said = sheet.text
        assert f"{number}/{len(sheets)}" in said
        assert "山の辺くらし相談センター" in said
        assert "印刷" in said
        assert "取扱注意" in said
    return sheets


def test_a_long_course_is_printed_line_under_line_and_no_month_stands_alone(
    at_the_desk: Desk, at_desk: Page, client: Client, tmp_path: Path
) -> None:
    sheets = on_paper(at_desk, f"{at_the_desk.origin}/office/cases/{client.id}", tmp_path)
    assert len(sheets) > 6
    assert {(round(sheet.width), round(sheet.height)) for sheet in sheets} == {A4}
    months = {heading.inner_text() for heading in at_desk.locator(".course__month").all()}
    assert len(months) > 6
    assert [sheet.last.text for sheet in sheets if sheet.last.text in months] == []
    whole = "".join(sheet.text for sheet in sheets)
    assert whole.count("昼夜が逆転している") >= OVER_A_PAGE
    # What is chosen or pressed on a screen is not for paper.
    assert "担当を変更する" not in whole
    assert "加えた人の端末には" not in whole


@pytest.mark.parametrize("language", ["ja", "en"])
def test_lists_are_read_on_a_sheet_that_lies_across(
    at_the_desk: Desk, at_desk: Page, office: Office, client: Client, tmp_path: Path, language: str
) -> None:
    leaver = office.hire("去った 人")
    held = office.open_case("長谷川 由紀恵左衛門", leaver)
    with office.writing() as store:
        set_active(store, leaver.id, False, by=office.supervisor.id, now=utcnow())
    wanted = {"team/": "去った人", f"cases/?worker={leaver.id}": held.name, "followup/": None}
    for place, name in wanted.items():
        at_desk.goto(f"{at_the_desk.origin}/office/?lang={language}")
        sheets = [] if language == "en" else on_paper(at_desk, f"{at_the_desk.origin}/office/{place}", tmp_path)
        if language == "en":
            at_desk.goto(f"{at_the_desk.origin}/office/{place}")
            sheets = printed(at_desk)
            assert [sheet.overprinted() for sheet in sheets] == [[] for _ in sheets]
            assert all("Handlewithcare" in sheet.text for sheet in sheets)
        assert {(round(sheet.width), round(sheet.height)) for sheet in sheets} == {A4[::-1]}, place
        if name is not None:
            assert any(line.text.startswith(name.replace(" ", "")) for sheet in sheets for line in sheet.lines), place


def test_the_total_of_the_team_stands_once(at_the_desk: Desk, at_desk: Page, office: Office, tmp_path: Path) -> None:
    for number in range(40):
        office.hire(f"職員 {number}")
    sheets = on_paper(at_desk, f"{at_the_desk.origin}/office/team/", tmp_path)
    assert len(sheets) > 1
    assert sum(line.text == "合計" for sheet in sheets for line in sheet.lines) == 1


def test_a_note_a_plan_and_a_meeting_are_printed_line_under_line(
    at_the_desk: Desk, at_desk: Page, office: Office, client: Client, worker: Worker, tmp_path: Path
) -> None:
    note = next(iter(office.records("support", client.id)))
    plan = next(iter(office.records("plan", client.id)))
    meeting = office.write("meeting", {"meeting_kind": "coordination", "held_at": "2026-01-20T05:00:00Z"})
    for _ in range(8):
        item = {"case": client.id, "meeting": meeting, "purpose": "consult", "treatment": "discuss"}
        office.write("agenda_item", item | {"points": LONG * 5, "minutes": LONG * 8})
    for _ in range(3):
        told = {"about": note, "case": client.id, "text": LONG * 9, "written_at": write_moment(utcnow())}
        office.write("comment", told)
    for place in (f"notes/{note}", f"plans/{plan}", f"meetings/{meeting}", f"meetings/{meeting}/minutes", "notes/"):
        on_paper(at_desk, f"{at_the_desk.origin}/office/{place}", tmp_path)


def test_a_browser_without_page_margins_says_it_at_the_head(at_the_desk: Desk, at_desk: Page, client: Client) -> None:
    at_desk.goto(f"{at_the_desk.origin}/office/cases/{client.id}")
    at_desk.evaluate("document.documentElement.classList.remove('has-page-margins')")
    at_desk.emulate_media(media="print")
    head = at_desk.locator("#paper-head")
    assert "取扱注意" in head.inner_text()
    assert "山の辺 くらし相談センター" in head.inner_text()
