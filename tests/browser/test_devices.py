"""A further phone waits until it is approved; a copied cookie reads nothing; who has a broken phone has a way back."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from server.store import utcnow
from tests.browser import desk
from tests.browser.axe import barriers
from tests.browser.desk import Desk
from tests.browser.office import PASSWORD, Client, Office, Worker, serving
from tests.browser.phones import PATIENCE_MS, Phone, Pocket
from tests.browser.wire import Wire, laid

WAITS = "管理者の承認を待っています"
SAID = "台所に請求書の束があった。"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office of this module's own, whose server has further phones approved as production does."""
    office = Office(tmp_path_factory.mktemp("approving"))
    office.further_phones = "approved"
    yield office
    office.close()


@pytest.fixture(scope="module")
def _session_wire(office: Office) -> Iterator[Wire]:
    with serving(office) as port, laid(port) as wire:
        yield wire


@pytest.fixture
def administrator(office: Office) -> Worker:
    return office.hire("管理 一郎", role="administrator")


@pytest.fixture
def old(phones: Callable[[], Phone], office: Office, worker: Worker, client: Client) -> Phone:
    """The phone that the worker has: the first of their account, by their invitation."""
    with office.writing() as store:
        store.devices.expect_first(worker.id, utcnow() + dt.timedelta(days=1))
    phone = phones()
    phone.sign_in(worker)
    return phone


@pytest.fixture
def desk_page(browser: Browser, wire: Wire, administrator: Worker, worker: Worker) -> Iterator[Page]:
    """The administrator's screen, at the page of the worker."""
    context = browser.new_context(**desk.SCREEN)
    context.set_default_timeout(PATIENCE_MS)
    page = Desk(context, wire.url).page
    page.goto(f"{wire.url}/office/")
    page.get_by_label("ログイン名").fill(administrator.login)
    page.get_by_label("パスワード").fill(PASSWORD)
    page.get_by_role("button", name="ログイン").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto(f"{wire.url}/office/users/{worker.id}")
    yield page
    context.close()


def signed_in(phone: Phone, worker: Worker) -> str:
    """Signs in on a further phone. Returns the number that it shows."""
    phone.start()
    phone.give_password(worker)
    phone.see_heading(WAITS)
    expect(phone.page.locator(".compared")).not_to_be_empty()
    return phone.page.locator(".compared").inner_text()


def test_a_new_phone_waits_and_is_approved_on_the_one_that_its_user_has(
    old: Phone, phones: Callable[[], Phone], worker: Worker, client: Client
) -> None:
    new = phones()
    code = signed_in(new, worker)
    assert client.name not in new.page.content()
    assert barriers(new.page, "waiting") == []
    old.go("その他")
    old.page.get_by_role("link", name="自分の端末を見る").click()
    old.see_heading("自分の端末")
    old.see(code)
    assert barriers(old.page, "devices") == []
    old.press("同じ番号なので登録する")
    old.see("新しい端末を登録しました")
    new.press("今すぐ確かめる")
    expect(new.tab("今日")).to_be_visible()
    new.open_case(client)
    old.go("今日")
    old.retry()
    old.page.goto(f"{old.origin}/#/notices")
    old.see("新しい端末が登録されました")


def test_a_new_phone_is_approved_by_the_administrator_and_opens_by_itself(
    old: Phone, phones: Callable[[], Phone], worker: Worker, client: Client, desk_page: Page
) -> None:
    new = phones()
    code = signed_in(new, worker)
    desk_page.reload()
    expect(desk_page.locator(".compared")).to_have_text(code)
    assert barriers(desk_page, "approval") == []
    desk_page.get_by_role("button", name="同じ番号なので登録する").click()
    expect(desk_page.get_by_text("端末を登録しました")).to_be_visible()
    # It asks again every quarter of a minute.
    expect(new.tab("今日")).to_be_visible(timeout=40_000)
    new.open_case(client)


def test_the_only_phone_is_broken_and_the_administrator_lets_the_new_one_in(
    phones: Callable[[], Phone], worker: Worker, client: Client, desk_page: Page
) -> None:
    """Nobody needs the phone that is not there any more."""
    new = phones()
    code = signed_in(new, worker)
    desk_page.reload()
    expect(desk_page.locator(".compared")).to_have_text(code)
    desk_page.get_by_role("button", name="同じ番号なので登録する").click()
    new.press("今すぐ確かめる")
    expect(new.tab("今日")).to_be_visible()
    new.open_case(client)


def test_who_is_refused_sees_nothing_and_is_told(
    old: Phone, phones: Callable[[], Phone], worker: Worker, client: Client
) -> None:
    new = phones()
    signed_in(new, worker)
    old.page.goto(f"{old.origin}/#/devices")
    old.press("断る")
    old.page.get_by_role("dialog").get_by_role("button", name="断る").click()
    old.see("断りました")
    new.press("今すぐ確かめる")
    new.see("この端末は、事務所で使用停止になりました")
    assert client.name not in new.page.content()
    old.see_all_delivered()


def test_who_gives_up_is_signed_out_and_forgotten(
    old: Phone, phones: Callable[[], Phone], office: Office, worker: Worker
) -> None:
    new = phones()
    signed_in(new, worker)
    assert len(office.phones(worker)) == 2
    new.press("待たずにログアウトする")
    new.page.get_by_role("dialog").get_by_role("button", name="待たずにログアウトする").click()
    expect(new.page.get_by_label("ログイン名")).to_be_visible()
    assert len(office.phones(worker)) == 1


def test_a_copied_cookie_reads_nothing(old: Phone, client: Client) -> None:
    """The cookie in another program: the same address, the same headers, without the key."""
    token = old.page.evaluate("async () => (await (await fetch('/api/csrf')).json()).csrf_token")
    headers = {"X-CSRF-Token": token, "Banso-Protocol": "1", "Content-Type": "application/json"}
    body = json.dumps({"changes": [], "cursor": None})
    stolen = old.context.request.post(f"{old.origin}/api/exchange", headers=headers, data=body)
    assert (stolen.status, stolen.json()["code"]) == (403, "proof_needed")
    assert client.name not in stolen.text()
    old.see_all_delivered()


def test_a_forgotten_pin_is_approved_anew_and_costs_no_note(
    pocket: Pocket, office: Office, worker: Worker, client: Client, desk_page: Page
) -> None:
    with office.writing() as store:
        store.devices.expect_first(worker.id, utcnow() + dt.timedelta(days=1))
    phone = pocket.start()
    phone.sign_in(worker)
    phone.installed()
    phone.start()
    phone.offline()
    phone.write_note(client, SAID)
    phone.go("その他")
    phone.press("今すぐ鍵をかける")
    phone.page.get_by_text("暗証番号を忘れたとき").click()
    phone.press("消して入り直す")
    phone.page.get_by_role("dialog").get_by_role("button", name="消して入り直す").click()
    phone.see("この端末の内容を消しました")
    phone.online()
    phone.give_password(worker)
    phone.see_heading(WAITS)
    assert office.narratives(client) == [SAID]
    desk_page.reload()
    desk_page.get_by_role("button", name="同じ番号なので登録する").click()
    phone.press("今すぐ確かめる")
    expect(phone.tab("今日")).to_be_visible()
    phone.open_case(client)
