"""The only phone is lost on a day on which the supervisor is ill: nobody waits for anybody, and no note is lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import desk
from tests.browser.office import PASSWORD, Office, Worker
from tests.browser.phones import PATIENCE_MS, Phone, Pocket
from tests.browser.test_sealed import SAID, filled
from tests.browser.wire import Wire


@pytest.fixture
def at_office(browser: Browser, wire: Wire) -> Iterator[Callable[[Worker], Page]]:
    """Gives a browser at the office in which somebody has signed in."""
    opened = []

    def sit_down(who: Worker) -> Page:
        context = browser.new_context(**desk.SCREEN)
        context.set_default_timeout(PATIENCE_MS)
        opened.append(context)
        page = context.new_page()
        page.goto(f"{wire.url}/office/")
        page.get_by_label("ログイン名").fill(who.login)
        page.get_by_label("パスワード").fill(PASSWORD)
        page.get_by_role("button", name="ログイン").click()
        expect(page.get_by_role("button", name="ログアウト").or_(page.get_by_text(who.name)).first).to_be_visible()
        return page

    yield sit_down
    for context in opened:
        context.close()


def test_who_lost_the_only_phone_works_on_and_any_manager_takes_in_what_was_on_it(
    pocket: Pocket,
    phones: Callable[..., Phone],
    office: Office,
    worker: Worker,
    wire: Wire,
    at_office: Callable[[Worker], Page],
) -> None:
    # No other test leaves what is held of this client.
    client = office.open_case("水原 かなで", worker)
    lost = filled(pocket, worker, client)

    # The administrator alone, as soon as somebody rings. No supervisor and no manager is asked.
    administrator = at_office(office.hire("管理 薫", role="administrator"))
    administrator.goto(f"{wire.url}/office/users/{worker.id}")
    administrator.get_by_role("link", name=re.compile("この端末を使用停止にする|使用停止にする: ")).first.click()
    administrator.get_by_role("button", name="この端末を使用停止にする").click()
    expect(administrator.get_by_text("使用停止").first).to_be_visible()

    # Its user goes on with another phone: the cases come, with what had been sent.
    other = phones()
    other.sign_in(worker)
    other.open_case(client)
    other.see(f"{SAID}を見た。")

    # The lost one comes to a network, hands over what it had sealed, and is empty.
    lost.online()
    lost.see("この端末は、事務所で使用停止になりました")
    assert client.name not in lost.page.content()
    expect.set_options(timeout=PATIENCE_MS)
    administrator.goto(f"{wire.url}/office/users/{worker.id}")
    for _ in range(20):
        if administrator.get_by_text("消去済み").count():
            break
        administrator.wait_for_timeout(250)
        administrator.reload()
    expect(administrator.get_by_text("消去済み").first).to_be_visible()

    # Nobody has to be there on that day: what was handed over waits, and any manager puts it in its place.
    assert f"{SAID}をまた見た。" not in office.narratives(client)
    manager = at_office(office.hire("所長 望", role="manager"))
    manager.goto(f"{wire.url}/office/recovery/")
    held = manager.locator("article").filter(has_text=f"{SAID}をまた見た。").filter(has_text=client.name)
    expect(held).to_contain_text("端末が使用停止になっていたため")
    held.get_by_role("button", name="この端末の分をすべて反映する").click()
    expect(manager.get_by_text("元の記録に入れました。")).to_be_visible()
    assert sorted(office.narratives(client)) == [f"{SAID}をまた見た。", f"{SAID}を見た。"]

    # And it comes to the phone that its author has now.
    other.retry()
    other.open_case(client)
    other.see(f"{SAID}をまた見た。")
