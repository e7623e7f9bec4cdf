"""The list of notices: all that a push message would say is there without one."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from server.reminders.giving import DueNotice
from tests.browser.office import Client, Office, Worker
from tests.browser.phones import Phone

ICON = """
  window.onIcon = [];
  navigator.setAppBadge = async (count) => { window.onIcon.push(count); };
  navigator.clearAppBadge = async () => { window.onIcon.push(0); };
"""
UNREAD = "未読"


@pytest.fixture
def plan(office: Office, client: Client) -> str:
    """A plan that is to be monitored today or so."""
    fields = {"number": 1, "goal": "家計を整える", "decision": "2026-04-30", "next_monitoring": "2026-10-M"}
    return office.write("plan", {"case": client.id} | fields)


def due(worker: Worker, client: Client, plan: str) -> DueNotice:
    """The notice that a plan's monitoring is due."""
    return DueNotice(f"due:{plan}", worker.id, "monitoring_due", about=plan, case=client.id, due="2026-10-M")


def bell(phone: Phone) -> Locator:
    """The way to the notices, with the number of those that nobody has read."""
    return phone.page.get_by_role("main").get_by_role("link", name=re.compile("^お知らせ"))


def open_notices(phone: Phone) -> None:
    """By the bell on today's screen."""
    phone.go("今日")
    bell(phone).click()
    phone.see_heading("お知らせ")


def test_before_anything_happens_the_list_says_that_it_is_empty(phone: Phone) -> None:
    open_notices(phone)
    phone.see("お知らせはありません")


def test_a_notice_is_counted_until_it_is_opened_and_leads_to_what_is_to_be_done(
    phone: Phone, office: Office, worker: Worker, client: Client, plan: str
) -> None:
    (notice,) = office.give(due(worker, client, plan))
    phone.retry()
    phone.go("今日")
    expect(bell(phone)).to_have_accessible_name(re.compile(f"お知らせ 1 {UNREAD}"))
    open_notices(phone)
    row = phone.page.get_by_role("link", name=re.compile("モニタリングの期日です"))
    expect(row).to_contain_text(client.name)
    expect(row).to_contain_text(UNREAD)
    row.click()
    phone.see_heading("モニタリングの記録")
    phone.see_all_delivered()
    assert office.record(notice)["seen"] is True
    open_notices(phone)
    expect(phone.page.get_by_text(UNREAD)).to_have_count(0)
    phone.go("今日")
    expect(bell(phone)).to_have_accessible_name("お知らせ")


def test_notices_are_read_without_a_signal(
    phone: Phone, office: Office, worker: Worker, client: Client, plan: str
) -> None:
    (notice,) = office.give(due(worker, client, plan))
    phone.retry()
    phone.go("今日")
    expect(bell(phone)).to_contain_text("1")
    phone.offline()
    open_notices(phone)
    phone.page.get_by_role("link", name=re.compile("モニタリングの期日です")).click()
    phone.see_heading("モニタリングの記録")
    phone.online()
    phone.see_all_delivered()
    assert office.record(notice)["seen"] is True


def test_a_notice_about_a_case_that_was_handed_on_still_opens_and_names_nobody(
    phone: Phone, office: Office, worker: Worker, client: Client, plan: str
) -> None:
    (notice,) = office.give(due(worker, client, plan))
    office.hand_on(client, office.hire("後任 薫"))
    phone.retry()
    phone.go("ケース")
    expect(phone.page.get_by_role("link", name=client.name)).to_have_count(0)
    open_notices(phone)
    phone.page.get_by_role("link", name=re.compile("モニタリングの期日です")).click()
    phone.see_heading("モニタリングの期日です")
    phone.see("担当外のケース")
    phone.see(re.compile("今はこの端末にありません"))
    phone.see_all_delivered()
    assert office.record(notice)["seen"] is True


def test_all_of_them_are_marked_as_read_at_once(
    phone: Phone, office: Office, worker: Worker, client: Client, plan: str
) -> None:
    soon = DueNotice(f"soon:{plan}", worker.id, "period_ending", about=plan, case=client.id, due="2026-12-L")
    notices = office.give(due(worker, client, plan), soon)
    phone.retry()
    open_notices(phone)
    expect(phone.page.get_by_text(UNREAD).locator("visible=true")).to_have_count(len(notices))
    phone.press("すべて既読にする")
    expect(phone.page.get_by_text(UNREAD)).to_have_count(0)
    phone.see_all_delivered()
    assert [office.record(notice)["seen"] for notice in notices] == [True, True]


def test_the_icon_of_the_app_shows_how_many_are_unread(
    phones: Callable[[], Phone], office: Office, worker: Worker, client: Client, plan: str
) -> None:
    office.give(due(worker, client, plan))
    phone = phones()
    phone.context.add_init_script(ICON)
    phone.sign_in(worker)
    phone.page.wait_for_function("() => window.onIcon.at(-1) === 1")
    open_notices(phone)
    phone.press("すべて既読にする")
    phone.page.wait_for_function("() => window.onIcon.at(-1) === 0")


def test_a_push_message_may_be_opened_before_its_notice_is_here(
    phone: Phone, office: Office, worker: Worker, client: Client, plan: str
) -> None:
    phone.offline()
    (notice,) = office.give(due(worker, client, plan))
    phone.page.evaluate("address => { location.hash = address; }", f"#/notice/{notice}")
    phone.see("事務所とつながっていません。つながると受け取れます。")
    phone.online()
    phone.see_heading("モニタリングの記録")


def test_after_a_notice_back_leads_to_the_list(
    phone: Phone, office: Office, worker: Worker, client: Client, plan: str
) -> None:
    office.give(DueNotice(f"quiet:{plan}", worker.id, "no_contact", about=client.id, case=client.id))
    phone.retry()
    open_notices(phone)
    phone.page.get_by_role("link", name=re.compile("しばらく連絡がとれていません")).click()
    phone.see_heading(client.name)
    phone.page.go_back()
    phone.see_heading("お知らせ")
