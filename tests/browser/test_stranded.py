"""Whose role or account has changed: their work arrives, they see that it did, and no browser stays blocked."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from server.services.accounts import change_account, set_active
from server.store import utcnow
from tests.browser.axe import barriers
from tests.browser.desk import Desk, choose_page
from tests.browser.office import Client, Office, Worker
from tests.browser.phones import Phone
from tests.pin import choose_pin

NOTE = "玄関先で十分ほど話した。次は木曜に来る。"
DELIVERING = "未送信の記録を事務所に届けます"
ARRIVED = "すべて事務所に届きました"


def make_clerk(office: Office, worker: Worker) -> None:
    with office.writing() as store:
        change_account(store, worker.id, role="clerk", by=office.supervisor.id, now=utcnow())


def close_account(office: Office, worker: Worker) -> None:
    with office.writing() as store:
        set_active(store, worker.id, False, by=office.supervisor.id, now=utcnow())


def marked_late(office: Office, client: Client) -> list[bool]:
    return [note.get("late") is True for note in office.notes(client)]


def see_nothing_of(client: Client, page: Page, origin: str) -> None:
    """Neither on the phone nor at the office is anything of the case to be read."""
    for place in ("#/cases", f"#/cases/{client.id}", "#/today"):
        page.goto(f"{origin}/{place}")
        expect(page.get_by_role("heading", level=1)).to_have_text(DELIVERING)
        expect(page.get_by_text(client.name)).to_have_count(0)
        expect(page.get_by_text(NOTE)).to_have_count(0)


def save_file(phone: Phone, folder: Path) -> Path:
    with phone.page.expect_download() as saving:
        phone.press("未送信の記録をファイルに保存する")
    path = folder / "banso-unsent.json"
    saving.value.save_as(path)
    return path


@pytest.mark.parametrize(("role", "heading"), [("clerk", "^今日"), ("administrator", "^職員と端末$")])
def test_who_works_at_the_office_is_sent_there_and_the_browser_stays_free(
    phones: Callable[[], Phone],
    office: Office,
    worker: Worker,
    client: Client,
    role: str,
    heading: str | re.Pattern[str],
) -> None:
    colleague = office.hire("受付 花", role=role)
    phone = phones()
    phone.start()
    phone.give_password(colleague)
    phone.page.wait_for_url(re.compile("/office/"))
    phone.see_heading(re.compile(heading))
    with office.writing() as store:
        assert store.accounts.devices(colleague.id) == []
    phone.press("ログアウト")
    phone.sign_in(worker)


def test_the_notes_of_a_worker_who_became_a_clerk_arrive(
    phone: Phone, office: Office, worker: Worker, client: Client
) -> None:
    phone.installed()
    phone.offline()
    phone.write_note(client, NOTE)
    make_clerk(office, worker)
    phone.online()
    phone.see_heading(DELIVERING)
    phone.see(ARRIVED)
    assert (office.narratives(client), marked_late(office, client)) == ([NOTE], [True])
    assert barriers(phone.page, "delivery") == []
    see_nothing_of(client, phone.page, phone.origin)
    phone.press("この端末から消してログアウトする")
    phone.give_password(worker)
    phone.page.wait_for_url(re.compile("/office/"))


def test_who_left_delivers_sees_that_it_arrived_and_reads_nothing_more(
    phone: Phone, office: Office, worker: Worker, client: Client
) -> None:
    phone.installed()
    phone.offline()
    phone.write_note(client, NOTE)
    close_account(office, worker)
    phone.online()
    phone.see("もう一度ログインしてください")
    assert client.name not in phone.page.content()
    phone.give_password(worker)
    phone.see_heading(DELIVERING)
    phone.see(ARRIVED)
    assert (office.narratives(client), marked_late(office, client)) == ([NOTE], [True])
    see_nothing_of(client, phone.page, phone.origin)
    phone.page.goto(f"{phone.origin}/office/cases/{client.id}")
    phone.see_heading("事務所の方のログイン")
    phone.start()
    phone.press("この端末から消してログアウトする")
    phone.give_password(worker)
    phone.see("ログイン名かパスワードが違います")


def test_an_exported_file_is_taken_in_and_the_phone_finds_its_queue_answered(
    phone: Phone,
    office: Office,
    worker: Worker,
    client: Client,
    at_the_desk: Desk,
    tmp_path: Path,
) -> None:
    phone.offline()
    phone.write_note(client, NOTE)
    office.end_sessions(worker)
    phone.online()
    phone.see("送信前のものが1件あります")
    phone.see("この端末から届けられないとき")
    file = save_file(phone, tmp_path)
    expect(phone.page.get_by_role("button", name="この端末から消してログアウトする")).to_be_visible()
    assert barriers(phone.page, "leaving") == []
    at_the_desk.sign_in(office.supervisor)
    page = at_the_desk.page
    choose_page(page, "設定とアカウント", "端末のファイル")
    page.get_by_label("ファイル(banso-unsent.json)").set_input_files(file)
    page.get_by_role("button", name="内容を確かめるだけ").click()
    expect(page.get_by_text("まだ取り込んでいません。")).to_be_visible()
    assert office.notes(client) == []
    for said in ("取り込みました", "すでに届いています"):
        page.get_by_label("ファイル(banso-unsent.json)").set_input_files(file)
        page.get_by_role("button", name="取り込む", exact=True).press("Enter")
        expect(page.get_by_text("ファイルの記録は、すべて事務所に届きました。")).to_be_visible()
        card = page.get_by_role("listitem").filter(has_text=client.name)
        expect(card).to_contain_text(said)
        assert barriers(page, "the fate of a file") == []
    assert office.narratives(client) == [NOTE]
    phone.give_password(worker)
    phone.see_all_delivered()
    assert office.narratives(client) == [NOTE]
    at_the_desk.open_note(client.name, worker)
    page.get_by_text("変更の履歴").click()
    expect(page.locator("ol").get_by_text("ファイルから取り込み(取り込んだ人:主任 典子)")).to_be_visible()


def test_work_that_can_never_be_sent_is_saved_and_does_not_block_the_next_person(
    phone: Phone, office: Office, worker: Worker, client: Client, tmp_path: Path
) -> None:
    colleague = office.hire("後任 進")
    phone.installed()
    phone.offline()
    phone.write_note(client, NOTE)
    close_account(office, worker)
    phone.online()
    phone.see("もう一度ログインしてください")
    phone.see("この端末から届けられないとき")
    expect(phone.page.get_by_role("button", name="この端末から消してログアウトする")).to_have_count(0)
    file = save_file(phone, tmp_path)
    assert NOTE in file.read_text("utf-8")
    phone.press("この端末から消してログアウトする")
    phone.see("未送信 1件、書きかけ 0件")
    phone.page.get_by_role("dialog").get_by_role("button", name="この端末から消してログアウトする").click()
    phone.see_heading("Banso 伴走")
    phone.sign_in(colleague)
    expect(phone.page.get_by_text(client.name)).to_have_count(0)


def test_nobody_signs_in_over_copies_that_are_in_no_backup_without_being_asked(
    phone: Phone, office: Office, worker: Worker, client: Client
) -> None:
    phone.write_note(client, NOTE)
    phone.retry()
    phone.see_all_delivered()
    colleague = office.hire("次に 使う")
    office.end_sessions(worker)
    phone.retry()
    phone.see("もう一度ログインしてください")
    phone.give_password(colleague)
    asked = phone.page.get_by_role("dialog")
    expect(asked).to_contain_text("控えに入っていない 1件の写しも消えます")
    asked.get_by_role("button", name="やめる").click()
    expect(asked).to_have_count(0)
    phone.give_password(worker)
    phone.open_case(client)
    office.end_sessions(worker)
    phone.retry()
    phone.see("もう一度ログインしてください")
    phone.give_password(colleague)
    asked.get_by_role("button", name="ログアウト").click()
    choose_pin(phone.page)
    phone.go("送信")
    phone.see("すべて事務所に届いています")
    phone.go("ケース")
    expect(phone.page.get_by_text(client.name)).to_have_count(0)
