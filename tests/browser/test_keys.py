"""Reading many notes with one hand on the keyboard, with the keys switched off, and without any script at all."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.desk import SCREEN, Desk
from tests.browser.office import Client, Office, Worker
from tests.browser.wire import Wire

REASON = "金額を書き足してください。"


@pytest.fixture
def notes(office: Office, worker: Worker, client: Client) -> list[str]:
    """Three notes of a new worker, in the order of the queue."""
    fields = {"case": client.id, "method": "phone_mail", "started_at": "2026-11-20T01:00:00Z"}
    return [office.write("support", fields | {"narrative": f"{number}本目。"}, by=worker) for number in (1, 2, 3)]


@pytest.fixture
def page(at_the_desk: Desk, office: Office, notes: list[str]) -> Page:
    """The first of the notes, open before the supervisor."""
    at_the_desk.sign_in(office.supervisor)
    at_the_desk.page.goto(f"{at_the_desk.origin}/office/notes/{notes[0]}")
    return at_the_desk.page


@pytest.fixture
def page_without_scripts(browser: Browser, wire: Wire) -> Iterator[Desk]:
    """A browser that runs none of our code."""
    context = browser.new_context(**SCREEN, java_script_enabled=False)
    yield Desk(context, wire.url)
    context.close()


def shows(page: Page, note: str) -> None:
    """Waits until a note is open."""
    expect(page).to_have_url(re.compile(f"/office/notes/{note}$"))


def press(page: Page, key: str) -> None:
    page.keyboard.press(key)


def test_keys_walk_the_queue_and_judge_it(page: Page, notes: list[str], office: Office) -> None:
    first, second, third = notes
    press(page, "j")
    shows(page, second)
    press(page, "k")
    shows(page, first)
    press(page, "r")
    shows(page, second)
    expect(page.get_by_role("status").filter(has_text="確認済みにしました")).to_be_visible()
    press(page, "u")
    shows(page, first)
    page.goto(page.url.replace(first, second))
    press(page, "f")
    expect(page.get_by_text("会議で話し合う記録にしました。")).to_be_visible()
    press(page, "a")
    shows(page, third)
    press(page, "c")
    comment = page.get_by_role("textbox", name="コメント", exact=True)
    expect(comment).to_be_focused()
    page.keyboard.type(REASON)
    press(page, "Control+Enter")
    expect(page.get_by_text("コメントを付けて差し戻しました。")).to_be_visible()
    reviews = [(office.record(note)["review"], office.record(note).get("flagged")) for note in notes]
    assert reviews == [("read", None), ("approved", True), ("returned", None)]


def test_keys_do_nothing_while_somebody_writes(page: Page, notes: list[str], office: Office) -> None:
    comment = page.get_by_role("textbox", name="コメント", exact=True)
    comment.click()
    page.keyboard.type("raj")
    press(page, "Enter")
    expect(comment).to_have_value("raj\n")
    press(page, "Control+j")
    press(page, "Escape")
    expect(comment).not_to_be_focused()
    shows(page, notes[0])
    assert office.record(notes[0])["review"] == "unread"
    comment.fill("")
    comment.blur()
    press(page, "Alt+j")
    shows(page, notes[0])
    press(page, "j")
    shows(page, notes[1])


def test_the_keys_are_listed_and_can_be_switched_off(page: Page, notes: list[str]) -> None:
    help_ = page.locator("details[data-keys]")
    switch = page.get_by_label("このブラウザーで、1文字のキーによる操作を使う")
    press(page, "?")
    expect(switch).to_be_visible()
    expect(help_.get_by_text("承認する")).to_be_visible()
    expect(page.get_by_role("link", name="次の未確認", exact=False)).to_have_attribute("aria-keyshortcuts", "j")
    switch.uncheck()
    press(page, "j")
    shows(page, notes[0])
    page.reload()
    press(page, "?")
    expect(switch).to_be_hidden()
    press(page, "j")
    shows(page, notes[0])
    help_.locator("summary").click()
    switch.check()
    press(page, "j")
    shows(page, notes[1])


def test_keys_walk_along_the_list(page: Page, notes: list[str]) -> None:
    page.goto(re.sub(r"notes/.*", "notes/", page.url))
    links = page.locator(".list__link")
    press(page, "j")
    expect(links.nth(0)).to_be_focused()
    press(page, "j")
    expect(links.nth(1)).to_be_focused()
    press(page, "k")
    expect(links.nth(0)).to_be_focused()
    press(page, "Enter")
    expect(page).to_have_url(re.compile(r"/office/notes/[0-9a-f-]{36}(\?|$)"))


def test_a_word_that_is_being_converted_is_not_sent(page: Page, notes: list[str], office: Office) -> None:
    comment = page.get_by_role("textbox", name="コメント", exact=True)
    comment.fill("かんじ")
    comment.dispatch_event("keydown", {"key": "Enter", "ctrlKey": True, "isComposing": True})
    shows(page, notes[0])
    assert office.record(notes[0])["review"] == "unread"


def test_everything_works_without_scripts(page_without_scripts: Desk, office: Office, notes: list[str]) -> None:
    desk = page_without_scripts
    desk.sign_in(office.supervisor)
    desk.page.goto(f"{desk.origin}/office/notes/{notes[0]}")
    expect(desk.page.locator("details[data-keys]")).to_be_hidden()
    expect(desk.page.locator(".key").first).to_be_hidden()
    desk.page.get_by_role("button", name="会議で話し合う").click()
    desk.page.get_by_role("button", name="承認して次へ").click()
    shows(desk.page, notes[1])
    desk.return_note(REASON)
    assert office.record(notes[0])["review"] == "approved"
    assert office.record(notes[1])["review"] == "returned"
