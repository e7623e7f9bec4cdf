"""What a thief finds on a phone, and how its worker comes in again."""

from __future__ import annotations

import base64
import json
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.browser.axe import barriers
from tests.browser.office import PASSWORD, Client, Office, Worker
from tests.browser.phones import NARRATIVE, Phone, Pocket
from tests.pin import PIN, choose_pin

SAID = "銀河鉄道の夜汽車"
TYPED = "未完成の紫陽花日記"
SOUGHT = "探索中の琥珀色"
DELIVERED_WITHIN_S = 60
"""A worker that no page stands behind has the time that nothing else takes."""


def spellings(word: str) -> Iterator[bytes]:
    """A word as a browser may write it into a file."""
    yield word.encode()
    yield word.encode("utf-16-le")
    yield word.encode("utf-16-be")
    yield word.encode("cp932")
    yield word.encode("euc-jp")
    yield quote(word).encode()
    yield json.dumps(word)[1:-1].encode()
    for before in range(3):
        text = base64.b64encode(b"\0" * before + word.encode())
        yield text[4 if before else 0 : -4]


def found_in(profile: Path, words: list[str]) -> list[str]:
    """In which files of a browser's profile any of the words stands, in any spelling."""
    found = []
    for file in sorted(profile.rglob("*")):
        if not file.is_file() or file.is_symlink():
            continue
        content, name = file.read_bytes(), file.relative_to(profile)
        found += [f"{word} in {name}" for word in words if any(spelling in content for spelling in spellings(word))]
    return found


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """Where ``pocket`` keeps what its browser keeps."""
    return tmp_path / "profile"


def filled(pocket: Pocket, worker: Worker, client: Client) -> Phone:
    """A phone with a caseload, a note that was sent, one that was not, a draft, and words that were searched for."""
    phone = pocket.start()
    phone.sign_in(worker)
    phone.installed()
    phone.start()
    phone.write_note(client, f"{SAID}を見た。")
    phone.see_all_delivered()
    phone.offline()
    phone.write_note(client, f"{SAID}をまた見た。")
    phone.go("ケース")
    phone.page.get_by_role("searchbox").fill(SOUGHT)
    phone.page.get_by_role("searchbox").fill("")
    phone.begin_note(client)
    phone.field(NARRATIVE).press_sequentially(TYPED)
    phone.see("下書きを保存しました")
    return phone


def test_the_files_of_a_browser_hold_no_word(pocket: Pocket, profile: Path, worker: Worker, client: Client) -> None:
    words = [SAID, TYPED, SOUGHT, client.name, worker.name, PIN, PASSWORD]
    phone = filled(pocket, worker, client)
    pocket.kill()
    assert found_in(profile, words) == [], "signed in, and ended at once"

    phone = pocket.start()
    phone.start(opens=False)
    assert phone.is_locked()
    assert client.name not in phone.page.content()
    pocket.close()
    assert found_in(profile, words) == [], "locked"

    # Ended at once, a browser has lost the session's cookie: the office would let nobody in, and the app show nothing.
    phone = pocket.start()
    phone.offline()
    phone.start()
    phone.begin_note(client)
    expect(phone.field(NARRATIVE)).to_have_value(TYPED)
    phone.go("その他")
    phone.page.get_by_role("button", name="今すぐ鍵をかける").click()
    expect(phone.page.locator("#pin")).to_be_visible()
    pocket.close()
    assert found_in(profile, words) == [], "locked by hand"


def test_a_sign_out_leaves_no_word(pocket: Pocket, profile: Path, worker: Worker, client: Client) -> None:
    phone = pocket.start()
    phone.sign_in(worker)
    phone.write_note(client, f"{SAID}を見た。")
    phone.see_all_delivered()
    phone.go("その他")
    phone.press("ログアウト")
    phone.page.get_by_role("dialog").get_by_role("button", name="ログアウト").click()
    expect(phone.page.get_by_label("パスワード")).to_be_visible()
    pocket.close()
    assert found_in(profile, [SAID, client.name, worker.name, PIN, PASSWORD]) == []


def test_a_word_in_the_open_would_be_found(tmp_path: Path) -> None:
    for nth, spelling in enumerate(spellings(SAID)):
        (tmp_path / f"{nth}.ldb").write_bytes(b"\0\1" + spelling + b"\2")
    assert len(found_in(tmp_path, [SAID, TYPED])) == len(list(spellings(SAID)))


def test_a_locked_phone_opens_with_its_pin_without_a_network(pocket: Pocket, worker: Worker, client: Client) -> None:
    phone = filled(pocket, worker, client)
    pocket.close()
    phone = pocket.start()
    phone.offline()
    phone.start(opens=False)
    phone.give_pin("000001")
    phone.see(re.compile("暗証番号が違います。あと9回"))
    phone.give_pin()
    phone.begin_note(client)
    expect(phone.field(NARRATIVE)).to_have_value(TYPED)
    phone.see_unsent(1)


def test_a_tab_beside_an_open_one_asks_for_no_pin_and_locks_with_it(phone: Phone, client: Client) -> None:
    first = phone.page
    second = phone.new_page()
    phone.start(opens=False)
    assert not phone.is_locked()
    phone.go("その他")
    second.get_by_role("button", name="今すぐ鍵をかける").click()
    for page in (first, second):
        expect(page.locator("#pin")).to_be_visible()
        assert client.name not in page.content()


def test_a_phone_that_nobody_touches_locks_itself_and_keeps_what_was_typed(
    phones: Callable[..., Phone], worker: Worker, client: Client
) -> None:
    phone = phones()
    phone.context.clock.install()
    phone.sign_in(worker)
    phone.begin_note(client)
    phone.field(NARRATIVE).press_sequentially(TYPED)
    phone.context.clock.fast_forward("09:00")
    expect(phone.field(NARRATIVE)).to_have_value(TYPED)
    phone.context.clock.fast_forward("02:00")
    expect(phone.page.locator("#pin")).to_be_visible()
    phone.give_pin()
    expect(phone.field(NARRATIVE)).to_have_value(TYPED)


def test_while_a_visit_is_watched_over_help_is_a_tap_away(
    phones: Callable[..., Phone], office: Office, worker: Worker, client: Client
) -> None:
    phone = phones()
    phone.context.clock.install()
    phone.sign_in(worker)
    phone.open_case(client)
    phone.page.get_by_role("link", name="訪問を始める").click()
    phone.page.get_by_role("button", name=re.compile("訪問を始める")).click()
    expect(phone.page.get_by_role("button", name="助けを求める", exact=True)).to_be_visible()
    phone.context.clock.fast_forward("30:00")
    expect(phone.page.get_by_role("button", name="助けを求める", exact=True)).to_be_visible()
    phone.go("その他")
    phone.page.get_by_role("button", name="今すぐ鍵をかける").click()
    phone.see("助けを呼べなくなるためです")
    office.end_visits()


def test_a_pin_is_changed(pocket: Pocket, worker: Worker) -> None:
    phone = pocket.start()
    phone.sign_in(worker)
    phone.go("その他")
    phone.press("暗証番号を変える")
    for label, pin in (("今の暗証番号", PIN), ("新しい暗証番号", "739164"), ("もう一度", "739164")):
        phone.page.get_by_label(label).fill(pin)
    phone.page.locator("form").get_by_role("button", name="暗証番号を変える").click()
    phone.see("暗証番号を変えました")
    pocket.close()
    phone = pocket.start()
    phone.start(opens=False)
    phone.give_pin("739164")
    expect(phone.tab("今日")).to_be_visible()


def test_the_lock_and_the_choosing_can_be_used_by_everybody(phones: Callable[..., Phone], worker: Worker) -> None:
    phone = phones()
    phone.start()
    phone.page.get_by_label("ログイン名").fill(worker.login)
    phone.page.get_by_label("パスワード").fill(PASSWORD)
    phone.press("はじめる")
    expect(phone.page.locator("#new-pin")).to_be_visible()
    assert barriers(phone.page, "pin") == []
    for pin, again, problem in (
        ("4829", "4829", "6文字以上"),
        ("111111", "111111", "並び順"),
        (PIN, "482916", "同じではありません"),
    ):
        phone.page.get_by_label("新しい暗証番号").fill(pin)
        phone.page.get_by_label("もう一度").fill(again)
        phone.press("この暗証番号にする")
        phone.see(re.compile(problem))
    choose_pin(phone.page)
    phone.go("その他")
    phone.press("今すぐ鍵をかける")
    expect(phone.page.locator("#pin")).to_be_visible()
    assert barriers(phone.page, "locked") == []


def test_a_locked_phone_delivers_what_it_cannot_read(
    pocket: Pocket, office: Office, worker: Worker, client: Client
) -> None:
    phone = filled(pocket, worker, client)
    phone.go("その他")
    phone.press("今すぐ鍵をかける")
    phone.see(re.compile("送信前の記録や写真が1件"))
    phone.online()
    expect(phone.page.get_by_text("送信前の記録や写真が")).to_be_hidden()
    assert phone.is_locked()
    assert f"{SAID}をまた見た。" in office.narratives(client)
    phone.give_pin()
    phone.see_all_delivered()
    assert sorted(office.narratives(client)) == [f"{SAID}をまた見た。", f"{SAID}を見た。"]


def test_a_closed_app_delivers_by_its_worker(pocket: Pocket, office: Office, worker: Worker, client: Client) -> None:
    phone = filled(pocket, worker, client)
    devtools = phone.context.new_cdp_session(phone.page)
    versions: list[dict[str, str]] = []
    devtools.on("ServiceWorker.workerRegistrationUpdated", lambda event: versions.extend(event["registrations"]))
    devtools.send("ServiceWorker.enable")
    phone.page.wait_for_timeout(500)
    registration = next(each["registrationId"] for each in versions if each["scopeURL"].startswith(phone.origin))
    phone.page.goto("about:blank")
    phone.online()
    told = {"origin": phone.origin, "registrationId": registration, "tag": "banso-exchange", "lastChance": False}
    deadline = time.monotonic() + DELIVERED_WITHIN_S
    # A worker may hear of the network later than the page; where it could not deliver, the browser asks it again.
    while f"{SAID}をまた見た。" not in office.narratives(client):
        assert time.monotonic() < deadline
        devtools.send("ServiceWorker.dispatchSyncEvent", told)
        phone.page.wait_for_timeout(2_000)


def test_a_forgotten_pin_costs_no_note(pocket: Pocket, office: Office, worker: Worker, client: Client) -> None:
    filled(pocket, worker, client)
    pocket.close()
    phone = pocket.start()
    phone.offline()
    phone.start(opens=False)
    phone.page.get_by_text("暗証番号を忘れたとき").click()
    assert barriers(phone.page, "forgotten") == []
    phone.press("消して入り直す")
    phone.page.get_by_role("dialog").get_by_role("button", name="消して入り直す").click()
    phone.see("この端末の内容を消しました")
    assert client.name not in phone.page.content()
    phone.online()
    phone.give_password(worker)
    phone.see_all_delivered()
    assert sorted(office.narratives(client)) == [f"{SAID}をまた見た。", f"{SAID}を見た。"]


@pytest.mark.parametrize("locked", [True, False])
def test_a_phone_that_was_taken_out_of_use_hands_over_and_erases_itself(
    pocket: Pocket, profile: Path, office: Office, worker: Worker, client: Client, locked: bool
) -> None:
    phone = filled(pocket, worker, client)
    if locked:
        phone.go("その他")
        phone.press("今すぐ鍵をかける")
        phone.see(re.compile("送信前の記録や写真が1件"))
    office.revoke(worker)
    phone.online()
    phone.see("この端末は、事務所で使用停止になりました")
    assert client.name not in phone.page.content()
    assert f"{SAID}をまた見た。" in office.held()
    assert f"{SAID}をまた見た。" not in office.narratives(client)
    deadline = time.monotonic() + DELIVERED_WITHIN_S
    while office.phones(worker)[0].erased_at is None:
        assert time.monotonic() < deadline
        phone.page.wait_for_timeout(100)
    pocket.close()
    assert found_in(profile, [SAID, TYPED, SOUGHT, client.name, worker.name, PIN, PASSWORD]) == []


def test_ten_wrong_pins_erase_the_phone_and_cost_no_note(
    pocket: Pocket, office: Office, worker: Worker, client: Client
) -> None:
    filled(pocket, worker, client)
    pocket.close()
    phone = pocket.start()
    phone.context.clock.install()
    phone.offline()
    phone.start(opens=False)
    for _ in range(10):
        phone.context.clock.fast_forward("01:01:00")
        phone.give_pin("000001")
        expect(phone.page.get_by_role("button", name="確かめています…")).to_have_count(0)
    phone.see("この端末の内容を消しました")
    phone.online()
    phone.give_password(worker)
    phone.see_all_delivered()
    assert sorted(office.narratives(client)) == [f"{SAID}をまた見た。", f"{SAID}を見た。"]
