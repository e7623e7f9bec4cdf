"""An office with a case that was closed long ago: a record of every kind about it, with a word in each of its texts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from sqlalchemy import select

from server.ground.ids import new_id
from server.ground.installation import installation_of
from server.models import Base
from server.office import erasures
from server.office.erasing import carry_on_all
from server.services import anchors
from server.services.casework import change_as_server
from server.store import reading, utcnow, writing
from server.store.audit import Finding
from server.store.database import transaction
from server.store.drafts import FormDraftRow
from server.store.erasures import ErasureRow
from server.store.recovery import WaitingRow
from tests.server.people import OfficeUnderTest
from tests.server.world import World

CLOSED = {"state": "closed", "opened_on": "2019-04-01", "closed_on": "2020-01-31", "closure": "employment"}
OF_THE_OFFICE = {"meeting", "absence", "staff"}
"""The kinds whose records are about no client, and stay."""


@dataclass
class Closed:
    """The office, its ``world`` of records, and what else names the case: a draft, a settled change, a search."""

    app: Flask
    world: World = field(init=False)
    elsewhere: tuple[str, ...] = ("語9001号", "語9002号", "語9003号")

    def fill(self) -> Closed:
        """Write everything, and close the case."""
        self.world = World(OfficeUnderTest(self.app).open())
        self.world.fill()
        worker = self.office.users["worker"]
        with self.app.app_context(), writing(self.id) as store:
            self._write("conflict", self.ids["conflict"], {"state": "superseded"}, store)
            self._write("case", self.case, CLOSED, store)
            draft, body, search = self.elsewhere
            form = f"/office/cases/{self.case}/notes"
            store.drafts.keep(worker, FormDraftRow(form, {"text": draft}, utcnow()))
            change = (
                f'{{"kind": "support", "record": "{new_id()}", "fields": {{"case": "{self.case}", "place": "{body}"}}}}'
            )
            store.recovery.keep_waiting([WaitingRow(new_id(), worker, None, change, utcnow(), "waiting")], utcnow())
            store.accounts.start_session("token", worker, None, utcnow(), utcnow() + dt.timedelta(days=1))
            store.sessions.keep_words("token", "cases", search)
        with self.app.app_context(), writing(self.id) as store:
            (row,) = store.recovery.waiting().rows
            store.recovery.set_waiting([row.id], "settled", by=worker, now=utcnow())
            blobs = installation_of(self.app).blobs
            digest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
            assert blobs.keep(self.id, self.ids["attachment"], [b"test"], size=4, sha256=digest)
        return self

    @property
    def office(self) -> OfficeUnderTest:
        return self.world.office

    @property
    def id(self) -> str:
        return self.office.id

    @property
    def ids(self) -> dict[str, str]:
        return self.world.ids

    @property
    def case(self) -> str:
        return self.ids["case"]

    def write(self, kind: str, record: str, fields: dict[str, Any]) -> None:
        """The office writes."""
        with self.app.app_context(), writing(self.id) as store:
            self._write(kind, record, fields, store)

    def _write(self, kind: str, record: str, fields: dict[str, Any], store: Any) -> None:
        change_as_server(store, kind, record, fields, by=self.office.users["manager"], now=utcnow())

    def reasons(self) -> tuple[str, ...] | None:
        """What speaks against erasing the case; ``None`` where it has not had its time."""
        with self.app.app_context(), reading(self.id) as store:
            found = erasures.standing_of(store, self.case, utcnow())
            return None if found is None else found.reasons

    def ask(self) -> ErasureRow:
        """The supervisor asks."""
        with self.app.app_context(), writing(self.id) as store:
            return erasures.propose(store, self.case, by=self.office.users["supervisor"], now=utcnow())

    def approve(self) -> ErasureRow:
        """The supervisor asks, and the manager approves."""
        asked = self.ask()
        with self.app.app_context(), writing(self.id) as store:
            erasures.approve(store, asked, by=self.office.users["manager"], now=utcnow())
        return asked

    def carry_on(self) -> int:
        """What the scheduler does."""
        made = installation_of(self.app)
        with self.app.app_context():
            return carry_on_all(self.id, blobs=made.blobs, anchors=made.anchors, now=utcnow(), going_on=lambda: True)

    def erase(self) -> ErasureRow:
        """From the question to the end."""
        asked = self.approve()
        assert self.carry_on() == 1
        return asked

    def is_under_way(self) -> bool:
        """Whether an erasure has not come to its end."""
        with self.app.app_context(), reading(self.id) as store:
            return bool(store.erasures.under_way())

    def dump(self) -> str:
        """All that stands in the database."""
        with self.app.app_context(), transaction(write=False) as connection:
            return "\n".join(
                f"{table.name} {row}"
                for table in Base.metadata.sorted_tables
                for row in connection.execute(select(table))
            )

    def content_left(self) -> set[str]:
        """The words that are still in the database and that were about the client."""
        dump = self.dump()
        about = {word for word, (kind, _) in self.world.words.items() if kind not in OF_THE_OFFICE}
        return {word for word in (*about, *self.elsewhere) if word in dump}

    def findings(self) -> list[Finding]:
        """What ``flask audit verify`` finds."""
        with self.app.app_context():
            return anchors.verify(installation_of(self.app).anchors, self.id)
