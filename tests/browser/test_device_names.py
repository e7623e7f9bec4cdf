"""The office knows a device by its browser's name, and by another as soon as its user gives it one."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.axe import barriers
from tests.browser.desk import Desk
from tests.browser.office import Office, Worker
from tests.browser.phones import Phone


def sees(desk: Desk, worker: Worker, name: str) -> None:
    """The team board calls the worker's phone so."""
    desk.page.goto(f"{desk.origin}/office/team/")
    row = desk.page.get_by_role("row").filter(has=desk.page.locator(f"a[href$='{worker.id}']"))
    expect(row.first).to_contain_text(name)


def test_a_device_is_named_by_its_browser_and_renamed_on_the_phone(
    office: Office, phone: Phone, worker: Worker, at_the_desk: Desk
) -> None:
    at_the_desk.sign_in(office.supervisor)
    sees(at_the_desk, worker, "Linux · Chrome")
    phone.go("その他")
    phone.see("端末の名前: Linux · Chrome")
    phone.press("名前を変える")
    field = phone.page.get_by_label("端末の名前")
    field.fill("x" * 101)
    phone.press("保存する")
    phone.see("長すぎます")
    assert barriers(phone.page, "device name") == []
    field.fill("訪問用 2号")
    phone.press("保存する")
    phone.see("端末の名前: 訪問用 2号")
    phone.retry()
    sees(at_the_desk, worker, "訪問用 2号")
    phone.start()
    phone.go("その他")
    phone.see("端末の名前: 訪問用 2号")
