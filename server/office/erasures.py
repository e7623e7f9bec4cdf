"""Closed cases whose time is over: which they are, what speaks against erasing them, and who asks and decides.

For how long a case is kept after it was closed is the office's choice (``server.reminders.settings.RETENTION``). People
of one household are looked at together (``server.store.candidates``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from server.followup.cases import months_after
from server.ground.errors import NotForThisRole
from server.ground.ids import new_id
from server.ground.trail import Act, Noted
from server.office.erasing import begin
from server.reminders.settings import policy_of
from server.services.approvals import APPROVED, REFUSED, WITHDRAWN
from server.store import Office, Seen
from server.store.candidates import StandingCase, Unit
from server.store.erasures import ErasureRow, HoldRow
from sync.folding import fold, seeker
from sync.store import Record

Reason = Literal["reopened", "open_case", "not_yet", "no_closing_day", "conflict", "unsent", "waiting", "hold"]

LONGEST_HOLD_YEARS: Final = 30
LONGEST_REASON: Final = 500
SILENT: Final = dt.timedelta(days=365)
"""A phone that was not in touch for so long is taken for lost: unsent work on it keeps nothing from being erased."""

_ACTS: Final[Mapping[str, Act]] = {
    APPROVED: Act.ERASURE_APPROVED,
    REFUSED: Act.ERASURE_REFUSED,
    WITHDRAWN: Act.ERASURE_WITHDRAWN,
}


class NotDue(Exception):
    """What was to be erased has not had its time yet, or something speaks against erasing it."""


class HoldRefused(Exception):
    """A hold without a reason, or until a day that is past or too far away."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A unit, and how it stands: the day since when it is ``due``, what speaks against erasing it (``reasons``), who
    holds it back until when (``holds``), and the erasure that was ``asked`` for it.
    """

    unit: Unit
    due: dt.date
    reasons: tuple[Reason, ...]
    holds: tuple[HoldRow, ...]
    asked: ErasureRow | None

    @property
    def may_go(self) -> bool:
        """Whether nothing speaks against erasing it."""
        return not self.reasons


def standings(store: Office, now: dt.datetime) -> list[Standing]:
    """The units of which a case has had its time, longest ago first."""
    years = policy_of(store.reminders.settings()).retention_years
    today = now.astimezone(store.zone).date()
    everything = store.candidates.units()
    due = {unit.id: day for unit in everything if (day := _due(unit, years, today)) is not None}
    units = [unit for unit in everything if unit.id in due]
    scopes = {scope for unit in units for scope in unit.scopes}
    against = _Against(store, scopes, years, now)
    asked = {case: row for row in (*store.erasures.waiting(), *store.erasures.under_way()) for case in row.cases}
    listed = [
        Standing(unit, due[unit.id], against.reasons(unit), against.holds(unit), asked.get(unit.id)) for unit in units
    ]
    return sorted(listed, key=lambda each: (each.due, each.unit.id))


def standing_of(store: Office, case: str, now: dt.datetime) -> Standing | None:
    """How the unit stands to which a case belongs; ``None`` where none of its cases has had its time."""
    return next((each for each in standings(store, now) if any(case == one.id for one in each.unit.cases)), None)


def propose(store: Office, case: str, *, by: str, now: dt.datetime) -> ErasureRow:
    """Ask that a case be erased, with all that goes with it. Raises ``NotDue``."""
    store.lock()
    standing = standing_of(store, case, now)
    if standing is None or not standing.may_go or standing.asked is not None:
        raise NotDue
    asked = ErasureRow(new_id(), by, now, cases=tuple(each.id for each in standing.unit.cases))
    store.erasures.add(asked)
    _note(store, Act.ERASURE_ASKED, asked)
    return asked


def approve(store: Office, asked: ErasureRow, *, by: str, now: dt.datetime) -> None:
    """Let an erasure begin. From the end of the transaction on nobody sees the cases any more, and nothing brings them
    back.

    Raises ``NotForThisRole`` for whoever asked, and ``NotDue`` where something speaks against it by now.
    """
    store.lock()
    standing = standing_of(store, asked.cases[0], now)
    if standing is None or not standing.may_go or {case.id for case in standing.unit.cases} != set(asked.cases):
        raise NotDue
    _decide(store, asked, APPROVED, by=by, now=now)
    begin(store, asked, standing.unit, by=by, now=now)


def refuse(store: Office, asked: ErasureRow, *, by: str, now: dt.datetime) -> None:
    """Leave everything as it is: the second person's answer, or the withdrawal by the one who asked."""
    _decide(store, asked, WITHDRAWN if by == asked.asked_by else REFUSED, by=by, now=now)


def hold(store: Office, case: str, reason: str, until: dt.date | None, *, by: str, now: dt.datetime) -> None:
    """Keep a case from being erased until a day. A request to erase it is taken back. Raises ``HoldRefused``."""
    today = now.astimezone(store.zone).date()
    stripped = reason.strip()
    if not stripped or len(stripped) > LONGEST_REASON or until is None:
        raise HoldRefused
    if not today <= until <= months_after(today, 12 * LONGEST_HOLD_YEARS):
        raise HoldRefused
    for asked in store.erasures.waiting():
        if case in asked.cases:
            refuse(store, asked, by=by, now=now)
    store.erasures.hold(HoldRow(case, stripped, until, by, now))
    store.trail.note(Noted(Act.ERASURE_HELD, "case", case, scope=case, details={"until": until.isoformat()}))


def release(store: Office, case: str) -> None:
    """Hold a case back no longer."""
    if store.erasures.release(case):
        store.trail.note(Noted(Act.ERASURE_RELEASED, "case", case, scope=case))


def _decide(store: Office, asked: ErasureRow, outcome: str, *, by: str, now: dt.datetime) -> None:
    is_second = outcome != APPROVED or by != asked.asked_by
    if not is_second or not store.erasures.decide(asked.id, outcome, by, now):
        raise NotForThisRole("a second person decides, and once")
    _note(store, _ACTS[outcome], asked)


def _note(store: Office, act: Act, asked: ErasureRow) -> None:
    case = asked.cases[0]
    store.trail.note(Noted(act, "case", case, scope=case, details={"erasure": asked.id, "scopes": asked.cases}))


def _due(unit: Unit, years: int, today: dt.date) -> dt.date | None:
    """Since when the first case of a unit has had its time."""
    days = [day for case in unit.cases if (day := _end_of(case, years)) is not None and day < today]
    return min(days, default=None)


def _end_of(case: StandingCase, years: int) -> dt.date | None:
    return None if case.ended_on is None else months_after(case.ended_on, 12 * years)


class _Against:
    """What speaks against erasing, asked for all at once."""

    def __init__(self, store: Office, scopes: set[str], years: int, now: dt.datetime) -> None:
        self._years, self._today = years, now.astimezone(store.zone).date()
        waiting = store.candidates.waiting()
        self._disputed = store.candidates.disputed(scopes)
        self._unsent = store.candidates.unsent(scopes, now - SILENT)
        self._waiting = waiting | set(store.trail.scopes_of(waiting).values())
        self._holds = {case: row for case, row in store.erasures.holds().items() if row.until >= self._today}

    def holds(self, unit: Unit) -> tuple[HoldRow, ...]:
        return tuple(self._holds[case.id] for case in unit.cases if case.id in self._holds)

    def reasons(self, unit: Unit) -> tuple[Reason, ...]:
        """In the order in which they are told."""
        stands = [self._of_case(case) for case in unit.cases]
        against: list[Reason | None] = [*stands]
        against += ["conflict" if self._disputed & unit.scopes else None]
        against += ["unsent" if self._unsent & unit.scopes else None]
        against += ["waiting" if self._waiting & unit.scopes else None]
        against += ["hold" if self.holds(unit) else None]
        return tuple(dict.fromkeys(reason for reason in against if reason is not None))

    def _of_case(self, case: StandingCase) -> Reason | None:
        end = _end_of(case, self._years)
        if not case.is_over:
            return "open_case" if end is None else "reopened"
        if end is None:
            return "no_closing_day"
        return None if end < self._today else "not_yet"


def all_cases(standings: Sequence[Standing]) -> list[str]:
    """The cases that a list names."""
    return [case.id for each in standings for case in each.unit.cases]


def meetings_that_name(seen: Seen, unit: Unit) -> list[Record]:
    """The meetings in whose own notes somebody of a unit is named. These notes are the office's and stay, so that
    whoever asks for an erasure sees to them first."""
    names = [name for name in seen.names(unit.people).values() if name.strip()]
    seekers = [sought for name in names if (sought := seeker(name)) is not None]
    meetings = seen.meetings.with_notes()
    return [each for each in meetings if any(sought(fold(str(each.fields["notes"]))) for sought in seekers)]
