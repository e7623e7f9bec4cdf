"""What comes back after a loss: changes that wait for what an office has lost, or for a person."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func

from server.models.backup import Restoration
from server.models.change import Change
from server.models.recovery import WaitingChange
from server.store.rows import Listing
from server.store.statements import among
from server.store.tenant import Room

MOST_WAITING: Final = 2_000
"""How many changes of one phone may wait here. What is more waits on the phone alone."""

STILL_WAITING: Final = ("waiting", "told")
"""The states of a change that nothing has become of yet: nobody decided, or it is being decided."""

HELD: Final = "held"
"""The state of a change that came sealed and is not applied: a person puts it in its place, or settles it."""

OPEN: Final = (*STILL_WAITING, "laid", HELD)
"""The states of a change that is shown; not ``settled`` (by a person) or ``refused`` (its author has to see to it)."""

_TO_BE_DECIDED: Final = ("waiting", HELD)
"""The states of a change that nobody has decided yet."""

_DONE: Final = ("settled", "refused")
_FORGOTTEN: Final = "{}"
"""What stands in the place of a change that a person has settled long ago."""


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A change that waits, whole (``server.models.recovery.WaitingChange``); ``body`` is the JSON that its phone sent,
    and ``refusal`` why it was refused, where it was.
    """

    id: str
    author: str
    device: str | None
    body: str
    first_at: dt.datetime
    state: str
    refusal: str | None = None


class Recovery(Room):
    """One office's losses, and what makes up for them."""

    def count_returned(self, changes: int) -> None:
        """Count changes that phones brought back, to the last time the office was put back."""
        last = self.tenant.select(Restoration, func.max(Restoration.at)).scalar_subquery()
        self.connection.execute(
            self.tenant.update(Restoration)
            .where(Restoration.at == last)
            .values(returned=Restoration.returned + changes)
        )

    def keep_waiting(self, rows: Iterable[WaitingRow], now: dt.datetime) -> None:
        """Keep changes that wait, and note that they were offered ``now``. Those that are here already stay as they
        are, apart from that note.
        """
        offered = list(rows)
        if not offered:
            return
        ids = [row.id for row in offered]
        self.connection.execute(
            self.tenant.update(WaitingChange).where(among(WaitingChange.id, ids)).values(last_at=now)
        )
        here = self.tenant.select(WaitingChange, func.count()).where(
            ~self._is_taken(),
            WaitingChange.device.is_not_distinct_from(offered[0].device),
            WaitingChange.state.in_(STILL_WAITING),
        )
        room = MOST_WAITING - int(self.connection.scalar(here) or 0)
        self._add(offered, room, now)

    def hold(self, rows: Sequence[WaitingRow], now: dt.datetime) -> set[str]:
        """Hold changes that came sealed for a person to read; the rows are of one phone. Returns the ids of those that
        are kept: all but those past ``MOST_WAITING`` of the phone, and those whose id another author's change has. What
        a person has settled stays so.
        """
        ids = [row.id for row in rows]
        author = rows[0].author
        waits = WaitingChange.state.in_((*STILL_WAITING, "laid", "refused"))
        mine = self.tenant.update(WaitingChange).where(among(WaitingChange.id, ids), WaitingChange.author == author)
        self.connection.execute(mine.values(last_at=now))
        self.connection.execute(mine.where(waits).values(state=HELD))
        for row in rows:
            if row.refusal is not None:
                self.note_refusal(row.id, row.refusal)
        here = self.tenant.select(WaitingChange, func.count()).where(
            WaitingChange.device.is_not_distinct_from(rows[0].device), WaitingChange.state == HELD
        )
        self._add(rows, MOST_WAITING - int(self.connection.scalar(here) or 0), now)
        return self.kept(author, ids)

    def note_refusal(self, change: str, refusal: str) -> None:
        """Note why a change that is shown was refused when it was last tried."""
        self.connection.execute(
            self.tenant.update(WaitingChange)
            .where(WaitingChange.id == change, WaitingChange.state.in_(OPEN))
            .values(refusal=refusal)
        )

    def held_with(self, row: WaitingRow) -> list[WaitingRow]:
        """The changes that are held of the same author and phone, the oldest first."""
        query = self._waiting_rows().where(
            WaitingChange.state == HELD,
            WaitingChange.author == row.author,
            WaitingChange.device.is_not_distinct_from(row.device),
        )
        return [WaitingRow(*each) for each in self.connection.execute(query)]

    def held_about(self, author: str, record: str) -> list[WaitingRow]:
        """The changes of an author that are held and name a record, the oldest first."""
        query = self._waiting_rows().where(
            WaitingChange.state == HELD, WaitingChange.author == author, WaitingChange.body.contains(record)
        )
        rows = [WaitingRow(*each) for each in self.connection.execute(query)]
        return [row for row in rows if json.loads(row.body).get("record") == record]

    def kept(self, author: str, changes: Collection[str]) -> set[str]:
        """Those of an author's changes that are kept here whole, whatever became of them."""
        query = self.tenant.select(WaitingChange, WaitingChange.id)
        query = query.where(among(WaitingChange.id, changes), WaitingChange.author == author)
        return set(self.connection.scalars(query))

    def _add(self, rows: Sequence[WaitingRow], room: int, now: dt.datetime) -> None:
        """Keep those of the rows that are not here yet, at most as many as there is ``room`` for."""
        here = self.tenant.select(WaitingChange, WaitingChange.id).where(
            among(WaitingChange.id, [row.id for row in rows])
        )
        known = set(self.connection.scalars(here))
        for row in [row for row in rows if row.id not in known][: max(room, 0)]:
            self.connection.execute(
                self.tenant.insert(
                    WaitingChange,
                    id=row.id,
                    author=row.author,
                    device=row.device,
                    body=row.body,
                    first_at=row.first_at,
                    last_at=now,
                    state=row.state,
                    refusal=row.refusal,
                )
            )

    def given_up(self, changes: Collection[str], waiting_since: dt.datetime) -> dict[str, dt.datetime]:
        """Of some changes, those that are decided without the record that they name: they have waited since
        ``waiting_since`` or longer, or were decided before. Gives the moment at which each arrived.
        """
        query = self.tenant.select(WaitingChange, WaitingChange.id, WaitingChange.first_at).where(
            among(WaitingChange.id, changes),
            WaitingChange.state.not_in(_TO_BE_DECIDED)
            | ((WaitingChange.state == "waiting") & (WaitingChange.first_at <= waiting_since)),
        )
        return {row.id: row.first_at for row in self.connection.execute(query)}

    def waiting(self, *, page: int = 1, per_page: int = 50) -> Listing[WaitingRow]:
        """The changes that wait or are laid before a person, the longest waiting first."""
        query = self._waiting_rows().where(WaitingChange.state.in_(OPEN)).limit(per_page).offset((page - 1) * per_page)
        rows = [WaitingRow(*row) for row in self.connection.execute(query)]
        return Listing(rows, self.waiting_count(), page, per_page)

    def waiting_change(self, change: str) -> WaitingRow | None:
        """One change that waits or is laid before a person."""
        query = self._waiting_rows().where(WaitingChange.state.in_(OPEN), WaitingChange.id == change)
        row = self.connection.execute(query).first()
        return None if row is None else WaitingRow(*row)

    def waiting_since(self, moment: dt.datetime, most: int) -> list[WaitingRow]:
        """The changes in the state ``waiting`` that came at ``moment`` or before, the longest waiting first."""
        query = (
            self._waiting_rows().where(WaitingChange.state == "waiting", WaitingChange.first_at <= moment).limit(most)
        )
        return [WaitingRow(*row) for row in self.connection.execute(query)]

    def _waiting_rows(self) -> Select[*tuple[Any, ...]]:
        return (
            self.tenant.select(
                WaitingChange,
                WaitingChange.id,
                WaitingChange.author,
                WaitingChange.device,
                WaitingChange.body,
                WaitingChange.first_at,
                WaitingChange.state,
                WaitingChange.refusal,
            )
            .where(~self._is_taken())
            .order_by(WaitingChange.first_at, WaitingChange.id)
        )

    def has_waited(self) -> bool:
        """Whether anything is kept of changes that wait or did: an office that lost nothing has none."""
        query = self.tenant.select(WaitingChange, WaitingChange.id).limit(1)
        return self.connection.scalar(query) is not None

    def waiting_count(self) -> int:
        """How many changes wait or are laid before a person."""
        query = self.tenant.select(WaitingChange, func.count())
        query = query.where(~self._is_taken(), WaitingChange.state.in_(OPEN))
        return int(self.connection.scalar(query) or 0)

    def set_waiting(
        self, changes: Collection[str], state: str, *, by: str | None = None, now: dt.datetime | None = None
    ) -> None:
        """Give changes that wait another state; ``by`` and ``now`` are who settled them, and when."""
        self.connection.execute(
            self.tenant.update(WaitingChange)
            .where(among(WaitingChange.id, changes))
            .values(state=state, settled_by=by, settled_at=now)
        )

    def end_waiting(self, changes: Collection[str], state: str) -> None:
        """Note what became of changes that waited. What a person has settled stays so, however often it is offered."""
        self.connection.execute(
            self.tenant.update(WaitingChange)
            .where(
                among(WaitingChange.id, changes),
                WaitingChange.state.in_(STILL_WAITING),
            )
            .values(state=state)
        )

    def forget_settled(self, offered_before: dt.datetime, most: int) -> list[str]:
        """Forget the content of changes that are settled or refused and were last offered before a moment. The rows
        stay. Returns what each of them said, as JSON.
        """
        over = (
            WaitingChange.last_at < offered_before,
            WaitingChange.state.in_(_DONE),
            WaitingChange.body != _FORGOTTEN,
        )
        query = self.tenant.select(WaitingChange, WaitingChange.id, WaitingChange.body).where(*over).limit(most)
        settled = {row.id: row.body for row in self.connection.execute(query)}
        mine = self.tenant.update(WaitingChange).where(among(WaitingChange.id, settled), *over)
        self.connection.execute(mine.values(body=_FORGOTTEN))
        return list(settled.values())

    def drop_taken(self, most: int) -> int:
        """Drop changes that no longer wait, since the log has them. Returns how many there were."""
        query = self.tenant.select(WaitingChange, WaitingChange.id).where(self._is_taken()).limit(most)
        taken = list(self.connection.scalars(query))
        self.connection.execute(self.tenant.delete(WaitingChange).where(among(WaitingChange.id, taken)))
        return len(taken)

    def _is_taken(self) -> ColumnElement[bool]:
        return (
            self.tenant.select(Change, Change.id).where(Change.id == WaitingChange.id).correlate(WaitingChange).exists()
        )
