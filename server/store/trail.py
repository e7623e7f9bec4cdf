"""The trail of an office: what is noted of it, and what a page asks of it.

What a transaction notes is appended at its end (``server.store.writing``), so that an entry and what it tells of are
stored together or not at all. The head of the chain is the last lock that a transaction takes: it is held as briefly as
possible, and whoever holds it waits for nothing else.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from sqlalchemy import Select, Table, or_, select, update

from server.ground.trail import Act, Noted, origin
from server.models.meeting import AgendaItem
from server.models.record import Record
from server.models.trail import Trail as Entry
from server.models.trail import TrailHead
from server.store import account_state, chain
from server.store.database import utcnow
from server.store.rows import Listing
from server.store.statements import Row, among, insert_rows, insertion_into
from server.store.tenant import Room, of_given_office
from sync.fields import write_moment

_TRAIL: Final = cast(Table, Entry.__table__)
_HEAD: Final = cast(Table, TrailHead.__table__)

_TAKE_HEAD = select(TrailHead.number, TrailHead.digest).where(of_given_office(TrailHead)).with_for_update()
_MOVE_HEAD = update(TrailHead).where(of_given_office(TrailHead))
"""Its parameters besides the office are columns' new values."""

_MANY: Final = (Act.DELIVERED, Act.CHANGES, Act.READ, Act.PRINT_VIEW)
"""The acts that may name several scopes, in their details."""


@dataclass(frozen=True, slots=True)
class TrailFilter:
    """What the trail is narrowed to. ``since`` and ``until`` are moments, the second one not included; ``scopes`` are
    the case, or the case and its person, that entries are of or name among others."""

    what: tuple[Act, ...] = ()
    actor: str | None = None
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TrailRow:
    """One entry. ``details`` are codes, ids and counts."""

    number: int
    at: dt.datetime
    what: str
    actor: str | None
    device: str | None
    address: str | None
    about_kind: str | None
    about: str | None
    scope: str | None
    reason: str | None
    details: Mapping[str, Any]


_SHOWN: Final = (
    Entry.number,
    Entry.at,
    Entry.what,
    Entry.actor,
    Entry.device,
    Entry.address,
    Entry.about_kind,
    Entry.about,
    Entry.scope,
    Entry.reason,
    Entry.details,
)


class Trail(Room):
    """What is noted of an office."""

    def note(self, noted: Noted) -> None:
        """Note something for the trail. It stands there if the transaction is committed."""
        self.tenant.noted.entries.append(noted)

    def settle(self) -> None:
        """Append what the transaction has noted, what it made of accounts, and an anchor of the changes that it has
        written.
        """
        noted = self.tenant.noted
        entries = [*noted.entries, *account_state.entries(self.tenant)]
        entries += [_anchor(noted.changes, noted.scopes)] if noted.changes else []
        noted.forget()
        if entries:
            self._append(entries)

    def head(self) -> tuple[int, str]:
        """The last entry's number and digest."""
        row = self.connection.execute(self.tenant.select(TrailHead, TrailHead.number, TrailHead.digest)).first()
        return (0, chain.BEGINNING) if row is None else (row.number, row.digest)

    def scopes_of(self, records: Collection[str]) -> dict[str, str]:
        """The scopes that records stand in, by record."""
        query = self.tenant.select(Record, Record.id, Record.scope).where(among(Record.id, records))
        return {row.id: row.scope for row in self.connection.execute(query)}

    def scopes_at(self, meeting: str) -> list[str]:
        """The cases that stand on a meeting's agenda."""
        query = self.tenant.select(AgendaItem, AgendaItem.case, live=True).where(AgendaItem.meeting == meeting)
        return sorted({case for case in self.connection.scalars(query) if case})

    def page(self, wanted: TrailFilter, *, page: int = 1, per_page: int = 50) -> Listing[TrailRow]:
        """One page of the entries, the newest first."""
        entries = self._wanted(wanted)
        total = self.connection.execute(self.tenant.count(entries)).scalar_one()
        rows = self.connection.execute(entries.limit(per_page).offset((page - 1) * per_page))
        return Listing([_row(row) for row in rows], total, page, per_page)

    def all(self, wanted: TrailFilter, *, most: int) -> list[TrailRow]:
        """The newest entries, no more than ``most``."""
        return [_row(row) for row in self.connection.execute(self._wanted(wanted).limit(most))]

    def _wanted(self, wanted: TrailFilter) -> Select[*tuple[Any, ...]]:
        # What binds accounts to the trail says nothing to a person that another entry does not.
        query = self.tenant.select(Entry, *_SHOWN)
        query = query.where(Entry.what.in_(wanted.what) if wanted.what else Entry.what != Act.ACCOUNT_STATE)
        if wanted.actor is not None:
            query = query.where(Entry.actor == wanted.actor)
        if wanted.since is not None:
            query = query.where(Entry.at >= wanted.since)
        if wanted.until is not None:
            query = query.where(Entry.at < wanted.until)
        if wanted.scopes:
            # An id is a UUID in its canonical spelling: no pattern, and part of no other id.
            named = or_(*(Entry.details.contains(scope) for scope in wanted.scopes))
            among_others = Entry.what.in_(_MANY) & Entry.scope.is_(None) & named
            query = query.where(or_(Entry.scope.in_(wanted.scopes), among_others))
        return query.order_by(Entry.number.desc())

    def _append(self, entries: list[Noted]) -> None:
        now, whose = utcnow(), origin()
        number, digest = self._take_head()
        rows: list[Row] = []
        for noted in entries:
            by = noted.origin or whose
            row: Row = {
                "office_id": self.tenant.office,
                "number": number + 1,
                "at": write_moment(noted.at or now),
                "what": str(noted.what),
                "actor": by.actor,
                "device": by.device,
                "address": by.address,
                "about_kind": noted.about_kind,
                "about": noted.about,
                "scope": noted.scope,
                "reason": noted.reason,
                "details": chain.canonical(noted.details),
                "previous": digest,
            }
            number, digest = number + 1, chain.link(row)
            rows.append(row | {"digest": digest})
        insert_rows(self.connection, _TRAIL, rows)
        self.connection.execute(_MOVE_HEAD, self.tenant.parameters(number=number, digest=digest))

    def _take_head(self) -> tuple[int, str]:
        """The last number and digest, for this transaction alone to its end."""
        row = self.connection.execute(_TAKE_HEAD, self.tenant.parameters()).first()
        if row is None:
            begun = {"office_id": self.tenant.office, "number": 0, "digest": chain.BEGINNING}
            self.connection.execute(insertion_into(_HEAD, self.connection).values(begun).on_conflict_do_nothing())
            row = self.connection.execute(_TAKE_HEAD, self.tenant.parameters()).one()
        return row.number, row.digest


def _anchor(changes: list[Row], scopes: set[str]) -> Noted:
    """What binds the changes of a transaction to the trail."""
    ordered = sorted(changes, key=lambda row: row["seq"])
    details = {
        "first": ordered[0]["seq"],
        "last": ordered[-1]["seq"],
        "count": len(ordered),
        "digest": chain.digest_of_changes(ordered),
    }
    if len(scopes) == 1:
        return Noted(Act.CHANGES, scope=min(scopes), details=details)
    return Noted(Act.CHANGES, details=details | ({"scopes": tuple(sorted(scopes))} if scopes else {}))


def _row(row: Any) -> TrailRow:
    return TrailRow(**{**row._mapping, "details": json.loads(row.details)})  # noqa: SLF001 - SQLAlchemy's own way
