"""A photo of a letter: taken without a network, kept through a kill, and at the office bit for bit."""

from __future__ import annotations

import hashlib
import json
import re
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from tests.browser.axe import barriers
from tests.browser.office import Client, Office, Worker
from tests.browser.phones import NARRATIVE, Phone, Pocket, misbehaviour
from tests.browser.wire import SENDING, Forward, Reply, Request, Wire, cut

COUNT_OF_CONTENTS = """() => new Promise((resolve) => {
  const opening = indexedDB.open("banso");
  opening.onsuccess = () => {
    const counting = opening.result.transaction("contents").objectStore("contents").count();
    counting.onsuccess = () => {
      opening.result.close();
      resolve(counting.result);
    };
  };
})"""
COPIES_GONE = f"async () => (await ({COUNT_OF_CONTENTS})()) === 0"

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
    expect(phone.page.locator(".attachment__picture img")).to_be_visible()


def test_a_photo_taken_without_network_arrives_bit_for_bit_and_once(
    pocket: Pocket, wire: Wire, office: Office, worker: Worker, client: Client, tmp_path: Path
) -> None:
    phone = pocket.start()
    phone.sign_in(worker)
    phone.installed()
    # In peace, so that the browser writes down who is signed in.
    pocket.close()

    wire.fails(cut, path=SENDING, times=None)
    phone = pocket.start()
    phone.offline()
    phone.start()
    phone.begin_note(client)
    phone.was_visited()
    phone.field(NARRATIVE).fill("督促状を見せてくれた。")
    take_photo(phone, tmp_path)
    phone.see("下書きを保存しました")
    pocket.kill()

    phone = pocket.start()
    phone.offline()
    phone.start()
    phone.page.get_by_role("region", name="書きかけの記録").get_by_role("link", name=client.name).click()
    expect(phone.page.locator(".attachment__picture img")).to_be_visible()
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
    phone.was_visited()
    take_photo(phone, tmp_path)
    phone.save()
    phone.see_all_delivered()
    phone.page.go_back()
    link = phone.page.get_by_role("link", name="督促状.jpg")
    link.click()
    shown = phone.page.get_by_role("img", name="督促状.jpg")
    expect(shown).to_have_js_property("naturalWidth", LONGEST_SIDE)
    phone.press("閉じる")
    phone.offline()
    link.click()
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


def test_a_photo_opens_without_network_where_it_was_taken_and_where_it_was_seen_once(
    phone: Phone,
    phones: Callable[[], Phone],
    office: Office,
    worker: Worker,
    client: Client,
    tmp_path: Path,
    wire: Wire,
) -> None:
    phone.begin_note(client)
    phone.was_visited()
    take_photo(phone, tmp_path)
    phone.page.get_by_role("button", name="督促状.jpg の名前を変える").click()
    phone.page.get_by_label("名前", exact=True).fill("納税課の督促状")
    phone.press("名前を決める")
    phone.see("名前を「納税課の督促状.jpg」にしました")
    phone.save()
    phone.see_all_delivered()
    # A verified backup covers it: what was kept in case the office loses it goes.
    wire.fails(covered)
    phone.retry()
    phone.see("送受信は済んでいます")
    phone.offline()
    phone.start()
    open_attachments(phone, client, 1)
    expect(phone.page.get_by_text("この端末で電波がなくても開けます")).to_be_visible()
    phone.page.get_by_role("link", name="納税課の督促状.jpg").click()
    expect(phone.page.get_by_role("img", name="納税課の督促状.jpg")).to_have_js_property("naturalWidth", LONGEST_SIDE)

    other = phones()
    # So that nothing is fetched that nobody has asked for.
    other.context.add_init_script("Object.defineProperty(navigator, 'connection', { value: { saveData: true } });")
    other.new_page()
    other.sign_in(worker)
    open_attachments(other, client, 1)
    expect(other.page.get_by_text("事務所にあります")).to_be_visible()
    with wire.refusing():
        other.page.get_by_role("link", name="納税課の督促状.jpg").click()
        other.see("この写真・書類は事務所にあります。事務所とつながると開けます")
        other.press("閉じる")
    other.page.get_by_role("link", name="納税課の督促状.jpg").click()
    expect(other.page.get_by_role("img")).to_have_js_property("naturalWidth", LONGEST_SIDE)
    other.installed()
    other.offline()
    other.start()
    open_attachments(other, client, 1)
    other.page.get_by_role("link", name="納税課の督促状.jpg").click()
    expect(other.page.get_by_role("img")).to_have_js_property("naturalWidth", LONGEST_SIDE)
    other.press("閉じる")
    other.go("送信")
    other.see(re.compile(r"写真・書類の控え 1点 .*190\.7 MB まで"))


def test_the_attachments_of_a_case_come_by_themselves_and_go_with_the_case(
    phone: Phone, phones: Callable[[], Phone], office: Office, worker: Worker, client: Client, tmp_path: Path
) -> None:
    phone.begin_note(client)
    phone.was_visited()
    take_photo(phone, tmp_path)
    phone.save()
    phone.see_all_delivered()
    other = phones()
    other.sign_in(worker)
    open_attachments(other, client, 1)
    expect(other.page.get_by_text("この端末で電波がなくても開けます")).to_be_visible()
    assert copies(other) == 1
    office.hand_on(client, office.hire("海野 遥"))
    other.retry()
    other.see("送受信は済んでいます")
    other.page.wait_for_function(COPIES_GONE)


def test_an_attachment_is_looked_at_turned_shown_and_handed_on(phone: Phone, client: Client, tmp_path: Path) -> None:
    phone.begin_note(client)
    phone.was_visited()
    take_photo(phone, tmp_path)
    phone.save()
    page = phone.page
    page.get_by_role("link", name="督促状.jpg").click()
    picture = page.get_by_role("img", name="督促状.jpg")
    expect(picture).to_have_js_property("naturalWidth", LONGEST_SIDE)
    zoom = page.locator("output")
    expect(zoom).to_have_text("100%")
    whole = page.locator(".viewer__page").bounding_box()
    assert whole is not None
    assert whole["width"] <= 390

    phone.press("大きくする")
    expect(zoom).to_have_text("150%")
    page.locator(".viewer__room").focus()
    page.keyboard.press("+")
    expect(zoom).to_have_text("225%")
    page.keyboard.press("0")
    expect(zoom).to_have_text("100%")
    page.keyboard.press("r")
    turned = page.locator(".viewer__page").bounding_box()
    assert turned is not None
    assert turned["height"] > turned["width"]
    phone.press("回す")
    x, y = whole["x"] + whole["width"] / 2, whole["y"] + whole["height"] / 2
    touch(phone, [(x - 20, y), (x + 20, y)], [(x - 80, y), (x + 80, y)])
    expect(zoom).to_have_text("400%")
    for _ in range(2):
        page.touchscreen.tap(x, y)
    expect(zoom).to_have_text("100%")
    for _ in range(2):
        page.touchscreen.tap(x, y)
    expect(zoom).to_have_text("250%")
    touch(phone, [(x, y)], [(x - 100, y)])
    assert page.locator(".viewer__room").evaluate("room => room.scrollLeft") > 100

    assert barriers(page, "an attachment") == []
    assert page.get_by_role("link").count() == 0
    phone.press("窓口で見せる")
    expect(page.get_by_role("button")).to_have_count(1)
    assert page.get_by_role("link").count() == 0
    assert barriers(page, "an attachment at a counter") == []
    phone.take_back("見せ終わる")

    page.evaluate(
        "() => { navigator.canShare = () => true; navigator.share = async ({ files }) => { window.given = files; }; }"
    )
    phone.press("共有する")
    phone.see("共有しました")
    assert page.evaluate("() => [given[0].name, given[0].type]") == ["督促状.jpg", "image/jpeg"]
    page.evaluate("() => { navigator.canShare = undefined; }")
    with page.expect_download() as saved:
        phone.press("共有する")
    assert saved.value.suggested_filename == "督促状.jpg"
    phone.see(re.compile("端末に保存しました"))

    page.get_by_role("button", name="督促状.jpg の名前を変える").click()
    page.get_by_label("名前", exact=True).fill("長" * 96)
    page.keyboard.press("Enter")
    phone.see("名前は95字までです")
    expect(page.get_by_label("名前", exact=True)).to_have_value("長" * 96)
    page.get_by_label("名前", exact=True).fill("決定通知書")
    page.keyboard.press("Enter")
    phone.see("名前を「決定通知書.jpg」にしました")
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="決定通知書.jpg")).to_be_visible()
    phone.see_all_delivered()


def covered(request: Request, forward: Forward) -> Reply:
    """A verified backup holds all that the office has."""
    reply = forward(request)
    told = reply.json
    told["covered"] = {"seq": told["seq"], "at": told["server_time"]}
    return Reply(reply.status, reply.headers, json.dumps(told).encode())


def open_attachments(phone: Phone, client: Client, count: int) -> None:
    """The list of a client's attachments, from the case, where the link tells how many there are."""
    phone.open_case(client)
    phone.page.get_by_role("link", name=f"写真・書類 {count}").click()
    phone.see_heading(f"{client.name} さんの写真・書類")


def copies(phone: Phone) -> int:
    """How many contents lie on the phone's disk."""
    count: int = phone.page.evaluate(COUNT_OF_CONTENTS)
    return count


def touch(phone: Phone, begin: list[tuple[float, float]], end: list[tuple[float, float]], steps: int = 8) -> None:
    """Fingers go down, move together in a straight line, and leave."""
    devtools = phone.context.new_cdp_session(phone.page)

    def send(kind: str, part: float) -> None:
        points = [
            {"x": x0 + (x1 - x0) * part, "y": y0 + (y1 - y0) * part, "id": number}
            for number, ((x0, y0), (x1, y1)) in enumerate(zip(begin, end, strict=True))
        ]
        devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points if kind != "touchEnd" else []})

    send("touchStart", 0)
    for step in range(1, steps + 1):
        send("touchMove", step / steps)
    send("touchEnd", 1)
