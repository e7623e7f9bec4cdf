"""A thief finds no photo on a phone, nor what it is called, nor what the camera wrote into it."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.camera import document, files_with, photo, pieces
from tests.browser.office import Client, Office, Worker
from tests.browser.phones import NARRATIVE, Phone, Pocket
from tests.browser.test_attachments import attachments, contents
from tests.browser.test_sealed import found_in, spellings

NAMED = "督促状の琥珀写真"
REMARK = "撮影地は紫陽花町三丁目"
WRITTEN = "蒼穹と書かれた書類"
WORDS = [NAMED, REMARK, WRITTEN]


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """Where ``pocket`` keeps what its browser keeps."""
    return tmp_path / "profile"


def attach(phone: Phone, *files: Path) -> None:
    phone.page.get_by_label("写真をとる").set_input_files(files[0])
    for file in files[1:]:
        phone.page.get_by_label("ファイルを選ぶ").set_input_files(file)
    for file in files:
        expect(phone.page.get_by_text(file.stem, exact=False).first).to_be_visible()
    expect(phone.page.locator(".attachment__picture img").first).to_be_visible()


def test_the_files_of_a_browser_hold_no_photo(
    pocket: Pocket, profile: Path, browser: Browser, office: Office, worker: Worker, client: Client, tmp_path: Path
) -> None:
    folder = tmp_path / "camera"
    folder.mkdir()
    taken = [photo(browser, REMARK) for _ in range(2)]
    pictures = [folder / f"{NAMED}{number}.jpg" for number in range(2)]
    for file, content in zip(pictures, taken, strict=True):
        file.write_bytes(content)
    paper = folder / f"{NAMED}.pdf"
    paper.write_bytes(document(WRITTEN))
    originals = [piece for content in (*taken, document(WRITTEN)) for piece in pieces(content)]

    phone = pocket.start()
    phone.sign_in(worker)
    phone.installed()
    phone.start()
    phone.begin_note(client)
    phone.was_visited()
    attach(phone, pictures[0], paper)
    phone.save()
    phone.see_all_delivered()
    here = attachments(office, client)
    sent = {here[name]["media_type"]: content for name, content in contents(office).items() if name in here}
    assert REMARK.encode() not in sent["image/jpeg"], "what a camera writes into a photo stays behind"
    kept = originals + pieces(sent["image/jpeg"]) + pieces(sent["application/pdf"])
    # Looked at in full, with its picture drawn; and another one that nobody has sent or saved.
    phone.open_case(client)
    phone.page.locator("a[href^='#/note/']").first.click()
    phone.page.get_by_role("link", name=f"{NAMED}0").first.click()
    expect(phone.page.locator("main img").first).to_be_visible()
    phone.press("閉じる")
    phone.offline()
    phone.begin_note(client)
    attach(phone, pictures[1])
    phone.field(NARRATIVE).fill("下書き。")
    phone.see("下書きを保存しました")
    pocket.kill()
    assert files_with(profile, kept) == [], "signed in, and ended at once"
    assert found_in(profile, WORDS) == [], "signed in, and ended at once"

    phone = pocket.start()
    phone.start(opens=False)
    assert phone.is_locked()
    pocket.close()
    assert files_with(profile, kept) == [], "locked"
    assert found_in(profile, WORDS) == [], "locked"


@pytest.mark.parametrize("destroyed", [False, True], ids=["locked", "destroyed"])
def test_a_phone_that_cannot_open_a_photo_delivers_it_with_its_note(
    pocket: Pocket,
    browser: Browser,
    office: Office,
    worker: Worker,
    client: Client,
    tmp_path: Path,
    destroyed: bool,
) -> None:
    picture = tmp_path / f"{NAMED}.jpg"
    picture.write_bytes(photo(browser, REMARK))
    phone = pocket.start()
    phone.sign_in(worker)
    phone.installed()
    phone.start()
    phone.offline()
    phone.begin_note(client)
    phone.was_visited()
    attach(phone, picture)
    phone.save()
    phone.go("その他")
    phone.press("今すぐ鍵をかける")
    # The note, and the record and the content of its photo.
    phone.see(re.compile("送信前の記録や写真が3件"))
    if destroyed:
        phone.page.get_by_text("暗証番号を忘れたとき").click()
        phone.press("消して入り直す")
        phone.page.get_by_role("dialog").get_by_role("button", name="消して入り直す").click()
        phone.see("この端末の内容を消しました")
    phone.online()
    if destroyed:
        phone.give_password(worker)
        phone.see_all_delivered()
    else:
        expect(phone.page.get_by_text("送信前の記録や写真が")).to_be_hidden()
        assert phone.is_locked()
    ((attachment, fields),) = attachments(office, client).items()
    assert fields["received_at"]
    assert hashlib.sha256(contents(office)[attachment]).hexdigest() == fields["sha256"]


def test_a_photo_in_the_open_would_be_found(browser: Browser, tmp_path: Path) -> None:
    taken = photo(browser, REMARK)
    assert all(REMARK.encode() in part for part in (taken[:200], document(REMARK)))
    # As a row of a database holds it: from somewhere within, and only a part.
    (tmp_path / "a.ldb").write_bytes(b"\0\1" + taken[len(taken) // 3 : len(taken) // 2] + b"\2")
    (tmp_path / "b.log").write_bytes(b"\0" * 999)
    assert files_with(tmp_path, pieces(taken)) == ["a.ldb"]
    assert next(spellings(REMARK)) in taken
