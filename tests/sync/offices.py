"""A small office to exchange with: a clock and ids of its own, and short names for what tests do all the time."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sync import exchange
from sync.changes import Author, Result
from sync.fields import write_moment
from sync.store import Position, Record, Store

START = dt.datetime(2026, 11, 21, 1, 0, tzinfo=dt.UTC)
VISIT = {"method": "visit", "started_at": "2026-11-21T00:30:00Z"}


def numbered_ids(start: int = 1) -> Iterator[str]:
    """UUIDs that count up, so that a failing example reads the same every time."""
    return (str(uuid.UUID(int=number)) for number in itertools.count(start << 16))


@dataclass
class Office:
    """A store with a clock, and people who push to it."""

    store: Store
    now: dt.datetime = START
    told: dict[str, int] = field(default_factory=dict)
    waiting: set[str] = field(default_factory=set)
    given_up: set[str] = field(default_factory=set)
    laid: set[str] = field(default_factory=set)
    ids: Iterator[str] = field(default_factory=lambda: numbered_ids(1))
    server_ids: Iterator[str] = field(default_factory=lambda: numbered_ids(1 << 40))

    def new_id(self) -> str:
        return next(self.ids)

    def soon(self, ahead: int) -> str:
        """An id that the server will give out, as somebody might guess it."""
        upcoming, self.server_ids = itertools.tee(self.server_ids)
        return next(itertools.islice(upcoming, ahead, None))

    def change(
        self, kind: str, record: str, base: str | None, fields: Mapping[str, Any], **more: Any
    ) -> dict[str, Any]:
        """A change as a phone would make it now."""
        made = {"id": self.new_id(), "made_at": write_moment(self.now), **more}
        return {"kind": kind, "record": record, "base": base, "fields": dict(fields), **made}

    def push(self, author: Author, *changes: Any) -> list[Result]:
        results = exchange.push(
            self.store,
            author,
            list(changes),
            now=self.now,
            new_id=lambda: next(self.server_ids),
            given_up=self.given_up,
        )
        self.waiting |= {str(result.id) for result in results if result.status == "waiting"}
        self.laid |= {str(result.id) for result in results if result.code == "base_lost"}
        return results

    def tell(self, phone: str, seq: int) -> int:
        """Note how far a phone has been told, as its request says. Returns how far it ever was."""
        self.told[phone] = max(self.told.get(phone, 0), seq)
        return self.told[phone]

    def give_up_waiting(self) -> None:
        """Whatever waits has waited long enough."""
        self.given_up |= self.waiting

    def create(self, author: Author, kind: str, **fields: Any) -> Record:
        """Push a new record and return it."""
        record = self.new_id()
        (result,) = self.push(author, self.change(kind, record, None, fields))
        assert result.status == "applied", result
        return self.record(record)

    def edit(self, author: Author, record: Record, *, resolves: list[str] | None = None, **fields: Any) -> Result:
        """Push a change made by somebody who saw ``record`` as given."""
        more = {"resolves": resolves} if resolves else {}
        (result,) = self.push(author, self.change(record.kind, record.id, record.head, fields, **more))
        return result

    def record(self, record: str) -> Record:
        return self.store.records([record])[record]

    def open_conflicts(self, record: str) -> list[Record]:
        return self.store.open_conflicts(record)

    def assign(self, case: str, main: str | None, co_workers: list[str]) -> None:
        """What the office page does."""
        stored = self.record(case)
        fields = {"main_worker": main, "co_workers": co_workers}
        (result,) = self.push(SERVER, self.change("case", case, stored.head, fields))
        assert result.status == "applied", result

    def hire(self, author: Author) -> None:
        """Make somebody known to the office."""
        fields = {"name": "職員", "role": author.role, "active": True}
        (result,) = self.push(SERVER, self.change("staff", author.user, None, fields))
        assert result.status == "applied", result
        exchange.refresh_visibility(self.store, [author.user], self.now)

    def case_of(self, *workers: Author) -> Record:
        """A new case, with the first worker in charge and the others beside."""
        person = self.create(SERVER, "person", name="見本 一郎")
        case = self.create(SERVER, "case", person=person.id, state="open", main_worker=workers[0].user)
        if workers[1:]:
            self.assign(case.id, workers[0].user, sorted(worker.user for worker in workers[1:]))
        return self.record(case.id)

    def pull(self, author: Author, position: Position = Position(0, 0), limit: int = 1000) -> Any:  # noqa: B008 - a tuple
        return exchange.pull(self.store, author.user, position, limit)


SERVER = Author("00000000-0000-8000-8000-00000000ffff", "manager", may_write_server_fields=True)
SATO = Author("00000000-0000-8000-8000-00000000aaaa", "worker", device="phone-sato")
SUZUKI = Author("00000000-0000-8000-8000-00000000bbbb", "worker", device="phone-suzuki")
BOSS = Author("00000000-0000-8000-8000-00000000cccc", "supervisor", device="phone-boss")
CLERK = Author("00000000-0000-8000-8000-00000000dddd", "clerk")
