"""A photo of a letter: taken without a network, kept through a kill, and at the office bit for bit."""

from __future__ import annotations

import hashlib
import re
import struct
import zlib
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from tests.browser.office import Client, Office, Worker
from tests.browser.phones import NARRATIVE, Phone, Pocket, misbehaviour
from tests.browser.wire import Wire, cut

WIDTH, HEIGHT = 2600, 1300
LONGEST_SIDE = 2000


def picture() -> bytes:
    """A PNG, larger than the phone keeps photos."""
    rows = b"".join(
        b"\0" + bytes((x * 7 ^ y * 3) & 0xFF for x in range(WIDTH) for _ in range(3))
        if y % 50 == 0
        else b"\0" + b"\xee" * WIDTH * 3
        for y in range(HEIGHT)
    )
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 1)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def jpeg_size(content: bytes) -> tuple[int, int]:
    """Width and height as a JPEG's frame header tells them."""
    found = re.search(rb"\xff[\xc0-\xc2]..\x08(..)(..)", content, re.DOTALL)
    assert found is not None
    height, width = (int.from_bytes(part) for part in found.groups())
    return width, height


def contents(office: Office) -> dict[str, bytes]:
    """What lies in the office's folder, by attachment."""
    return {path.name: path.read_bytes() for path in (office.folder / "blobs").rglob("*") if path.is_file()}


def attachments(office: Office, client: Client) -> dict[str, dict[str, Any]]:
    return office.records("attachment", client.id)


def take_photo(phone: Phone, folder: Path) -> None:
    """Takes a picture with the camera, and sees it in the form."""
    letter = folder / "督促状.png"
    letter.write_bytes(picture())
    phone.page.get_by_label("写真をとる").set_input_files(letter)
    expect(phone.page.get_by_text("督促状.jpg")).to_be_visible()
    expect(phone.page.locator(".paper__picture img")).to_be_visible()


def test_a_photo_taken_without_network_arrives_bit_for_bit_and_once(
    pocket: Pocket, wire: Wire, office: Office, worker: Worker, client: Client, tmp_path: Path
) -> None:
    phone = pocket.start()
    phone.sign_in(worker)
    phone.installed()
    # In peace, so that the browser writes down who is signed in.
    pocket.close()

    wire.fails(cut, times=None)
    phone = pocket.start()
    phone.offline()
    phone.start()
    phone.begin_note(client)
    phone.choose("支援方法", "訪問")
    phone.field(NARRATIVE).fill("督促状を見せてくれた。")
    take_photo(phone, tmp_path)
    phone.see("下書きを保存しました")
    pocket.kill()

    phone = pocket.start()
    phone.offline()
    phone.start()
    phone.page.get_by_role("region", name="書きかけの記録").get_by_role("link", name=client.name).click()
    expect(phone.page.locator(".paper__picture img")).to_be_visible()
    phone.save()
    phone.see("この端末から送信待ち")
    pocket.kill()
    before = contents(office)

    phone = pocket.start()
    phone.offline()
    phone.start()
    phone.see_unsent(2)
    wire.reset()
    phone.online()
    phone.retry()
    phone.see_all_delivered()
    ((attachment, fields),) = attachments(office, client).items()
    arrived = {name: content for name, content in contents(office).items() if name not in before}
    assert list(arrived) == [attachment]
    assert len(arrived[attachment]) == fields["size"]
    assert hashlib.sha256(arrived[attachment]).hexdigest() == fields["sha256"]
    assert jpeg_size(arrived[attachment]) == (LONGEST_SIDE, LONGEST_SIDE * HEIGHT // WIDTH)
    assert "received_at" in fields
    assert [note["attachments"] for note in office.notes(client)] == [[attachment]]
    assert misbehaviour(phone) == []


def test_a_photo_is_opened_from_the_office_and_taken_out_again(
    phone: Phone, office: Office, client: Client, tmp_path: Path
) -> None:
    phone.begin_note(client)
    phone.choose("支援方法", "訪問")
    take_photo(phone, tmp_path)
    phone.save()
    phone.see_all_delivered()
    phone.page.go_back()
    phone.press("督促状.jpg を開く")
    shown = phone.page.get_by_role("dialog", name="督促状.jpg").get_by_role("img")
    expect(shown).to_have_js_property("naturalWidth", LONGEST_SIDE)
    phone.press("閉じる")
    # No backup has it yet, so that this phone keeps it: it opens without a signal.
    phone.offline()
    phone.press("督促状.jpg を開く")
    expect(shown).to_have_js_property("naturalWidth", LONGEST_SIDE)
    phone.press("閉じる")
    phone.page.get_by_role("link", name="記録を直す").click()
    phone.press("督促状.jpg を外す")
    phone.page.get_by_role("dialog").get_by_role("button", name="外す", exact=True).click()
    phone.save()
    expect(phone.page.get_by_text("督促状.jpg")).to_be_hidden()
    phone.online()
    phone.retry()
    phone.see_all_delivered()
    assert attachments(office, client) == {}
    assert [note.get("attachments") for note in office.notes(client)] == [None]
