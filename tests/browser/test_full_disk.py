"""A phone whose disk is full to the last byte when its browser is started.

Chromium may then give up the database of the app, its caches and its cookies, each by itself. Banso cannot keep that
from happening; it says what is gone, by number, and never looks like a phone on which nothing ever was.
"""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from tests.browser.office import Client, Worker
from tests.browser.phones import Pocket, misbehaviour
from tests.browser.wire import SENDING, Wire, cut

SIZE = 200 << 20
FLUSHED_WITHIN_S = 60
"""The browser writes what it keeps when it has nothing better to do."""

BIG_DATABASE = """async () => {
  const opening = indexedDB.open("papers", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("papers");
  await new Promise((resolve, reject) => { opening.onsuccess = resolve; opening.onerror = reject; });
  for (let paper = 0; paper < 90; paper += 1) {
    const step = opening.result.transaction("papers", "readwrite", { durability: "strict" });
    step.objectStore("papers").put(Array.from(crypto.getRandomValues(new Uint8Array(30000))).join(), paper % 5);
    await new Promise((resolve, reject) => { step.oncomplete = resolve; step.onabort = reject; });
  }
  opening.result.close();
}"""
"""Some megabytes of papers beside the notes: only then does Chromium write when it opens the database."""


class Disk:
    """A disk of a phone's own, small enough to be filled."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._films = folder / "films"

    def fill(self) -> None:
        """Leaves not a byte."""
        with self._films.open("ab", buffering=0) as file:
            for size in (1 << 20, 1 << 12, 1):
                try:
                    while True:
                        file.write(b"\0" * size)
                except OSError:
                    continue
        assert shutil.disk_usage(self.folder).free == 0

    def make_room(self) -> None:
        """The films are deleted."""
        self._films.unlink()

    def wait_until_it_has(self, name: str, text: bytes) -> None:
        """Waits until the browser has written a text into one of its files: it does so after some seconds."""
        until = time.monotonic() + FLUSHED_WITHIN_S
        while not any(text in file.read_bytes() for file in self.folder.glob(name)):
            assert time.monotonic() < until, f"{text!r} is in no {name}"
            time.sleep(0.2)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    image, folder = tmp_path / "disk.img", tmp_path / "disk"
    folder.mkdir()
    with image.open("wb") as file:
        file.truncate(SIZE)
    for command in (f"mkfs.ext4 -q -m 0 {image}", f"mount -o loop {image} {folder}"):
        done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"A disk that can be filled needs the right to mount one: {done.stderr.strip()}")
    yield Disk(folder)
    subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.fixture
def pocket(playwright: Playwright, wire: Wire, disk: Disk) -> Iterator[Pocket]:
    pocket = Pocket(playwright, disk.folder / "profile", wire.url)
    yield pocket
    pocket.close()


def test_a_browser_that_starts_on_a_full_disk_loses_nothing_in_silence(
    pocket: Pocket, disk: Disk, wire: Wire, worker: Worker, client: Client
) -> None:
    phone = pocket.start()
    phone.sign_in(worker)
    phone.installed()
    phone.write_note(client, "届いた記録。")
    phone.see_all_delivered()
    wire.fails(cut, path=SENDING, times=None)
    phone.offline()
    for number in range(3):
        phone.write_note(client, f"まだ送っていない記録{number}。")
    phone.page.evaluate(BIG_DATABASE)
    disk.wait_until_it_has("profile/Default/Local Storage/leveldb/*.log", b'"unsent":[2,3,4]')
    disk.fill()
    pocket.kill()

    phone = pocket.start()
    phone.start()
    found = phone.tab("送信").filter(has_text="3").or_(phone.page.get_by_text("2–4番"))
    no_room = phone.page.get_by_text("端末の空きがないとき")
    expect(found.or_(no_room)).to_be_visible()
    pocket.close()

    disk.make_room()
    phone = pocket.start()
    phone.start()
    expect(phone.tab("送信").filter(has_text="3").or_(phone.page.get_by_text("2–4番"))).to_be_visible()
    assert misbehaviour(phone) == []
