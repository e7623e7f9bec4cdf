"""The team at a glance: who carries what, who is away, who is out, and whose phone has not been heard of."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from server.casework import change_record
from server.ids import new_id
from server.office.outings import Watched, watched
from server.store import OfficeStore
from server.store.followup import FollowUpFilter
from server.store.rows import DeviceRow, Reader, SessionRow, UserRow
from server.store.team import AbsenceRow
from sync.fields import Json
from sync.kinds import FIELD_STAFF, INTAKE_STAFF
from sync.store import Record

Row = TypeVar("Row")

SILENT_AFTER: Final = dt.timedelta(days=3)
"""After this long without a word, a phone may hold notes that nobody knows of. A weekend is shorter."""


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone as it was last heard of. ``silent`` says that this is long ago."""

    name: str
    queued: int
    seen_at: dt.datetime
    silent: bool


@dataclass(frozen=True, slots=True)
class Member:
    """One of the team. ``main`` and ``co`` are open cases in their charge, ``contacts`` those of this month."""

    user: UserRow
    main: int
    co: int
    contacts: int
    overdue: int
    waiting: int
    phones: Sequence[Phone]
    away: Sequence[AbsenceRow]
    coming: Sequence[AbsenceRow]
    out: Sequence[Watched]

    @property
    def unsent(self) -> int:
        """What their phones last said is still on them."""
        return sum(phone.queued for phone in self.phones)


@dataclass(frozen=True, slots=True)
class Board:
    """The whole team on a day."""

    today: dt.date
    members: Sequence[Member]

    def total(self, figure: str) -> int:
        """One figure for all."""
        return sum(int(getattr(member, figure)) for member in self.members)

    def most(self, figure: str) -> int:
        """The largest that anybody has; at least 1, as the length of a bar."""
        return max((int(getattr(member, figure)) for member in self.members), default=0) or 1


def team_board(store: OfficeStore, reader: Reader, now: dt.datetime) -> Board:
    """Those who work with cases. A fixed number of queries, however many they are."""
    today = now.astimezone(store.zone).date()
    charges, waiting = store.charges(), store.waiting_counts()
    contacts = store.contact_counts(today.replace(day=1), today)
    overdue = Counter(
        row.main_worker
        for row in store.follow_up(today, FollowUpFilter())
        if row.attention.list == "monitoring_overdue"
    )
    phones = _by_user((device.user_id, device) for device in store.devices() if device.revoked_at is None)
    absences = _by_user((absence.worker, absence) for absence in store.absences_from(today))
    outings = _by_user((each.row.worker, each) for each in watched(store.outings_open(reader), now))
    members = [
        Member(
            user=user,
            main=charges.get(user.id, {}).get("main", 0),
            co=charges.get(user.id, {}).get("co", 0),
            contacts=contacts.get(user.id, 0),
            overdue=overdue[user.id],
            waiting=waiting.get(user.id, 0),
            phones=[_phone(device, now) for device in phones.get(user.id, ())],
            away=[absence for absence in absences.get(user.id, ()) if absence.since <= today],
            coming=[absence for absence in absences.get(user.id, ()) if absence.since > today],
            out=outings.get(user.id, ()),
        )
        for user in store.users()
        if user.active and user.role in FIELD_STAFF
    ]
    return Board(today, members)


def add_absence(store: OfficeStore, who: SessionRow, given: Mapping[str, Json], now: dt.datetime) -> None:
    """Write that somebody will be away. Raises ``casework.Refused``."""
    fields = {name: value for name, value in given.items() if value}
    change_record(store, who, "absence", new_id(), fields, seen=None, now=now)


def end_absence(store: OfficeStore, who: SessionRow, absence: Record, seen: str, now: dt.datetime) -> None:
    """Write that somebody is here after all: an absence that has begun ended yesterday, another is taken back. Raises
    ``casework.Refused``.
    """
    yesterday = (now.astimezone(store.zone).date() - dt.timedelta(days=1)).isoformat()
    fields: dict[str, Json] = {"until": yesterday} if absence.fields["since"] <= yesterday else {"deleted": True}
    change_record(store, who, "absence", absence.id, fields, seen=seen, now=now)


def those_who_may_be_away(users: Iterable[UserRow]) -> list[UserRow]:
    """For whom an absence can be written down."""
    return [user for user in users if user.active and user.role in INTAKE_STAFF]


def _phone(device: DeviceRow, now: dt.datetime) -> Phone:
    silent = now - device.last_seen_at > SILENT_AFTER
    return Phone(device.name, device.queued, device.last_seen_at, silent)


def _by_user(rows: Iterable[tuple[str | None, Row]]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for user, row in rows:
        if user is not None:
            found.setdefault(user, []).append(row)
    return found
