"""Who is out on a visit: where each stands, and what the office says to a call for help.

A call and its end are told apart by their moments, which come from clocks that need not agree; so the office writes
its own after those that it answers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from server.followup.outings import calls_for_help, is_since
from server.services import casework
from server.store import Office, Seen
from server.store.directory import SessionRow
from server.store.history import HistoryRow
from server.store.outings import OutingRow
from sync.fields import Json, write_moment

Stage = Literal["alarm", "answered", "overrun", "in_hand", "under_way", "ended"]

_URGENCY: Final[tuple[Stage, ...]] = ("alarm", "answered", "overrun", "in_hand", "under_way", "ended")


_HOME: Final = ("自宅", "本人宅", "居宅", "home", "Home")
"""Words that people write for the place where the client lives."""


class Settled(Exception):
    """Somebody else has done this already, or there is nothing to do any more."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """A call for help that nobody has answered: ``called_at`` is when it reached the office, by the office's own clock,
    and ``minutes`` is how long ago that was.
    """

    row: OutingRow
    called_at: dt.datetime
    minutes: int


def alarms(seen: Seen, now: dt.datetime) -> list[Alarm]:
    """The calls for help that wait for an answer, the latest first. Where there are none, that is one query."""
    rows = seen.outings.alarms()
    histories = seen.outings.histories(rows)
    calls = [_alarm(row, histories.get(row.id, []), now) for row in rows]
    return sorted(calls, key=lambda each: each.called_at, reverse=True)


def _alarm(row: OutingRow, history: Sequence[HistoryRow], now: dt.datetime) -> Alarm:
    called = [entry.received_at for entry in history if "alarm_at" in entry.after]
    received = called[-1] if called else now
    return Alarm(row, received, max(0, int((now - received).total_seconds() // 60)))


def whereabouts(row: OutingRow) -> str | None:
    """Where to send somebody: the place that was given, or the client's address where it says only that they are at
    home.
    """
    if row.place is None or row.home is None or row.home in row.place:
        return row.place or row.home
    return f"{row.home} ({row.place})" if any(word in row.place for word in _HOME) else row.place


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
    outings = [Watched(row, stage(row, now), max(0, int((now - row.due).total_seconds() // 60))) for row in rows]
    return sorted(outings, key=lambda each: _URGENCY.index(each.stage))


def stage(row: OutingRow, now: dt.datetime) -> Stage:
    """Where a visit stands."""
    if row.alarm_at is not None and calls_for_help(row.alarm_at, row.safe_at):
        return "answered" if is_since(row.answered_at, row.alarm_at) else "alarm"
    if row.ended_at is not None:
        return "ended"
    if row.due >= now:
        return "under_way"
    looked_after = is_since(row.answered_at, row.due) or is_since(row.safe_at, row.due)
    return "in_hand" if looked_after else "overrun"


def answer(store: Office, who: SessionRow, row: OutingRow, now: dt.datetime) -> None:
    """Take an alarm, or a visit past its end, in hand. Raises ``Settled`` and ``casework.ChangeRejected``."""
    if stage(row, now) not in {"alarm", "overrun"}:
        raise Settled
    _write(store, who, row, _answer(who, row, now), now)


def call_off(store: Office, who: SessionRow, row: OutingRow, now: dt.datetime) -> None:
    """Say that the worker is safe, on their behalf. Raises ``Settled`` and ``casework.ChangeRejected``."""
    if stage(row, now) not in {"alarm", "answered", "overrun", "in_hand"}:
        raise Settled
    fields: dict[str, Json] = {"safe_at": write_moment(_after(row, now))}
    if not is_since(row.answered_at, row.alarm_at or row.due):
        fields |= _answer(who, row, now)
    _write(store, who, row, fields, now)


def _write(store: Office, who: SessionRow, row: OutingRow, fields: dict[str, Json], now: dt.datetime) -> None:
    casework.change_as_server(store, "outing", row.id, fields, by=who.user_id, role=who.role, now=now)


def _answer(who: SessionRow, row: OutingRow, now: dt.datetime) -> dict[str, Json]:
    return {"answered_by": who.user_id, "answered_at": write_moment(_after(row, now))}


def _after(row: OutingRow, now: dt.datetime) -> dt.datetime:
    return now if row.alarm_at is None else max(now, row.alarm_at + dt.timedelta(seconds=1))
