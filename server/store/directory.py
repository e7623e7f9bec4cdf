"""What is looked up before the office is known: offices, accounts by login, and sessions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    and_,
    bindparam,
    insert,
    or_,
    select,
    update,
)

from server.models.account import AccountLink
from server.models.office import Office
from server.models.user import Device, SignIn, User
from server.store.accounts import DELIVERY
from server.store.backup_runs import BackupRuns
from server.store.ended import Ended
from server.store.job_runs import JobRuns
from server.store.owners import Owners
from server.store.rows import PhoneState
from server.store.schema import SchemaProblem, schema_problem
from server.store.tenant import refers
from sync.roles import Permission, may


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """An office."""

    id: str
    name: str
    time_zone: str
    demonstration: bool


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account, with what a sign-in needs."""

    office_id: str
    id: str
    login: str
    name: str
    role: str
    active: bool
    password_hash: str


@dataclass(frozen=True, slots=True)
class SessionRow:
    """Who is signed in, where, and on which phone; ``phone`` is ``None`` at the office's own screens.

    ``delivery`` is a session that is good for handing over what the phone keeps, and for nothing else; only such a one
    may be of an account that is not ``active``. ``second_factor`` is whether more than a password was given for it,
    ``shared`` whether the screen is used by several, ``way`` by what it began where that was no password, and
    ``confirmed_at`` when its user last showed once more who they are. On a phone ``office_until`` is until when the
    pages of the office open as well.
    """

    token_hash: str
    office: OfficeRow
    user_id: str
    login: str
    name: str
    role: str
    phone: PhoneState | None
    active: bool = True
    delivery: bool = False
    second_factor: bool = False
    shared: bool = False
    since: dt.datetime | None = None
    last_seen_at: dt.datetime | None = None
    office_until: dt.datetime | None = None
    way: str | None = None
    confirmed_at: dt.datetime | None = None

    def may(self, permission: Permission) -> bool:
        """Whether their role has a permission."""
        return may(self.role, permission)

    @property
    def on_revoked_phone(self) -> bool:
        """Whether it is a phone's, and the office has taken that phone out of use."""
        return self.phone is not None and self.phone.revoked

    @property
    def only_delivers(self) -> bool:
        """Whether this phone may hand over what it keeps, and is given nothing: its user's role has no place on it."""
        return self.delivery or (self.phone is not None and not self.may(Permission.USE_PHONE))


class Directory(BackupRuns, JobRuns, Ended, Owners):
    """The installation as a whole. It knows of no case."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def add_office(self, office: OfficeRow, now: dt.datetime) -> None:
        """Open an office; it has no accounts yet."""
        self.connection.execute(
            insert(Office).values(
                id=office.id,
                name=office.name,
                time_zone=office.time_zone,
                demonstration=office.demonstration,
                seq=0,
                created_at=now,
            )
        )

    def offices(self) -> list[OfficeRow]:
        """Every office, by name."""
        query = select(Office.id, Office.name, Office.time_zone, Office.demonstration).order_by(Office.name)
        return [OfficeRow(*row) for row in self.connection.execute(query)]

    def office_name(self, office: str) -> str:
        """What an office is called; nothing where there is none."""
        return self.connection.scalar(select(Office.name).where(Office.id == office)) or ""

    def has_demonstration_office(self) -> bool:
        """Whether accounts with published passwords are in this database."""
        return self.connection.scalar(select(Office.id).where(Office.demonstration.is_(True)).limit(1)) is not None

    def schema_problem(self) -> SchemaProblem | None:
        """What is wrong with the database's tables; ``None`` where this code can work with them."""
        return schema_problem(self.connection)

    def account(self, login: str) -> AccountRow | None:
        """The account with this login, in its folded spelling."""
        return self._account(User.login == login)

    def account_of(self, office: str, user: str) -> AccountRow | None:
        """The account with this id, in an office."""
        return self._account(and_(User.office_id == office, User.id == user))

    def linked(self, token_hash: str, now: dt.datetime) -> AccountRow | None:
        """The account whose password a link lets its holder choose; ``None`` for a link that is unknown or has run out,
        and for an account out of use.
        """
        theirs = and_(refers(AccountLink.user_id, User), AccountLink.token_hash == token_hash)
        return self._account(
            and_(
                User.active.is_(True), select(AccountLink.user_id).where(theirs, AccountLink.expires_at > now).exists()
            )
        )

    def open_office(self, token_hash: str, until: dt.datetime) -> None:
        """Have a phone's session open the pages of the office as well, until then."""
        self.connection.execute(update(SignIn).where(SignIn.token_hash == token_hash).values(office_until=until))

    def touch_session(self, token_hash: str, now: dt.datetime, expires_at: dt.datetime) -> None:
        """Note that a session is used, and until when it is good if it is not used again."""
        self.connection.execute(
            update(SignIn).where(SignIn.token_hash == token_hash).values(last_seen_at=now, expires_at=expires_at)
        )

    def session(self, token_hash: str, now: dt.datetime) -> SessionRow | None:
        """Whose session this is; ``None`` if it has ended, or the account is no longer active and it is not one for
        delivery. That of a phone that was taken out of use is there until the phone has said that it is erased.
        """
        row = self.connection.execute(_SESSION, {"token_hash": token_hash, "now": now}).first()
        if row is None:
            return None
        return SessionRow(
            row.token_hash,
            OfficeRow(row.office_id, row.office_name, row.time_zone, row.demonstration),
            row.user_id,
            row.login,
            row.name,
            row.role,
            None if row.device_id is None else _phone(row, now),
            active=row.active,
            delivery=row.scope == DELIVERY,
            second_factor=bool(row.second_factor),
            shared=bool(row.shared),
            since=row.created_at,
            last_seen_at=row.last_seen_at,
            office_until=row.office_until,
            way=row.way,
            confirmed_at=row.confirmed_at,
        )

    def _account(self, which: ColumnElement[bool]) -> AccountRow | None:
        columns = (User.office_id, User.id, User.login, User.name, User.role, User.active, User.password_hash)
        row = self.connection.execute(select(*columns).where(which)).first()
        return None if row is None else AccountRow(*row)


def _phone(row: Row[*tuple[Any, ...]], now: dt.datetime) -> PhoneState:
    return PhoneState(
        row.device_id,
        row.device_name or "",
        row.told_seq or 0,
        row.clock_offset_s or 0,
        row.queued or 0,
        row.last_seen_at or now,
        # A session on a phone that nobody knows is treated as one on a phone that was taken away.
        revoked=row.known_device is None or row.revoked_at is not None,
        saved=row.saved or 0,
        unlocked_at=row.unlocked_at,
        version=row.version,
        registered=row.approved_at is not None,
        waits=row.asked_key is not None,
        key=row.key,
    )


_SESSION = (
    select(
        SignIn.token_hash,
        SignIn.office_id,
        SignIn.user_id,
        SignIn.device_id,
        SignIn.scope,
        SignIn.second_factor,
        SignIn.shared,
        SignIn.created_at,
        SignIn.last_seen_at,
        SignIn.office_until,
        SignIn.way,
        SignIn.confirmed_at,
        User.active,
        User.login,
        User.name,
        User.role,
        Office.name.label("office_name"),
        Office.time_zone,
        Office.demonstration,
        Device.id.label("known_device"),
        Device.name.label("device_name"),
        Device.told_seq,
        Device.clock_offset_s,
        Device.queued,
        Device.saved,
        Device.unlocked_at,
        Device.last_seen_at,
        Device.revoked_at,
        Device.version,
        Device.key,
        Device.asked_key,
        Device.approved_at,
    )
    .join(User, refers(SignIn.user_id, User))
    .join(Office, Office.id == SignIn.office_id)
    .outerjoin(Device, and_(refers(SignIn.device_id, Device), Device.user_id == SignIn.user_id))
    .where(
        SignIn.token_hash == bindparam("token_hash"),
        or_(
            and_(
                SignIn.ended_at.is_(None),
                SignIn.expires_at > bindparam("now"),
                or_(User.active.is_(True), SignIn.scope == DELIVERY),
            ),
            # Whatever became of the session: a phone that was taken out of use is to hear of it, and hands over.
            and_(Device.revoked_at.is_not(None), Device.erased_at.is_(None)),
        ),
    )
)
