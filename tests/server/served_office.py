"""The real office under the random histories of ``tests/sync``: phones speak HTTP to it, and what its pages do is done
by its services.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from server.ground.ids import new_id
from server.services import accounts, shared
from server.services.cursors import read_cursor, write_cursor
from server.services.recovery import decide_now
from server.store import Office as ServerOffice
from server.store import directory, reading, utcnow, writing
from server.store.directory import OfficeRow
from server.store.recovery import OPEN
from sync import exchange
from sync.changes import Author, Result
from sync.store import START, Anchor, Page, Position, WireRecord
from tests.server.outbox.sealing import SealingPhone
from tests.server.people import PASSWORD, Client, OfficeUnderTest
from tests.server.putting_back import copied
from tests.sync.contract import OFFICE
from tests.sync.offices import Office

MOST_WAITING = 1_000


class Reading:
    """The office's store, each question in a transaction of its own."""

    office = OFFICE

    def __init__(self, app: Flask) -> None:
        self._app = app

    def __getattr__(self, name: str) -> Any:
        with self._app.app_context(), reading(OFFICE) as store:
            value = getattr(store.records, name)
        return self._asking(name) if callable(value) else value

    def _asking(self, name: str) -> Callable[..., Any]:
        def ask(*arguments: Any) -> Any:
            with self._app.app_context(), reading(OFFICE) as store:
                return getattr(store.records, name)(*arguments)

        return ask


class ServedOffice(Office):
    """``app`` has a migrated database with nothing in it, ``folder`` takes the copies that are backups."""

    def __init__(self, app: Flask, folder: Path, numbers: Iterator[int]) -> None:
        super().__init__(Reading(app))
        self.app, self.folder, self.numbers = app, folder, numbers
        self.desk = OfficeUnderTest(app, id=OFFICE)
        self.phones: dict[str, SealingPhone] = {}
        with app.app_context(), directory(write=True) as found:
            found.add_office(OfficeRow(OFFICE, "見本市", "Asia/Tokyo", demonstration=False), utcnow())

    @contextmanager
    def writing(self) -> Iterator[ServerOffice]:
        with self.app.app_context(), writing(OFFICE) as store:
            yield store

    # What the office does

    def push(self, author: Author, *changes: Any) -> list[Result]:
        """What the pages do, and whoever writes there."""
        with self.writing() as store:
            new = lambda: next(self.server_ids)  # noqa: E731 - as the other office makes them
            return exchange.push(store.records, author, list(changes), now=self.now, new_id=new)

    def hire(self, author: Author) -> None:
        login = self.desk.login(author.user)
        with self.writing() as store:
            accounts.hire(
                store, login=login, name="職員", role=author.role, password=PASSWORD, user=author.user, now=utcnow()
            )

    def settle_shared(self) -> None:
        with self.app.app_context():
            shared.settle_office(OFFICE, self.now)

    def give_up_waiting(self) -> None:
        with self.writing() as store:
            for row in store.recovery.waiting_since(self.now, MOST_WAITING):
                decide_now(store, row, self.now)

    def has(self, changes: Iterable[str]) -> set[str]:
        named = set(changes)
        return self.store.entries(named).keys() | (self.held_changes().keys() & named)

    def held_changes(self) -> dict[str, dict[str, Any]]:
        with self.app.app_context(), reading(OFFICE) as store:
            rows = store.recovery.waiting(per_page=MOST_WAITING).rows
            assert {row.state for row in rows} <= set(OPEN)
            return {row.id: json.loads(row.body) for row in rows}

    def back_up(self) -> Callable[[], None]:
        return copied(self.app, self.folder, next(self.numbers))

    def revoke(self, phone: str) -> None:
        with self.writing() as store:
            if phone in self.phones:
                accounts.revoke_device(store, self.phones[phone].client.device, now=utcnow())

    def is_revoked(self, phone: str) -> bool:
        if phone not in self.phones:
            return False
        with self.app.app_context(), reading(OFFICE) as store:
            known = store.accounts.device(self.phones[phone].user, self.phones[phone].client.device)
            return known is not None and known.revoked_at is not None

    # What it answers to phones

    def exchange(
        self, phone: str, author: Author, position: Position, anchor: Anchor, changes: Sequence[Any], limit: int
    ) -> tuple[list[Result], Page] | None:
        response = self.asked(phone, author, position, anchor, changes, limit)
        reply = response.get_json()
        if reply.get("code") == "history_changed":
            return None
        assert response.status_code == 200, response.text
        self.phones[phone].key = reply["outbox_key"]
        results = [_result(each) for each in reply["results"]]
        self.waiting |= {str(each.id) for each in results if each.status == "waiting"}
        records = [
            WireRecord(each["kind"], each["id"], each["scope"], each["seq"], each["head"], json.dumps(each["fields"]))
            for each in reply["records"]
        ]
        with self.app.app_context():
            cursor = read_cursor(reply["cursor"], OFFICE, author.user)
        page = Page(
            records, reply["gone"], cursor.position, reply["more"], reply["remaining"], cursor.anchor, reply["erased"]
        )
        return results, page

    def asked(
        self, phone: str, author: Author, position: Position, anchor: Anchor, changes: Sequence[Any], limit: int
    ) -> TestResponse:
        """An exchange as it is answered."""
        cursor = None
        if position != START:
            with self.app.app_context():
                cursor = write_cursor(Page([], [], position, False, 0, anchor), OFFICE, author.user, self.now)
        client = self.signed_in(phone, author).client
        return client.exchange(*changes, cursor=cursor, limit=limit, queued=0)

    def take_sealed(self, phone: str, author: Author, changes: Sequence[Any]) -> None:
        if not changes:
            return
        sealing = self.signed_in(phone, author)
        answers = sealing.deliver(*(sealing.seal(change) for change in changes))
        assert [each for each in answers if not each["taken"]] == []

    def signed_in(self, phone: str, author: Author) -> SealingPhone:
        """A phone, signed in anew where the office knows of no session: it has just been put back."""
        if phone not in self.phones:
            self.phones[phone] = SealingPhone(self.desk, Client(self.app.test_client(), new_id()), author.user)
        client = self.phones[phone].client
        known = client.http.get("/api/session", headers=client.headers())
        if known.status_code == 401:
            assert client.sign_in(self.desk.login(author.user)).status_code == 200
        return self.phones[phone]


def _result(wire: dict[str, Any]) -> Result:
    told = {name: wire[name] for name in ("seq", "head", "late", "code") if name in wire}
    return Result(wire["id"], wire["status"], conflicts=tuple(wire.get("conflicts", ())), **told)
