"""What is looked up before the office is known: offices, accounts by login, and sessions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final, cast

from sqlalchemy import Connection, Table, and_, bindparam, delete, func, insert, or_, select, tuple_

from server.models import CalendarFeed, Delivery, Device, JobRun, Office, SignIn, User
from server.store.accounts import DELIVERY
from server.store.backup_runs import BackupRuns
from server.store.rows import AccountRow, FeedRow, OfficeRow, PhoneState, SessionRow
from server.store.schema import SchemaProblem, schema_problem
from server.store.statements import among, insert_rows
from sync.fields import write_moment
from sync.kinds import FIELD_STAFF

_REMINDERS: Final = "reminders:"
"""``job_run`` has an office's reminders under this and the office's id."""


_HEALTH: Final = "health"


_ENDED: Final = ("sent", "failed", "unsure", "gone")


class Directory(BackupRuns):
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

    def has_demonstration_office(self) -> bool:
        """Whether accounts with published passwords are in this database."""
        return self.connection.scalar(select(Office.id).where(Office.demonstration.is_(True)).limit(1)) is not None

    def schema_problem(self) -> SchemaProblem | None:
        """What is wrong with the database's tables; ``None`` where this code can work with them."""
        return schema_problem(self.connection)

    def note_health(self, now: dt.datetime) -> None:
        """Write something, to see whether anything can be written."""
        rows = [{"name": _HEALTH, "finished_at": write_moment(now)}]
        insert_rows(self.connection, cast(Table, JobRun.__table__), rows, replace=True)

    def note_reminders(self, offices: Iterable[str], now: dt.datetime) -> None:
        """Note that the reminders of these offices have been gone through."""
        rows = [{"name": _REMINDERS + office, "finished_at": write_moment(now)} for office in offices]
        if rows:
            insert_rows(self.connection, cast(Table, JobRun.__table__), rows, replace=True)

    def reminders_last_ran(self, office: str | None = None) -> dt.datetime | None:
        """When the reminders of an office were last gone through; if never, when it opened. Without ``office``, that of
        the office for which it is longest ago.
        """
        last = func.min(func.coalesce(JobRun.finished_at, Office.created_at))
        query = select(last).select_from(Office).outerjoin(JobRun, JobRun.name == _REMINDERS + Office.id)
        return self.connection.scalar(query if office is None else query.where(Office.id == office))

    def reminders_ran(self) -> list[dt.datetime]:
        """When each office's reminders were last gone through; if never, when it opened."""
        query = select(func.coalesce(JobRun.finished_at, Office.created_at)).select_from(Office)
        return list(self.connection.scalars(query.outerjoin(JobRun, JobRun.name == _REMINDERS + Office.id)))

    def drop_deliveries(self, ended_before: dt.datetime, *, most: int) -> int:
        """Forget what became of push messages that ended before a day. Returns how many."""
        key = (Delivery.office_id, Delivery.notice_id, Delivery.subscription_id)
        ended = Delivery.state.in_(_ENDED)
        rows = self.connection.execute(select(*key).where(ended, Delivery.finished_at < ended_before).limit(most)).all()
        if rows:
            self.connection.execute(delete(Delivery).where(tuple_(*key).in_([tuple(row) for row in rows]), ended))
        return len(rows)

    def drop_sign_ins(self, ended_before: dt.datetime, *, most: int) -> int:
        """Forget sessions that ended or ran out before a day. Returns how many."""
        over = func.coalesce(SignIn.ended_at, SignIn.expires_at) < ended_before
        found = self.connection.scalars(select(SignIn.token_hash).where(over).limit(most)).all()
        if found:
            self.connection.execute(delete(SignIn).where(among(SignIn.token_hash, found), over))
        return len(found)

    def account(self, login: str) -> AccountRow | None:
        """The account with this login, in its folded spelling."""
        row = self.connection.execute(
            select(User.office_id, User.id, User.login, User.name, User.role, User.active, User.password_hash).where(
                User.login == login
            )
        ).first()
        return None if row is None else AccountRow(*row)

    def session(self, token_hash: str, now: dt.datetime) -> SessionRow | None:
        """Whose session this is; ``None`` if it has ended, or the account is no longer active and it is not one for
        delivery.
        """
        row = self.connection.execute(_SESSION, {"token_hash": token_hash, "now": now}).first()
        if row is None:
            return None
        office = OfficeRow(row.office_id, row.office_name, row.time_zone, row.demonstration)
        phone = None
        if row.device_id is not None:
            phone = PhoneState(
                row.device_id,
                row.told_seq or 0,
                row.clock_offset_s or 0,
                row.queued or 0,
                row.last_seen_at or now,
                # A session on a phone that nobody knows is treated as one on a phone that was taken away.
                revoked=row.known_device is None or row.revoked_at is not None,
                saved=row.saved or 0,
            )
        return SessionRow(
            row.token_hash,
            office,
            row.user_id,
            row.login,
            row.name,
            row.role,
            phone,
            active=row.active,
            delivery=row.scope == DELIVERY,
        )

    def feed(self, token_hash: str) -> FeedRow | None:
        """Whose calendar an address with this secret opens; ``None`` for none, and where the account is not active or
        goes on no visits."""
        query = (
            select(CalendarFeed.office_id, CalendarFeed.user_id)
            .join(User, and_(User.office_id == CalendarFeed.office_id, User.id == CalendarFeed.user_id))
            .where(CalendarFeed.token_hash == token_hash, User.active.is_(True), User.role.in_(sorted(FIELD_STAFF)))
        )
        row = self.connection.execute(query).first()
        return None if row is None else FeedRow(*row)


_SESSION = (
    select(
        SignIn.token_hash,
        SignIn.office_id,
        SignIn.user_id,
        SignIn.device_id,
        SignIn.scope,
        User.active,
        User.login,
        User.name,
        User.role,
        Office.name.label("office_name"),
        Office.time_zone,
        Office.demonstration,
        Device.id.label("known_device"),
        Device.told_seq,
        Device.clock_offset_s,
        Device.queued,
        Device.saved,
        Device.last_seen_at,
        Device.revoked_at,
    )
    .join(User, and_(User.office_id == SignIn.office_id, User.id == SignIn.user_id))
    .join(Office, Office.id == SignIn.office_id)
    .outerjoin(
        Device,
        and_(Device.office_id == SignIn.office_id, Device.user_id == SignIn.user_id, Device.id == SignIn.device_id),
    )
    .where(
        SignIn.token_hash == bindparam("token_hash"),
        SignIn.ended_at.is_(None),
        SignIn.expires_at > bindparam("now"),
        or_(User.active.is_(True), SignIn.scope == DELIVERY),
    )
)
