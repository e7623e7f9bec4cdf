"""What was lost and what comes back: restored backups, changes that wait, and the numbers of what phones saved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, Select, and_, case, delete, func, insert, select, update

from server.models import Change, Device, Restoration, User, WaitingChange
from server.store.accounts import AccountStore
from server.store.statements import among
from sync.numbers import Numbers, missing, read_numbers, with_numbers, write_numbers

MOST_WAITING: Final = 2_000
"""How many changes of one phone may wait here. What is more waits on the phone alone."""

STILL_WAITING: Final = ("waiting", "told")
"""The states of a change that nothing has become of yet: nobody decided, or it is being decided."""

OPEN: Final = (*STILL_WAITING, "laid")
"""The states of a change that is shown; not ``settled`` (by a person) or ``refused`` (its author has to see to it)."""

MOST_SPANS: Final = 1_000
"""How many gaps are kept of one phone's numbers: far more than a phone that counts can have."""


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A change that waits, whole (``server.models.WaitingChange``); ``body`` is the JSON that its phone sent."""

    id: str
    author: str
    device: str | None
    body: str
    first_at: dt.datetime
    state: str


@dataclass(frozen=True, slots=True)
class PhoneNumbers:
    """What the office has of what one phone saved: up to which number it came, and which are missing."""

    device: str
    device_name: str
    user: str
    user_name: str
    last_seen_at: dt.datetime
    revoked_at: dt.datetime | None
    queued: int
    saved: int
    received: Numbers
    missing: Numbers


class RecoveryStore(AccountStore):
    """One office's losses, and what makes up for them."""

    def count_returned(self, changes: int) -> None:
        """Count changes that phones brought back, to the last time the office was put back."""
        last = select(func.max(Restoration.at)).where(Restoration.office_id == self.office).scalar_subquery()
        self.connection.execute(
            update(Restoration)
            .where(Restoration.office_id == self.office, Restoration.at == last)
            .values(returned=Restoration.returned + changes)
        )

    # Changes that wait

    def keep_waiting(self, rows: Iterable[WaitingRow], now: dt.datetime) -> None:
        """Keep changes that wait, and note that they were offered ``now``. Those that are here already stay as they
        are, but for that.
        """
        given = list(rows)
        if not given:
            return
        ids = [row.id for row in given]
        self.connection.execute(
            update(WaitingChange)
            .where(WaitingChange.office_id == self.office, among(WaitingChange.id, ids))
            .values(last_at=now)
        )
        here = select(func.count()).where(
            self._waits(),
            WaitingChange.device.is_not_distinct_from(given[0].device),
            WaitingChange.state.in_(STILL_WAITING),
        )
        room = MOST_WAITING - int(self.connection.scalar(here) or 0)
        known = set(
            self.connection.scalars(
                select(WaitingChange.id).where(WaitingChange.office_id == self.office, among(WaitingChange.id, ids))
            )
        )
        new = [row for row in given if row.id not in known][: max(room, 0)]
        for row in new:
            self.connection.execute(
                insert(WaitingChange).values(
                    office_id=self.office,
                    id=row.id,
                    author=row.author,
                    device=row.device,
                    body=row.body,
                    first_at=row.first_at,
                    last_at=now,
                    state=row.state,
                )
            )

    def given_up(self, changes: Collection[str], waiting_since: dt.datetime) -> dict[str, dt.datetime]:
        """Those among some changes that are to be decided without what they name, with the moment since which they are
        here: they wait since ``waiting_since`` or longer, or were decided before.
        """
        query = select(WaitingChange.id, WaitingChange.first_at).where(
            WaitingChange.office_id == self.office,
            among(WaitingChange.id, changes),
            (WaitingChange.state != "waiting") | (WaitingChange.first_at <= waiting_since),
        )
        return {row.id: row.first_at for row in self.connection.execute(query)}

    def waiting(self, change: str | None = None) -> list[WaitingRow]:
        """The changes that wait or are laid before a person, the longest waiting first; or one of them."""
        query = self._waiting_rows().where(WaitingChange.state.in_(OPEN))
        if change is not None:
            query = query.where(WaitingChange.id == change)
        return [WaitingRow(*row) for row in self.connection.execute(query)]

    def waiting_since(self, moment: dt.datetime, most: int) -> list[WaitingRow]:
        """The changes that wait since a moment or longer, and were not decided."""
        query = (
            self._waiting_rows().where(WaitingChange.state == "waiting", WaitingChange.first_at <= moment).limit(most)
        )
        return [WaitingRow(*row) for row in self.connection.execute(query)]

    def _waiting_rows(
        self,
    ) -> Select[str, str, str | None, str, dt.datetime, str]:
        return (
            select(
                WaitingChange.id,
                WaitingChange.author,
                WaitingChange.device,
                WaitingChange.body,
                WaitingChange.first_at,
                WaitingChange.state,
            )
            .where(self._waits())
            .order_by(WaitingChange.first_at, WaitingChange.id)
        )

    def has_waited(self) -> bool:
        """Whether anything is kept of changes that wait or did: an office that lost nothing has none."""
        query = select(WaitingChange.id).where(WaitingChange.office_id == self.office).limit(1)
        return self.connection.scalar(query) is not None

    def waiting_count(self) -> int:
        """How many changes wait or are laid before a person."""
        query = select(func.count()).select_from(WaitingChange).where(self._waits(), WaitingChange.state.in_(OPEN))
        return int(self.connection.scalar(query) or 0)

    def set_waiting(
        self, changes: Collection[str], state: str, *, by: str | None = None, now: dt.datetime | None = None
    ) -> None:
        """Give changes that wait another state; ``by`` and ``now`` are who settled them, and when."""
        self.connection.execute(
            update(WaitingChange)
            .where(WaitingChange.office_id == self.office, among(WaitingChange.id, changes))
            .values(state=state, settled_by=by, settled_at=now)
        )

    def end_waiting(self, changes: Collection[str], state: str) -> None:
        """Note what became of changes that waited. What a person has settled stays so, however often it is offered."""
        self.connection.execute(
            update(WaitingChange)
            .where(
                WaitingChange.office_id == self.office,
                among(WaitingChange.id, changes),
                WaitingChange.state.in_(STILL_WAITING),
            )
            .values(state=state)
        )

    def drop_taken(self, most: int) -> int:
        """Drop changes that no longer wait, since the log has them. Returns how many there were."""
        query = select(WaitingChange.id).where(WaitingChange.office_id == self.office, self._is_taken()).limit(most)
        found = list(self.connection.scalars(query))
        self.connection.execute(
            delete(WaitingChange).where(WaitingChange.office_id == self.office, among(WaitingChange.id, found))
        )
        return len(found)

    def _waits(self) -> ColumnElement[bool]:
        return and_(WaitingChange.office_id == self.office, ~self._is_taken())

    def _is_taken(self) -> ColumnElement[bool]:
        return (
            select(Change.id)
            .where(Change.office_id == self.office, Change.id == WaitingChange.id)
            .correlate(WaitingChange)
            .exists()
        )

    # Numbers

    def note_numbers(
        self, user: str, device: str, *, saved: int, received: Collection[int], dropped: Collection[int]
    ) -> None:
        """Note the numbers of changes that came from a phone, those that it gave up, and how far it has counted."""
        mine = and_(Device.office_id == self.office, Device.user_id == user, Device.id == device)
        row = self.connection.execute(select(Device.received, Device.dropped).where(mine)).first()
        if row is None:
            return
        came = with_numbers(read_numbers(row.received), received)
        given_up = with_numbers(read_numbers(row.dropped), dropped)
        if len(came) + len(given_up) > MOST_SPANS:
            return
        highest = max([saved, *received, *dropped])
        self.connection.execute(
            update(Device)
            .where(mine)
            .values(
                received=write_numbers(came),
                dropped=write_numbers(given_up),
                saved=case((Device.saved < highest, highest), else_=Device.saved),
            )
        )

    def phone_numbers(self) -> list[PhoneNumbers]:
        """What the office has of what each phone saved, those first that were last seen."""
        query = (
            select(
                Device.id,
                Device.name,
                Device.user_id,
                User.name.label("user_name"),
                Device.last_seen_at,
                Device.revoked_at,
                Device.queued,
                Device.saved,
                Device.received,
                Device.dropped,
            )
            .join(User, and_(User.office_id == Device.office_id, User.id == Device.user_id))
            .where(Device.office_id == self.office)
            .order_by(Device.last_seen_at.desc(), Device.id)
        )
        rows = self.connection.execute(query).all()
        return [
            PhoneNumbers(
                device=row.id,
                device_name=row.name,
                user=row.user_id,
                user_name=row.user_name,
                last_seen_at=row.last_seen_at,
                revoked_at=row.revoked_at,
                queued=row.queued,
                saved=row.saved,
                received=read_numbers(row.received),
                missing=missing(row.saved, read_numbers(row.received), read_numbers(row.dropped)),
            )
            for row in rows
        ]
