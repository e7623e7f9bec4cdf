"""A small office to exchange with: a clock and ids of its own, and short names for what tests do all the time."""

from __future__ import annotations

import copy
import datetime as dt
import itertools
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sync import exchange, sharing
from sync.changes import Author, Result, office_author
from sync.fields import write_moment
from sync.memory import MemoryStore
from sync.roles import Permission
from sync.store import Anchor, Page, Position, Record, Store

START = dt.datetime(2026, 11, 21, 1, 0, tzinfo=dt.UTC)
VISIT = {"method": "visit", "started_at": "2026-11-21T00:30:00Z"}


def numbered_ids(start: int = 1) -> Iterator[str]:
    """UUIDs that count up, so that a failing example reads the same every time."""
    return (str(uuid.UUID(int=number)) for number in itertools.count(start << 16))


@dataclass
class Office:
    """A store with a clock, and people who push to it.

    ``told`` is how far each phone has been told, ``revoked`` are the phones that were taken out of use, ``held`` the
    changes that came sealed and wait for a person, by id.
    """

    store: Store
    now: dt.datetime = START
    told: dict[str, int] = field(default_factory=dict)
    revoked: set[str] = field(default_factory=set)
    held: dict[str, dict[str, Any]] = field(default_factory=dict)
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

    def exchange(
        self, phone: str, author: Author, position: Position, anchor: Anchor, changes: Sequence[Any], limit: int
    ) -> tuple[list[Result], Page] | None:
        """A round trip of a phone; ``None`` where the anchor is none of this history."""
        assert phone not in self.revoked
        if not self.store.has(anchor):
            return None
        results = self.push(replace(author, told_seq=self.tell(phone, position.effective)), *changes)
        if not author.may(Permission.READ_SHARED):
            return results, self.pull(author, position, limit)
        # As ``server/services/shared.py``: before a pull, what is shared is brought up to the day.
        exchange.refresh_visibility(self.store, [author.user], self.now)
        return results, sharing.pull(self.store, author.user, position, limit, self.now)

    def take_sealed(self, phone: str, author: Author, changes: Sequence[Any]) -> None:
        """What a phone has sealed. As ``server/services/outbox.py``: what is refused, and all that comes of a phone
        that was taken out of use, waits for a person.
        """
        if phone not in self.revoked:
            self.push(replace(author, told_seq=self.told.get(phone, 0)), *changes)
        here = self.store.entries([change["id"] for change in changes])
        self.held |= {change["id"]: dict(change) for change in changes if change["id"] not in here}

    def revoke(self, phone: str) -> None:
        """Take a phone out of use."""
        self.revoked.add(phone)

    def is_revoked(self, phone: str) -> bool:
        return phone in self.revoked

    def back_up(self) -> Callable[[], None]:
        """A copy of all that the office keeps. Returns what puts it back."""
        store = self.store
        assert isinstance(store, MemoryStore)
        snapshot, beside = store.snapshot(), copy.deepcopy((self.told, self.revoked, self.held, self.laid))

        def put_back() -> None:
            store.restore(snapshot)
            self.told, self.revoked, self.held, self.laid = copy.deepcopy(beside)

        return put_back

    def has(self, changes: Iterable[str]) -> set[str]:
        """Those of some changes that are here: taken, or kept for a person."""
        named = set(changes)
        return self.store.entries(named).keys() | ((self.held_changes().keys() | self.laid) & named)

    def held_changes(self) -> dict[str, dict[str, Any]]:
        """The changes that wait for a person, by id."""
        return self.held

    def change_account(self, user: str, role: str, *, active: bool) -> None:
        """What the administrator does."""
        self.edit(SERVER, self.record(user), role=role, active=active)
        exchange.refresh_visibility(self.store, [user], self.now)

    def settle_shared(self) -> None:
        """What the job does about consents that begin and end by their dates."""
        exchange.refresh_visibility(self.store, self.store.partners(), self.now)

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
        return self.store.by_id([record])[record]

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


SERVER = office_author("00000000-0000-8000-8000-00000000ffff")
SATO = Author("00000000-0000-8000-8000-00000000aaaa", "worker", device="phone-sato")
SUZUKI = Author("00000000-0000-8000-8000-00000000bbbb", "worker", device="phone-suzuki")
BOSS = Author("00000000-0000-8000-8000-00000000cccc", "supervisor", device="phone-boss")
CLERK = Author("00000000-0000-8000-8000-00000000dddd", "clerk")
