"""A case whose time is over is erased by two people at the office, and goes from the phones that have it."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import desk
from tests.browser.desk import Desk
from tests.browser.office import Client, Office, Worker
from tests.browser.phones import PATIENCE_MS, Phone, Pocket
from tests.browser.test_office_axe import check
from tests.browser.test_sealed import SAID, found_in
from tests.browser.wire import Wire

UNSENT = "圏外で書いた面談の続き"
APPROVED = "承認しました。もう表示されません。数分のうちに消去されます。"
ERASED = "この記録は保存期間が過ぎて消去されました。この内容は受け取れません。"
LONG = "".join(chr(0x4E00 + 7 * place % 20_000) for place in range(6_000))
"""So much that it cannot lie sealed among the rest unnoticed."""

BYTES_KEPT = """async () => {
  const asked = (request) => new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
  const size = (value) =>
    typeof value === "string" ? value.length
    : value instanceof ArrayBuffer || ArrayBuffer.isView(value) ? value.byteLength
    : value !== null && typeof value === "object" ? Object.values(value).reduce((sum, each) => sum + size(each), 0)
    : 0;
  let kept = 0;
  for (const { name } of await indexedDB.databases()) {
    const database = await asked(indexedDB.open(name));
    for (const table of database.objectStoreNames)
      kept += size(await asked(database.transaction(table).objectStore(table).getAll()));
    database.close();
  }
  return kept;
}"""
"""How much stands in the raw rows of the browser's databases, sealed as they are."""


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """Where ``pocket`` keeps what its browser keeps."""
    return tmp_path / "profile"


def decide(at: Desk, client: Client, button: str) -> None:
    """On the page of the case under those whose time is over."""
    at.page.goto(f"{at.origin}/office/erasures/")
    check(at.page)
    at.page.get_by_role("link", name=client.name).click()
    at.page.get_by_label("読みました。取り消せないことを理解しています。").check()
    check(at.page)
    at.page.get_by_role("button", name=button).click()


def erase(browser: Browser, wire: Wire, office: Office, client: Client) -> None:
    """The supervisor asks, a manager approves, and the scheduler has its turn."""
    office.close_case(client)
    context = browser.new_context(**desk.SCREEN)
    asking = Desk(context, wire.url)
    asking.sign_in(office.supervisor)
    decide(asking, client, "消去を申し出る")
    expect(asking.page.get_by_text("別の人が承認するまで、何も消去されません。")).to_be_visible()
    asking.page.get_by_role("link", name=client.name).click()
    expect(asking.page.get_by_text("別の人が決めます。")).to_be_visible()
    expect(asking.page.get_by_role("button", name="承認して、完全に消去する")).to_have_count(0)
    context.close()
    context = browser.new_context(**desk.SCREEN)
    approving = Desk(context, wire.url)
    approving.sign_in(office.hire("灘 たもつ", role="manager"))
    decide(approving, client, "承認して、完全に消去する")
    expect(approving.page.get_by_text(APPROVED)).to_be_visible()
    office.carry_on_erasing()
    approving.page.goto(f"{wire.url}/office/erasures/")
    expect(approving.page.get_by_role("heading", name="消去の記録")).to_be_visible()
    check(approving.page)
    expect(approving.page.get_by_role("link", name=client.name)).to_have_count(0)
    context.close()


def test_what_two_people_erase_goes_from_a_phone_and_from_its_files(
    pocket: Pocket, profile: Path, browser: Browser, wire: Wire, office: Office, worker: Worker
) -> None:
    client, other = office.open_case("野分 しおり", worker), office.open_case("秋津 みなと", worker)
    phone = pocket.start()
    phone.sign_in(worker)
    phone.installed()
    phone.start()
    before = phone.page.evaluate(BYTES_KEPT)
    phone.write_note(client, f"{SAID}を見た。{LONG}。")
    phone.see_all_delivered()
    assert phone.page.evaluate(BYTES_KEPT) > before + len(LONG)
    erase(browser, wire, office, client)
    phone.retry()
    phone.see_all_delivered()
    phone.go("ケース")
    expect(phone.page.get_by_role("main").get_by_role("link", name=other.name)).to_be_visible()
    expect(phone.page.get_by_role("main").get_by_role("link", name=client.name)).to_have_count(0)
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while phone.page.evaluate(BYTES_KEPT) > before + len(LONG):
        assert time.monotonic() < deadline
        phone.page.wait_for_timeout(100)
    assert office.records("support", client.id) == {}
    pocket.close()
    assert found_in(profile, [SAID, client.name]) == []

    # From what is on its disk alone.
    phone = pocket.start()
    phone.offline()
    phone.start()
    phone.go("ケース")
    expect(phone.page.get_by_role("main").get_by_role("link", name=other.name)).to_be_visible()
    expect(phone.page.get_by_role("main").get_by_role("link", name=client.name)).to_have_count(0)
    phone.page.get_by_role("searchbox").fill(SAID)
    expect(phone.page.get_by_role("main").get_by_text(SAID)).to_have_count(0)


def test_a_phone_with_an_unsent_note_of_it_is_told_and_its_author_throws_it_away(
    phones: Callable[..., Phone], browser: Browser, wire: Wire, office: Office, worker: Worker, client: Client
) -> None:
    phone = phones()
    phone.sign_in(worker)
    phone.offline()
    phone.write_note(client, f"{UNSENT}。")
    phone.see_unsent(1)
    erase(browser, wire, office, client)
    phone.online()
    phone.retry()
    phone.see(ERASED)
    # It is there to be read, and to be told elsewhere, until its author says otherwise.
    phone.see_unsent(1)
    expect(phone.page.get_by_role("link", name="直して送る")).to_have_count(0)
    phone.page.get_by_role("link", name="書いた内容を読む").click()
    phone.see(ERASED)
    expect(phone.page.get_by_role("main").get_by_text(UNSENT)).to_be_visible()
    expect(phone.page.get_by_role("button", name="送る")).to_have_count(0)
    check(phone.page)
    phone.start()
    phone.go("送信")
    phone.see(ERASED)
    phone.press("取り消す")
    phone.page.get_by_role("dialog").get_by_role("button", name="取り消す").click()
    phone.see_all_delivered()
    phone.go("ケース")
    expect(phone.page.get_by_role("main").get_by_role("link", name=client.name)).to_have_count(0)
    assert office.records("support", client.id) == {}
