"""A phone that was installed once needs no network, neither to start nor to write."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from playwright.sync_api import Error, expect

from tests.browser.axe import barriers
from tests.browser.office import ROOT, Client, Office, Worker
from tests.browser.phones import NARRATIVE, Phone, Pocket, misbehaviour
from tests.browser.wire import SENDING, Wire, cut, drop_reply


def test_the_app_can_be_installed(phones: Callable[[], Phone]) -> None:
    phone = phones()
    phone.start()
    phone.installed()
    devtools = phone.context.new_cdp_session(phone.page)
    manifest = devtools.send("Page.getAppManifest")
    assert manifest["errors"] == []
    assert manifest["url"] == f"{phone.origin}/manifest.json"
    errors = [error["errorId"] for error in devtools.send("Page.getInstallabilityErrors")["installabilityErrors"]]
    # A context of the tests counts as a private window, in which nothing is ever installed.
    assert [error for error in errors if error != "in-incognito"] == []


def test_two_notes_of_a_day_without_network_arrive_once_each(
    pocket: Pocket, wire: Wire, office: Office, worker: Worker, client: Client
) -> None:
    phone = pocket.start()
    phone.sign_in(worker)
    phone.installed()
    pocket.close()

    # On the wire, too: a browser that starts may send what waits before anybody has told it that it is offline.
    wire.fails(cut, path=SENDING, times=None)
    phone = pocket.start()
    phone.offline()
    phone.start()
    phone.write_note(client, "一件目。戸口で少し話せた。")
    phone.see("この端末に保存しました")
    phone.write_note(client, "二件目。手紙を置いた。")
    phone.begin_note(client)
    phone.field(NARRATIVE).press_sequentially("三件目の書きかけ")
    phone.see("下書きを保存しました")
    pocket.kill()

    phone = pocket.start()
    phone.offline()
    phone.start()
    phone.see_unsent(2)
    phone.go("今日")
    phone.page.get_by_role("region", name="書きかけの記録").get_by_role("link", name=client.name).click()
    expect(phone.field(NARRATIVE)).to_have_value("三件目の書きかけ")
    assert office.notes(client) == []

    wire.reset()
    wire.fails(drop_reply)
    phone.online()
    phone.retry()
    phone.see_all_delivered()
    assert sorted(office.narratives(client)) == ["一件目。戸口で少し話せた。", "二件目。手紙を置いた。"]
    sent = [request for request in wire.exchanges() if request.json["changes"]]
    assert [request.reply is None for request in sent] == [True, False]
    assert misbehaviour(phone) == []


def test_a_page_that_dies_in_the_middle_of_a_word_leaves_the_draft(phone: Phone, client: Client) -> None:
    phone.begin_note(client)
    phone.field(NARRATIVE).press_sequentially("玄関の植木鉢が")
    phone.see("下書きを保存しました")
    dying = phone.page
    with dying.expect_event("crash"), suppress(Error):
        dying.goto("chrome://crash")
    phone.new_page()
    phone.start()
    phone.begin_note(client)
    expect(phone.field(NARRATIVE)).to_have_value("玄関の植木鉢が")
    phone.see("の下書きの続きです")


def test_english_is_there_without_network_from_the_first_day(pocket: Pocket, worker: Worker) -> None:
    phone = pocket.start()
    phone.sign_in(worker)
    phone.installed()
    pocket.close()
    phone = pocket.start()
    phone.offline()
    phone.start()
    phone.go("その他")
    phone.page.get_by_role("radio", name="English").check()
    expect(phone.page.locator("html")).to_have_attribute("lang", "en")
    pocket.close()
    phone = pocket.start()
    phone.offline()
    phone.start()
    phone.see("Today")


def test_english_that_cannot_be_had_is_said_and_can_be_tried_again(phones: Callable[[], Phone], wire: Wire) -> None:
    (words,) = (ROOT / "static" / "dist").glob("en-*.txt")
    wire.fails(cut, path=f"/static/dist/{words.name}", times=None)
    phone = phones()
    phone.start()
    english = phone.page.get_by_role("radio", name="English")
    english.click()
    phone.see("英語の表示は、電波の届くところで選んでください")
    expect(phone.page.locator("html")).to_have_attribute("lang", "ja")
    wire.reset()
    english.click()
    expect(phone.page.locator("html")).to_have_attribute("lang", "en")


def test_a_start_that_hangs_says_what_to_do(phones: Callable[[], Phone], wire: Wire) -> None:
    """So does a browser that cannot read the app: no script is needed for it."""
    (app,) = (ROOT / "static" / "dist").glob("app-*.js")
    wire.fails(cut, path=f"/static/dist/{app.name}", times=None)
    phone = phones()
    phone.page.goto(phone.origin)
    late = phone.page.get_by_text("開くのに時間がかかっています")
    expect(late).to_be_hidden()
    expect(late).to_be_visible(timeout=20_000)
    assert barriers(phone.page, "late") == []
    wire.reset()
    phone.start()
    expect(late).to_have_count(0)


def test_a_long_press_on_an_iphone_selects_nothing() -> None:
    """Safari knows only its own name for it; a selection would end the call for help."""
    (styles,) = (ROOT / "static" / "dist").glob("app-*.css")
    assert "-webkit-user-select:none;user-select:none" in styles.read_text("utf-8")
