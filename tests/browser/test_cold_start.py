"""A phone that was installed once needs no network, neither to start nor to write."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from playwright.sync_api import Error, expect

from tests.browser.office import Client, Office, Worker
from tests.browser.phones import NARRATIVE, Phone, Pocket, misbehaviour
from tests.browser.wire import Wire, cut, drop_reply


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
    wire.fails(cut, times=None)
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
