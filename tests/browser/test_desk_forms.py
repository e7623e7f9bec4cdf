"""The forms of the office pages: what is typed there is kept, is one person's, and goes once it was sent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.browser.desk import Desk, choose_page
from tests.browser.office import PASSWORD, Client, Office, Worker
from tests.browser.wire import Wire, cut

COMMENT = "次の訪問の前に、保健師に電話をしてください。"
RESTORED = "書きかけの内容を戻しました。"


@pytest.fixture
def reading_a_note(at_the_desk: Desk, office: Office, worker: Worker, client: Client) -> Desk:
    """The supervisor, with a note of the worker before them."""
    fields = {"case": client.id, "method": "visit", "started_at": "2026-11-20T00:30:00Z", "narrative": "戸口で話した。"}
    office.write("support", fields, by=worker)
    at_the_desk.sign_in(office.supervisor)
    at_the_desk.open_note(client.name, worker)
    return at_the_desk


@contextmanager
def kept(page: Page) -> Iterator[None]:
    """Around typing: waits until the server has what was typed."""
    with page.expect_response(lambda reply: reply.request.method == "PUT" and reply.status == 204):
        yield


def test_what_was_typed_is_there_again_until_it_is_sent(reading_a_note: Desk, client: Client, worker: Worker) -> None:
    desk, page = reading_a_note, reading_a_note.page
    comment = page.get_by_role("textbox", name="コメント", exact=True)
    with kept(page):
        comment.fill(COMMENT)
    page.reload()
    expect(comment).to_have_value(COMMENT)
    expect(page.get_by_text(RESTORED)).to_be_visible()
    choose_page(page, "会議とプラン", "会議")
    desk.open_note(client.name, worker)
    expect(comment).to_have_value(COMMENT)
    page.get_by_role("button", name="コメントだけ加える").click()
    expect(page.get_by_text("コメントを加えました。")).to_be_visible()
    expect(comment).to_have_value("")
    page.reload()
    expect(comment).to_have_value("")
    expect(page.get_by_text(RESTORED)).to_be_hidden()
    assert page.get_by_text(COMMENT).count() == 1


def test_nothing_is_cut_off_at_the_limit(reading_a_note: Desk) -> None:
    page = reading_a_note.page
    comment = page.get_by_role("textbox", name="コメント", exact=True)
    comment.fill("長" * 17_999)
    expect(page.get_by_text(re.compile("あと .*文字"))).to_be_hidden()
    comment.fill("長" * 20_002)
    expect(page.get_by_text("2文字 超えています")).to_be_visible()
    page.get_by_role("button", name="コメントだけ加える").click()
    expect(page.get_by_text("長すぎます")).to_be_visible()
    assert len(comment.input_value()) == 20_002


def test_what_nobody_sees_is_taken_out_with_a_word(reading_a_note: Desk) -> None:
    page = reading_a_note.page
    comment = page.get_by_role("textbox", name="コメント", exact=True)
    comment.fill("一行目\x0b二行目。")
    expect(page.get_by_text("目に見えない文字を取り除きました")).to_be_visible()
    expect(comment).to_have_value("一行目二行目。")


def test_a_draft_can_be_thrown_away(reading_a_note: Desk) -> None:
    page = reading_a_note.page
    comment = page.get_by_role("textbox", name="コメント", exact=True)
    with kept(page):
        comment.fill(COMMENT)
    page.reload()
    expect(comment).to_have_value(COMMENT)
    with kept(page):
        page.get_by_role("button", name="書きかけを捨てる").click()
    expect(comment).to_have_value("")
    page.reload()
    expect(page.get_by_text(RESTORED)).to_be_hidden()
    expect(comment).to_have_value("")


def test_what_is_not_kept_yet_asks_before_it_is_left(reading_a_note: Desk, wire: Wire) -> None:
    page = reading_a_note.page
    wire.fails(cut, path="/office/drafts/", times=None)
    page.get_by_role("textbox", name="コメント", exact=True).press_sequentially(COMMENT)
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    page.reload()
    assert asked == ["beforeunload"]


def test_a_form_stays_its_authors_when_somebody_else_signs_in(reading_a_note: Desk, office: Office) -> None:
    desk, page = reading_a_note, reading_a_note.page
    other = page.context.new_page()
    other.goto(f"{desk.origin}/office/")
    other.get_by_role("button", name="ログアウト").click()
    manager = office.hire("所長 恵", role="manager")
    other.get_by_label("ログイン名").fill(manager.login)
    other.get_by_label("パスワード").fill(PASSWORD)
    other.get_by_role("button", name="ログイン").click()
    expect(other.get_by_role("heading", level=1)).to_have_text(re.compile("^今日"))
    comment = page.get_by_role("textbox", name="コメント", exact=True)
    comment.fill(COMMENT)
    page.get_by_role("button", name="コメントだけ加える").click()
    expect(page.get_by_text("いまは別の人がログインしています。書いた内容はここに残っています。")).to_be_visible()
    expect(comment).to_have_value(COMMENT)
    other.goto(page.url)
    expect(other.get_by_text(COMMENT)).to_have_count(0)


MINUTES = "家計表を次の面談で一緒に見ることになった。"
TASK = "決定通知を届ける"


@pytest.fixture
def at_an_item(at_the_desk: Desk, office: Office, worker: Worker, client: Client) -> Page:
    """The supervisor at an item of a meeting: minutes, a task and the plan are forms of one page."""
    plan = office.write("plan", {"case": client.id, "number": 1, "goal": "週に一度、外へ出る。"})
    meeting = office.write("meeting", {"meeting_kind": "coordination", "held_at": "2026-11-20T05:00:00Z"})
    about = {"case": client.id, "meeting": meeting, "plan": plan, "purpose": "decide_plan", "treatment": "discuss"}
    item = office.write("agenda_item", about)
    at_the_desk.sign_in(office.supervisor)
    at_the_desk.page.goto(f"{at_the_desk.origin}/office/meetings/{meeting}/items/{item}")
    return at_the_desk.page


@pytest.mark.parametrize("sent", ["task", "minutes", "decision"])
def test_of_two_forms_on_a_page_the_one_that_is_sent_never_drops_the_other(at_an_item: Page, sent: str) -> None:
    """Sent at once, before what stands in the other has been kept by itself."""
    page = at_an_item
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    minutes = page.get_by_role("textbox", name="議事の記録")
    task = page.get_by_role("form", name="新しいやること").get_by_label("内容")
    minutes.fill(MINUTES)
    task.fill(TASK)
    buttons = {"task": "やることを加える", "minutes": "議事の記録を保存する", "decision": "支援決定日にする"}
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile(f"{buttons[sent]}$")).click()
    assert asked == []
    expect(minutes).to_have_value(MINUTES)
    expect(task).to_have_value("" if sent == "task" else TASK)
    expect(page.get_by_text(RESTORED).locator("visible=true")).to_have_count(1 if sent != "decision" else 2)
