"""Who is out on a visit: where each stands, and what the office says to a call for help.

A call and its end are told apart by their moments, which come from clocks that need not agree; so the office writes
its own after those that it answers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from server import casework
from server.store import OfficeStore
from server.store.outings import OutingRow
from server.store.rows import SessionRow
from sync.fields import Json, write_moment

Stage = Literal["alarm", "answered", "overrun", "in_hand", "under_way", "ended"]

_URGENCY: Final[tuple[Stage, ...]] = ("alarm", "answered", "overrun", "in_hand", "under_way", "ended")


class Settled(Exception):
    """Somebody else has done this already, or there is nothing to do any more."""


@dataclass(frozen=True, slots=True)
class Watched:
    """A visit and where it stands: an ``alarm`` that nobody has answered, one ``answered``, an ``overrun`` past its
    expected end, one ``in_hand`` (answered, or said to be safe, since), ``under_way`` or ``ended``.

    ``over_minutes`` is how long it is past its expected end.
    """

    row: OutingRow
    stage: Stage
    over_minutes: int

    @property
    def urgent(self) -> bool:
        """Whether somebody at the office should act now."""
        return self.stage in {"alarm", "overrun"}


def watched(rows: Iterable[OutingRow], now: dt.datetime) -> list[Watched]:
    """The visits with where each stands, the most urgent first, and otherwise in the order in which they came."""
    found = [Watched(row, stage(row, now), max(0, int((now - row.expected_end).total_seconds() // 60))) for row in rows]
    return sorted(found, key=lambda each: _URGENCY.index(each.stage))


def stage(row: OutingRow, now: dt.datetime) -> Stage:
    """Where a visit stands."""
    if row.alarm_at is not None and not _since(row.safe_at, row.alarm_at):
        return "answered" if _since(row.answered_at, row.alarm_at) else "alarm"
    if row.ended_at is not None:
        return "ended"
    if row.expected_end >= now:
        return "under_way"
    looked_after = _since(row.answered_at, row.expected_end) or _since(row.safe_at, row.expected_end)
    return "in_hand" if looked_after else "overrun"


def answer(store: OfficeStore, who: SessionRow, row: OutingRow, now: dt.datetime) -> None:
    """Take an alarm, or a visit past its end, in hand. Raises ``Settled`` and ``casework.Refused``."""
    if stage(row, now) not in {"alarm", "overrun"}:
        raise Settled
    _write(store, who, row, _answer(who, row, now), now)


def call_off(store: OfficeStore, who: SessionRow, row: OutingRow, now: dt.datetime) -> None:
    """Say that the worker is safe, on their behalf. Raises ``Settled`` and ``casework.Refused``."""
    if stage(row, now) not in {"alarm", "answered", "overrun", "in_hand"}:
        raise Settled
    fields: dict[str, Json] = {"safe_at": write_moment(_after(row, now))}
    if not _since(row.answered_at, row.alarm_at or row.expected_end):
        fields |= _answer(who, row, now)
    _write(store, who, row, fields, now)


def _write(store: OfficeStore, who: SessionRow, row: OutingRow, fields: dict[str, Json], now: dt.datetime) -> None:
    casework.change_as_server(store, "outing", row.id, fields, by=who.user_id, role=who.role, now=now)


def _answer(who: SessionRow, row: OutingRow, now: dt.datetime) -> dict[str, Json]:
    return {"answered_by": who.user_id, "answered_at": write_moment(_after(row, now))}


def _after(row: OutingRow, now: dt.datetime) -> dt.datetime:
    return now if row.alarm_at is None else max(now, row.alarm_at + dt.timedelta(seconds=1))


def _since(moment: dt.datetime | None, earlier: dt.datetime) -> bool:
    return moment is not None and moment >= earlier
