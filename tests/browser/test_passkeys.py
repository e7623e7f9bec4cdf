"""Passkeys and the city's account, as people use them: with an authenticator that Chromium plays, and a provider of
identities on this machine.
"""

from __future__ import annotations

import hashlib
import re
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from server.store import utcnow
from server.store.identities import IdentityRow
from tests.browser.office import PASSWORD, Office, Worker, serving
from tests.browser.phones import SCREEN, Phone
from tests.browser.test_office_axe import check
from tests.browser.test_second_step import DESK, HAND
from tests.pin import PIN, choose_pin
from tests.server.openid_provider import CLIENT, SECRET, OpenIdProvider, served

AUTHENTICATOR: dict[str, Any] = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def provider() -> Iterator[OpenIdProvider]:
    with served(OpenIdProvider()) as running:
        yield running


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, provider: OpenIdProvider) -> Iterator[Office]:
    """An office as in production, which is reached under a name."""
    office = Office(tmp_path_factory.mktemp("named"))
    office.second_factor = "required"
    secret = office.folder / "oidc-secret"
    secret.write_text(SECRET)
    office.settings = {
        "BANSO_ADDRESS": f"http://localhost:{free_port()}",
        "BANSO_OIDC_ISSUER": provider.issuer,
        "BANSO_OIDC_CLIENT_ID": CLIENT,
        "BANSO_OIDC_SECRET": str(secret),
        "BANSO_OIDC_NAME": "見本市のアカウント",
    }
    yield office
    office.close()


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def site(office: Office) -> Iterator[str]:
    """The address of the office."""
    address = office.settings["BANSO_ADDRESS"]
    with serving(office, int(address.rpartition(":")[2])):
        yield address


@pytest.fixture
def somebody(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Gives a browser of somebody's own, with an authenticator in its device."""
    opened: list[BrowserContext] = []

    def sit_down(size: dict[str, int] = DESK, language: str = "ja") -> Page:
        context = browser.new_context(viewport=size, locale=language)  # type: ignore[arg-type]
        opened.append(context)
        page = context.new_page()
        with_authenticator(page)
        return page

    yield sit_down
    for context in opened:
        context.close()


def with_authenticator(page: Page, **more: Any) -> Callable[[bool], Any]:
    """Puts an authenticator into the device. What is given back says whether its user is known to it from now on."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    made = device.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR | more})
    told = {"authenticatorId": made["authenticatorId"]}
    return lambda known: device.send("WebAuthn.setUserVerified", {**told, "isUserVerified": known})


def give_password(page: Page, site: str, who: Worker) -> None:
    page.goto(f"{site}/office/sign-in")
    page.locator("#login").fill(who.login)
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name="ログイン", exact=True).click()


def bind(office: Office, who: Worker, provider: OpenIdProvider) -> None:
    """Has the provider's word let somebody in."""
    known = hashlib.sha256(f"{provider.issuer}\n{provider.subject}".encode()).hexdigest()
    with office.writing() as store:
        store.identities.bind(IdentityRow(who.id, known, provider.subject, utcnow()))


def sign_out(page: Page, site: str) -> None:
    page.goto(f"{site}/office/account/")
    page.get_by_role("button", name="ログアウト", exact=True).click()
    expect(page.locator("#password")).to_be_visible()


def first_passkey(page: Page, site: str, who: Worker) -> list[str]:
    """Sets a passkey up at the first sign-in. Returns the recovery codes."""
    give_password(page, site, who)
    page.get_by_role("button", name="パスキーを作る").click()
    expect(page.locator("[data-recovery-code]")).to_have_count(10)
    codes = page.locator("[data-recovery-code]").all_inner_texts()
    page.locator(".form-actions a").click()
    expect(page.locator(".office__bar")).to_be_visible()
    return codes


@pytest.mark.parametrize("size", [HAND, DESK], ids=["hand", "desk"])
def test_a_supervisor_makes_a_passkey_at_the_first_sign_in_and_signs_in_by_it_alone(
    office: Office, site: str, somebody: Callable[..., Page], size: dict[str, int]
) -> None:
    boss, page = office.hire("堤 直子", role="supervisor"), somebody(size)
    give_password(page, site, boss)
    expect(page.get_by_role("button", name="パスキーを作る")).to_be_visible()
    check(page)
    first_passkey(page, site, boss)
    page.goto(f"{site}/office/account/")
    expect(page.get_by_text("まだ使っていません")).to_be_visible()
    check(page)
    sign_out(page, site)
    check(page)
    page.get_by_role("button", name="パスキーでログイン").click()
    expect(page.locator(".office__bar")).to_be_visible()
    page.goto(f"{site}/office/account/")
    expect(page.get_by_text("最後に使用")).to_be_visible()
    sign_out(page, site)
    give_password(page, site, boss)
    expect(page.get_by_role("button", name="パスキーで確認する")).to_be_visible()
    check(page)
    page.get_by_role("button", name="パスキーで確認する").click()
    expect(page.locator(".office__bar")).to_be_visible()


def test_whoever_lost_the_device_comes_in_by_a_recovery_code_makes_another_passkey_and_removes_the_lost_one(
    office: Office, site: str, somebody: Callable[..., Page]
) -> None:
    boss = office.hire("嵐 明", role="supervisor")
    codes = first_passkey(somebody(), site, boss)
    page = somebody(HAND)
    give_password(page, site, boss)
    page.locator("#code").fill(codes[0])
    page.get_by_role("button", name="進む").click()
    expect(page.locator(".office__bar")).to_be_visible()
    page.goto(f"{site}/office/account/")
    page.get_by_role("link", name=re.compile("^外す: ")).click()
    expect(page.get_by_role("heading", name="本人であることを確かめます")).to_be_visible()
    check(page)
    page.locator("#present").fill(PASSWORD)
    page.locator("#code").fill(codes[1])
    page.get_by_role("button", name="進む").click()
    expect(page.get_by_text("先に別のパスキーか認証アプリを加えてください")).to_be_visible()
    check(page)
    page.get_by_role("link", name="パスキーを追加する").click()
    check(page)
    page.locator("#name").fill("新しい電話")
    page.get_by_role("button", name="パスキーを作る").click()
    expect(page.get_by_text("パスキーを追加しました")).to_be_visible()
    page.get_by_role("link", name=re.compile("外す: (?!新しい電話)")).click()
    check(page)
    page.get_by_role("button", name="外す", exact=True).click()
    expect(page.get_by_text("パスキーを外しました")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("^外す: "))).to_have_count(1)
    sign_out(page, site)
    page.get_by_role("button", name="パスキーでログイン").click()
    expect(page.locator(".office__bar")).to_be_visible()


def test_who_is_not_known_to_their_device_is_told_and_may_choose_another_way(
    office: Office, site: str, browser: Browser
) -> None:
    boss = office.hire("浅野 岬", role="supervisor")
    context = browser.new_context(viewport=DESK, locale="ja")  # type: ignore[arg-type]
    page = context.new_page()
    known = with_authenticator(page)
    first_passkey(page, site, boss)
    sign_out(page, site)
    known(False)
    page.get_by_role("button", name="パスキーでログイン").click()
    expect(page.get_by_text("パスキーを使えませんでした")).to_be_visible()
    check(page)
    known(True)
    page.get_by_role("button", name="パスキーでログイン").click()
    expect(page.locator(".office__bar")).to_be_visible()
    context.close()


def test_a_phone_signs_in_by_a_passkey(office: Office, site: str, browser: Browser) -> None:
    boss = office.hire("三宅 波", role="supervisor")
    context = browser.new_context(**SCREEN)
    phone = Phone(context, site)
    with_authenticator(phone.page)
    first_passkey(phone.page, site, boss)
    sign_out(phone.page, site)
    phone.start()
    phone.page.get_by_role("button", name="パスキーではじめる").click()
    choose_pin(phone.page)
    expect(phone.page.get_by_role("heading", level=1).first).to_have_text(re.compile("月.*日"))
    context.close()


def test_a_worker_comes_in_by_the_citys_account_at_the_office_and_on_the_phone(
    office: Office, site: str, somebody: Callable[..., Page], browser: Browser, provider: OpenIdProvider
) -> None:
    worker, page = office.hire("相田 翼"), somebody()
    provider.subject = "aida"
    page.goto(f"{site}/office/sign-in")
    page.get_by_role("button", name="見本市のアカウントでログイン").click()
    expect(page.locator("[data-subject]")).to_have_text("aida")
    check(page)
    bind(office, worker, provider)
    page.goto(f"{site}/office/sign-in")
    page.get_by_role("button", name="見本市のアカウントでログイン").click()
    expect(page.locator(".office__bar")).to_be_visible()
    page.goto(f"{site}/office/account/")
    check(page)
    context = browser.new_context(**SCREEN)
    phone = Phone(context, site)
    phone.start()
    phone.page.get_by_role("link", name="見本市のアカウント").click()
    choose_pin(phone.page)
    expect(phone.page.get_by_role("heading", level=1).first).to_have_text(re.compile("月.*日"))
    assert "identity" not in phone.page.url
    context.close()


def test_a_provider_that_is_down_is_said_and_the_password_lets_in(
    office: Office, site: str, somebody: Callable[..., Page], provider: OpenIdProvider
) -> None:
    worker, page = office.hire("渡辺 光"), somebody(HAND)
    provider.subject = "watanabe"
    page.goto(f"{site}/office/sign-in")
    provider.up = False
    try:
        page.get_by_role("button", name="見本市のアカウントでログイン").click()
        expect(page.get_by_text("今、市のログインの仕組みにつながりません")).to_be_visible()
        check(page)
    finally:
        provider.up = True
    give_password(page, site, worker)
    expect(page.locator(".office__bar")).to_be_visible()


def test_a_fingerprint_opens_the_lock_without_a_network_and_the_pin_goes_on(
    office: Office, site: str, browser: Browser
) -> None:
    worker, context = office.hire("野原 海"), browser.new_context(**SCREEN)
    office.open_case("高井 すみれ", worker)
    phone = Phone(context, site)
    known = with_authenticator(phone.page, hasPrf=True, ctap2Version="ctap2_1")
    phone.sign_in(worker)
    phone.installed()
    phone.page.goto(f"{site}/#/more")
    phone.page.get_by_role("button", name="指紋や顔でも開けるようにする").click()
    phone.page.locator("#device-pin").fill(PIN)
    phone.page.get_by_role("button", name="指紋や顔でも開けるようにする").click()
    expect(phone.page.get_by_role("button", name="暗証番号だけで開けるようにする")).to_be_visible()
    context.set_offline(True)
    phone.page.get_by_role("button", name="今すぐ鍵をかける").click()
    by_finger = phone.page.get_by_role("button", name="指紋や顔で開く")
    expect(by_finger).to_be_visible()
    check(phone.page)
    by_finger.click()
    expect(phone.page.locator("#pin")).to_have_count(0)
    expect(phone.tab("今日")).to_be_visible()
    phone.page.goto(f"{site}/#/more")
    phone.page.get_by_role("button", name="今すぐ鍵をかける").click()
    known(False)
    by_finger.click()
    expect(phone.page.get_by_text("開けませんでした")).to_be_visible()
    check(phone.page)
    phone.give_pin()
    expect(phone.tab("今日")).to_be_visible()
    context.close()
