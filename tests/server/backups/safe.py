"""An installation whose office is backed up and restored by tests."""

from __future__ import annotations

import hashlib
import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from click.testing import Result
from flask import Flask

from server.ground.ids import new_id
from server.services.attachments import blobs
from server.store import reading
from server.store.backups import BackupRow, Covered, RestorationRow
from server.store.db import db
from tests.server.people import Client, OfficeUnderTest, change, visit

PHOTO = b"\xff\xd8\xff" + bytes(range(256)) * 400
ANOTHER_PHOTO = PHOTO[:3] + PHOTO[:2:-1]


@dataclass
class Safe:
    """An office whose worker writes notes and sends photos, and a folder for its backups."""

    app: Flask
    folder: Path
    office: OfficeUnderTest = field(init=False)
    phone: Client = field(init=False)
    case: str = field(init=False)

    def open(self, host: str = "otaru") -> Safe:
        self.office = OfficeUnderTest(self.app, host).open()
        self.case = self.office.case_of(self.office.users["worker"])
        self.phone = self.office.client("worker")
        return self

    def write(self, narrative: str) -> str:
        """A note that the office has; returns its id."""
        note = visit(self.case, narrative=narrative)
        assert self.phone.push(note)[0]["status"] == "applied"
        return str(note["record"])

    def attach(self, note: str, content: bytes = PHOTO) -> str:
        """A photo of a note, whose content the office has; returns its id."""
        fields = {
            "case": self.case,
            "about": note,
            "name": "photo.jpg",
            "media_type": "image/jpeg",
            "size": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
        }
        made = change("attachment", fields)
        assert self.phone.push(made)[0]["status"] == "applied"
        address = f"/api/attachments/{made['record']}/content"
        taken = self.phone.http.put(address, data=content, headers=self.phone.headers(**{"Content-Type": "image/jpeg"}))
        assert taken.status_code == 204, taken.text
        return str(made["record"])

    def run(self, *arguments: str | Path) -> Result:
        result: Result = self.app.test_cli_runner().invoke(args=[str(each) for each in arguments])
        return result

    def back_up(self, *more: str) -> Path:
        """Make a backup by the command; returns its folder."""
        done = self.run("backup", self.folder, *more)
        assert done.exit_code == 0, done.output
        return Path(done.output.splitlines()[0])

    def restore(self, folder: Path, *more: str) -> Result:
        self.close()
        return self.run("restore", folder, *more)

    def close(self) -> None:
        with self.app.app_context():
            db.engine.dispose()

    def blob(self, attachment: str) -> Path | None:
        with self.app.app_context():
            return blobs().path(self.office.id, attachment)

    def covered(self) -> Covered | None:
        with self.app.app_context(), reading(self.office.id) as store:
            return store.backups.covered()

    def noted(self) -> list[BackupRow]:
        with self.app.app_context(), reading(self.office.id) as store:
            return store.backups.verified()

    def restorations(self) -> list[RestorationRow]:
        with self.app.app_context(), reading(self.office.id) as store:
            return store.backups.restorations()

    def strayed(self) -> list[str]:
        with self.app.app_context(), reading(self.office.id) as store:
            return store.maintenance.strayed()

    def narratives(self) -> set[str]:
        """What a phone of the worker's gets from the office."""
        reader = self.office.client("worker", device=new_id())
        page = reader.pull()
        return {record["fields"].get("narrative", "") for record in page["records"] if record["kind"] == "support"}


def manifest_of(folder: Path) -> dict[str, Any]:
    said: dict[str, Any] = json.loads((folder / "manifest.json").read_text())
    return said


def backups_in(home: Path) -> list[str]:
    """The names in a folder of backups, whatever they are, but for the lock."""
    return sorted(path.name for path in home.iterdir() if path.name != ".lock") if home.exists() else []


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def going_on(act: Callable[[int], object]) -> Iterator[list[int]]:
    """Do something again and again in a thread while the block runs. Gives how often it was done, a number each."""
    done: list[int] = []
    failures: list[BaseException] = []
    enough = threading.Event()

    def work() -> None:
        try:
            while not enough.is_set():
                act(len(done))
                done.append(len(done))
        except BaseException as error:  # noqa: BLE001 - told to the test below
            failures.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield done
    finally:
        enough.set()
        thread.join()
    assert failures == []
