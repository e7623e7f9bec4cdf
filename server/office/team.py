"""The team at a glance: who carries what, who is away, who is out, and whose phone has not been heard of."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from server.ground.ids import new_id
from server.office.outings import Watched, watched
from server.services.casework import change_record
from server.store import Office, Seen
from server.store.accounts import DeviceRow, UserRow
from server.store.cases import CaseFilter
from server.store.directory import SessionRow
from server.store.followup import FollowUpFilter
from server.store.team import AbsenceRow
from sync.fields import Json
from sync.roles import Permission
from sync.store import Record

Row = TypeVar("Row")

SILENT_AFTER: Final = dt.timedelta(days=3)
"""After so long without contact, a phone may hold notes that nobody knows of. A weekend is shorter."""


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone as it was last heard of. ``silent`` says that this is long ago."""

    name: str
    queued: int
    seen_at: dt.datetime
    silent: bool


@dataclass(frozen=True, slots=True)
class TeamMember:
    """One of the team, or somebody who has left it and whose work is still there. ``main`` and ``co`` are open cases in
    their charge, ``contacts`` those of this month.
    """

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
    def has_left(self) -> bool:
        """Whether they work with cases no more."""
        return not self.user.may(Permission.WRITE_NOTES)

    @property
    def leaves_work(self) -> bool:
        """Whether something stands in their name."""
        return any((self.main, self.co, self.contacts, self.overdue, self.waiting))

    @property
    def unsent(self) -> int:
        """What their phones last said is still on them."""
        return sum(phone.queued for phone in self.phones)


@dataclass(frozen=True, slots=True)
class Board:
    """The whole team on a day."""

    today: dt.date
    members: Sequence[TeamMember]

    def total(self, figure: str) -> int:
        """One figure for all."""
        return sum(int(getattr(member, figure)) for member in self.members)

    def most(self, figure: str) -> int:
        """The largest that anybody has; at least 1, as the length of a bar."""
        return max((int(getattr(member, figure)) for member in self.members), default=0) or 1


@dataclass(frozen=True, slots=True)
class Orphans:
    """How many open cases are in ``nobodys`` charge, and how many in that of somebody who has ``left``."""

    nobodys: int
    left: int


def orphans(seen: Seen) -> Orphans:
    """The open cases that the reader sees and that nobody looks after."""
    nobodys, left = CaseFilter("open", unassigned=True), CaseFilter("open", left=True)
    return Orphans(*(seen.cases.page(each, per_page=1).total for each in (nobodys, left)))


def team_board(store: Office, seen: Seen, now: dt.datetime) -> Board:
    """Those who work with cases, and those who no longer do but in whose name something stands; in a fixed number of
    queries, however many people they are.
    """
    today = store.day(now)
    charges, waiting = store.accounts.charges(), store.team.waiting_counts()
    contacts = store.team.contact_counts(today.replace(day=1), today)
    overdue = Counter(
        row.main_worker
        for row in seen.followup.rows(today, FollowUpFilter())
        if row.attention.list == "monitoring_overdue"
    )
    phones = _by_user((device.user_id, device) for device in store.accounts.devices() if device.revoked_at is None)
    absences = _by_user((absence.worker, absence) for absence in store.team.absences_from(today))
    outings = _by_user((each.row.worker, each) for each in watched(seen.outings.under_way(), now))
    members = [
        TeamMember(
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
        for user in store.accounts.users()
    ]
    return Board(today, [member for member in members if not member.has_left or member.leaves_work])


def add_absence(store: Office, who: SessionRow, typed: Mapping[str, Json], now: dt.datetime) -> None:
    """Write that somebody will be away. Raises ``casework.ChangeRejected``."""
    fields = {name: value for name, value in typed.items() if value}
    change_record(store, who, "absence", new_id(), fields, seen=None, now=now)


def end_absence(store: Office, who: SessionRow, absence: Record, seen: str, now: dt.datetime) -> None:
    """Write that somebody is here after all: an absence that has begun ended yesterday, another is taken back. Raises
    ``casework.ChangeRejected``.
    """
    yesterday = (store.day(now) - dt.timedelta(days=1)).isoformat()
    fields: dict[str, Json] = {"until": yesterday} if absence.fields["since"] <= yesterday else {"deleted": True}
    change_record(store, who, "absence", absence.id, fields, seen=seen, now=now)


def those_who_may_be_away(users: Iterable[UserRow]) -> list[UserRow]:
    """For whom an absence can be written down."""
    return [user for user in users if user.may(Permission.WRITE_ABSENCES)]


def _phone(device: DeviceRow, now: dt.datetime) -> Phone:
    silent = now - device.last_seen_at > SILENT_AFTER
    return Phone(device.name, device.queued, device.last_seen_at, silent)


def _by_user(rows: Iterable[tuple[str | None, Row]]) -> dict[str, list[Row]]:
    by_user: dict[str, list[Row]] = {}
    for user, row in rows:
        if user is not None:
            by_user.setdefault(user, []).append(row)
    return by_user
