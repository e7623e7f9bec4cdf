"""The ways in and the ways back, as people walk them: invited, asked for a code, a password forgotten, a phone lost."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator

import pyotp
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.office import PASSWORD, Client, Office, Worker, serving
from tests.browser.phones import SCREEN, Phone
from tests.browser.test_office_axe import check
from tests.browser.wire import Wire, laid
from tests.pin import choose_pin

CHOSEN = "tottori-neko-4721"
DESK = {"width": 1280, "height": 800}
HAND = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office of this module's own, whose server asks for second factors as production does."""
    office = Office(tmp_path_factory.mktemp("strict"))
    office.second_factor = "required"
    yield office
    office.close()


@pytest.fixture(scope="module")
def wire(office: Office) -> Iterator[Wire]:
    with serving(office) as port, laid(port) as wire:
        yield wire


@pytest.fixture
def client(office: Office, worker: Worker) -> Client:
    """Somebody whose name is in nothing else."""
    return office.open_case("三宅 波", worker)


@pytest.fixture
def somebody(browser: Browser, wire: Wire) -> Iterator[Callable[..., Page]]:
    """Gives a browser of somebody's own."""
    opened: list[BrowserContext] = []

    def sit_down(language: str = "ja", size: dict[str, int] = DESK) -> Page:
        context = browser.new_context(viewport=size, locale=language)  # type: ignore[arg-type]
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=wire.url)
        opened.append(context)
        return context.new_page()

    yield sit_down
    for context in opened:
        context.close()


def give_password(page: Page, wire: Wire, who: Worker, password: str = PASSWORD) -> None:
    page.goto(f"{wire.url}/office/sign-in")
    page.locator("#login").fill(who.login)
    page.locator("#password").fill(password)
    page.locator("main button").click()


def set_up(page: Page) -> str:
    """Sets an authenticator up, as the page asks. Returns its secret."""
    expect(page.locator(".qr svg")).to_be_visible()
    check(page)
    secret = page.locator("[data-secret]").inner_text()
    page.locator("#code").fill(pyotp.TOTP(secret).now())
    page.locator("main button[type=submit]").click()
    return secret


def enrolled(page: Page, wire: Wire, who: Worker) -> tuple[str, list[str]]:
    """Signs in for the first time. Returns the authenticator's secret and the recovery codes."""
    give_password(page, wire, who)
    secret = set_up(page)
    expect(page.locator("[data-recovery-code]")).to_have_count(10)
    check(page)
    codes = page.locator("[data-recovery-code]").all_inner_texts()
    page.locator(".form-actions a").click()
    expect(page.locator(".office__bar")).to_be_visible()
    return secret, codes


def next_code(secret: str) -> str:
    """A code that was not used yet: the one after the present, which counts already."""
    return pyotp.TOTP(secret).at(int(time.time()) + 30)


@pytest.mark.parametrize(("language", "size"), [("ja", HAND), ("en", DESK)])
def test_a_supervisor_sets_up_an_app_at_the_first_sign_in_and_a_recovery_code_replaces_a_lost_one(
    office: Office, wire: Wire, somebody: Callable[..., Page], language: str, size: dict[str, int]
) -> None:
    boss = office.hire("堤 直子", role="supervisor")
    secret, codes = enrolled(somebody(language, size), wire, boss)
    again = somebody(language, size)
    give_password(again, wire, boss)
    expect(again.locator("#code")).to_be_focused()
    check(again)
    again.locator("#code").fill("000000")
    again.locator("main button").click()
    expect(again.get_by_role("alert")).to_be_visible()
    check(again)
    again.locator("#code").fill(codes[3])
    again.locator("main button").click()
    expect(again.locator(".office__bar")).to_be_visible()
    again.goto(f"{wire.url}/office/account/")
    check(again)
    expect(again.locator("main")).to_contain_text("9")
    third = somebody(language, size)
    give_password(third, wire, boss)
    third.locator("#code").fill(next_code(secret))
    third.locator("main button").click()
    expect(third.locator(".office__bar")).to_be_visible()


def test_who_forgot_the_password_gets_a_link_and_chooses_another(
    office: Office, wire: Wire, somebody: Callable[..., Page], worker: Worker
) -> None:
    manager = office.hire("所長 薫", role="manager")
    desk, own = somebody(), somebody(size=HAND)
    enrolled(desk, wire, manager)
    desk.goto(f"{wire.url}/office/users/{worker.id}")
    check(desk)
    desk.get_by_role("button", name="パスワードを決め直すリンクを作る").click()
    expect(desk.locator(".qr svg")).to_be_visible()
    check(desk)
    desk.get_by_role("button", name="リンクをコピー").click()
    expect(desk.get_by_role("button", name="コピーしました")).to_be_visible()
    link = desk.evaluate("navigator.clipboard.readText()")
    own.goto(link)
    check(own)
    own.locator("#password").fill("password1234")
    own.locator("#again").fill("password1234")
    own.locator("main button").click()
    expect(own.locator("#password-error")).to_be_visible()
    check(own)
    own.locator("#password").fill(CHOSEN)
    own.locator("#again").fill(CHOSEN)
    own.locator("main button").click()
    expect(own.locator(".office__bar")).to_be_visible()
    give_password(somebody(), wire, worker, CHOSEN)


def test_a_lost_app_goes_by_administrator_and_manager_and_is_set_up_anew(
    office: Office, wire: Wire, somebody: Callable[..., Page]
) -> None:
    boss, keeper = office.hire("嵐 明", role="supervisor"), office.hire("システム 一", role="administrator")
    manager = office.hire("所長 渚", role="manager")
    enrolled(somebody(), wire, boss)
    admin, desk, own = somebody(), somebody(), somebody()
    enrolled(admin, wire, keeper)
    admin.goto(f"{wire.url}/office/users/{boss.id}")
    admin.get_by_role("button", name="認証アプリやパスキーが使えなくなった").click()
    expect(admin.get_by_text("承認待ち: 2段階目の確認の取り消し")).to_be_visible()
    check(admin)
    enrolled(desk, wire, manager)
    desk.get_by_role("link", name="アカウントの承認").click()
    check(desk)
    desk.get_by_role("button", name="承認する: 嵐 明").click()
    link = desk.locator("#address").input_value()
    own.goto(link)
    own.locator("#password").fill(CHOSEN)
    own.locator("#again").fill(CHOSEN)
    own.locator("main button").click()
    set_up(own)
    expect(own.locator("[data-recovery-code]")).to_have_count(10)


def test_the_phone_of_a_supervisor_asks_for_the_code(
    office: Office, wire: Wire, browser: Browser, somebody: Callable[..., Page]
) -> None:
    boss = office.hire("浅野 岬", role="supervisor")
    context = browser.new_context(**SCREEN)
    phone = Phone(context, wire.url)
    phone.start()
    phone.give_password(boss)
    expect(phone.page.get_by_text("先に事務所のページにログインして、認証アプリを設定してください")).to_be_visible()
    expect(phone.page.get_by_role("link", name="事務所の画面を開く")).to_be_visible()
    secret, _ = enrolled(somebody(), wire, boss)
    phone.give_password(boss)
    field = phone.page.get_by_label("確認コード（認証アプリの6桁、または予備コード）")
    expect(field).to_be_visible()
    field.fill("000000")
    phone.page.get_by_role("button", name="はじめる").click()
    expect(phone.page.get_by_text("確認コードが違うか、すでに使われています")).to_be_visible()
    field.fill(next_code(secret))
    phone.page.get_by_role("button", name="はじめる").click()
    choose_pin(phone.page)
    expect(phone.page.get_by_role("heading", level=1).first).to_have_text(re.compile("月.*日"))
    context.close()


def test_a_shared_screen_leaves_the_page_when_nobody_is_there(
    office: Office, wire: Wire, somebody: Callable[..., Page], worker: Worker, client: Client
) -> None:
    page = somebody()
    page.clock.install()
    give_password(page, wire, worker)
    page.goto(f"{wire.url}/office/cases/{client.id}")
    expect(page.get_by_text(client.name).first).to_be_visible()
    office.end_sessions(worker)
    page.clock.fast_forward(29 * 60 * 1_000)
    expect(page.get_by_text(client.name).first).to_be_visible()
    page.clock.fast_forward(90 * 1_000)
    expect(page.locator("#password")).to_be_visible()
    expect(page.get_by_text(client.name)).to_have_count(0)
