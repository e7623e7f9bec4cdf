"""An office's accounts, their phones and their sessions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, Update, case, func, update

from server.models.case import Assignment, Case
from server.models.staff import Staff
from server.models.user import Device, SignIn, User
from server.store.account_state import sessions_begin, will_change
from server.store.records import Records
from server.store.rows import PhoneState
from server.store.sessions import end_sessions
from server.store.statements import parameter
from server.store.tenant import Room, of_given_office, refers
from sync.roles import Permission, may

DELIVERY: Final = "delivery"
"""The scope of a session that is good for handing over what a phone keeps, and for nothing else."""


@dataclass(frozen=True, slots=True)
class UserRow:
    """An account, as the office sees it."""

    id: str
    login: str
    name: str
    role: str
    active: bool
    created_at: dt.datetime

    def may(self, permission: Permission) -> bool:
        """Whether their role has a permission and the account is in use."""
        return self.active and may(self.role, permission)


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """A phone, as one user has signed in on it."""

    id: str
    user_id: str
    user_name: str
    name: str
    told_seq: int
    clock_offset_s: int
    queued: int
    registered_at: dt.datetime
    last_seen_at: dt.datetime
    revoked_at: dt.datetime | None
    unlocked_at: dt.datetime | None
    erased_at: dt.datetime | None
    version: str | None
    key: str | None
    asked_key: str | None
    asked_at: dt.datetime | None
    approved_at: dt.datetime | None
    approved_by: str | None
    approved_how: str | None

    @property
    def in_use(self) -> bool:
        """Whether it is registered, and was not taken out of use."""
        return self.approved_at is not None and self.revoked_at is None


_USER: Final = (User.id, User.login, User.name, User.role, User.active, User.created_at)
_DEVICE: Final = (
    Device.id,
    Device.user_id,
    User.name,
    Device.name,
    Device.told_seq,
    Device.clock_offset_s,
    Device.queued,
    Device.registered_at,
    Device.last_seen_at,
    Device.revoked_at,
    Device.unlocked_at,
    Device.erased_at,
    Device.version,
    Device.key,
    Device.asked_key,
    Device.asked_at,
    Device.approved_at,
    Device.approved_by,
    Device.approved_how,
)

_NOTE_PHONE = (
    update(Device)
    .where(of_given_office(Device), Device.user_id == parameter("user"), Device.id == parameter("phone"))
    .values(told_seq=case((Device.told_seq < parameter("told_up_to"), parameter("told_up_to")), else_=Device.told_seq))
)
"""Its further parameters are columns' new values."""


class Accounts(Room):
    """Accounts, phones and sessions of one office."""

    def add_user(self, user: UserRow, password_hash: str) -> None:
        """Add an account. Its ``staff`` record is written beside it (``server.services.accounts.hire``)."""
        will_change(self.tenant, user.id, "login", "rights", "password")
        self.connection.execute(
            self.tenant.insert(
                User,
                id=user.id,
                login=user.login,
                name=user.name,
                role=user.role,
                active=user.active,
                password_hash=password_hash,
                created_at=user.created_at,
            )
        )

    def change_user(self, user: str, **values: object) -> None:
        """Give an account's columns other values. One that is no longer active is signed out everywhere by that."""
        will_change(self.tenant, user, "login", "rights", "password")
        self.connection.execute(self.tenant.update(User).where(User.id == user).values(**values))

    def has_password(self, user: str) -> bool:
        """Whether somebody has chosen a password for their account yet."""
        query = self.tenant.select(User, User.id).where(User.id == user, User.password_hash != "")
        return self.connection.execute(query).first() is not None

    def users(self) -> list[UserRow]:
        """The office's accounts, active ones first, by name."""
        query = self.tenant.select(User, *_USER).order_by(User.active.desc(), User.name)
        return [UserRow(*row) for row in self.connection.execute(query)]

    def user(self, user: str) -> UserRow | None:
        """One account of the office."""
        row = self.connection.execute(self.tenant.select(User, *_USER).where(User.id == user)).first()
        return None if row is None else UserRow(*row)

    def telephone(self, user: str) -> str | None:
        """The number under which somebody of the office is reached."""
        return self.connection.scalar(self.tenant.select(Staff, Staff.phone).where(Staff.id == user))

    def charges(self) -> dict[str, dict[str, int]]:
        """How many open cases each user is in charge of, by part (``main``, ``co``)."""
        query = (
            self.tenant.select(Assignment, Assignment.user_id, Assignment.part, func.count())
            .join(Case, refers(Assignment.case_id, Case, live=True))
            .where(Assignment.until.is_(None), Case.state == "open")
            .group_by(Assignment.user_id, Assignment.part)
        )
        counts: dict[str, dict[str, int]] = {}
        for user, part, count in self.connection.execute(query):
            counts.setdefault(user, {})[part] = count
        return counts

    def devices(self, user: str | None = None) -> list[DeviceRow]:
        """The phones of the office, or of one user, those last seen first."""
        query = self._devices().order_by(Device.last_seen_at.desc(), Device.id)
        if user is not None:
            query = query.where(Device.user_id == user)
        return [DeviceRow(*row) for row in self.connection.execute(query)]

    def device(self, user: str, device: str) -> DeviceRow | None:
        """One phone of a user."""
        query = self._devices().where(Device.user_id == user, Device.id == device)
        row = self.connection.execute(query).first()
        return None if row is None else DeviceRow(*row)

    def register_device(self, user: str, device: str, name: str, now: dt.datetime) -> bool:
        """Make a phone known, or note that a known one is here again. A new one counts as told of all that was before
        it: what its user had lost by then, it never had. It is registered by ``store.devices``.

        Returns whether it may be used: a revoked one may not.
        """
        revoked = self.tenant.select(Device, Device.id).where(Device.id == device, Device.revoked_at.is_not(None))
        if self.connection.execute(revoked).first() is not None:
            return False
        will_change(self.tenant, user, "phones")
        updated = self.connection.execute(self._phone(user, device).values(name=name, last_seen_at=now, erased_at=None))
        if updated.rowcount == 0:
            self.connection.execute(
                self.tenant.insert(
                    Device,
                    user_id=user,
                    id=device,
                    name=name,
                    told_seq=Records(self.tenant).last_seq(),
                    clock_offset_s=0,
                    queued=0,
                    registered_at=now,
                    last_seen_at=now,
                )
            )
        return True

    def note_phone(self, user: str, phone: PhoneState) -> None:
        """Keep what a phone said of itself. ``told_seq`` never goes back."""
        asked = self.tenant.parameters(user=user, phone=phone.id, told_up_to=phone.told_seq)
        values = {"clock_offset_s": phone.clock_offset_s, "queued": phone.queued, "last_seen_at": phone.last_seen_at}
        values |= {"name": phone.name, "unlocked_at": phone.unlocked_at, "version": phone.version}
        self.connection.execute(_NOTE_PHONE, asked | values)

    def revoke_device(self, device: str, now: dt.datetime) -> bool:
        """Take a phone out of use, for whoever used it. Returns whether anything was altered: not where the office does
        not know the phone, nor where it is out of use already.
        """
        for user in self.connection.scalars(self.tenant.select(Device, Device.user_id).where(Device.id == device)):
            will_change(self.tenant, user, "phones")
        revoked = self.connection.execute(
            self.tenant.update(Device).where(Device.id == device, Device.revoked_at.is_(None)).values(revoked_at=now)
        )
        return revoked.rowcount > 0

    def close_delivery(self, user: str, device: str) -> None:
        """Let a user in no more to hand over what this phone keeps: it counts as told of everything until now."""
        self.connection.execute(self._phone(user, device).values(told_seq=Records(self.tenant).last_seq()))

    def note_empty(self, user: str, device: str, now: dt.datetime) -> None:
        """Note that a phone keeps nothing of its user any more."""
        will_change(self.tenant, user, "phones")
        self.connection.execute(self._phone(user, device).values(queued=0, erased_at=now))

    def start_session(
        self,
        token_hash: str,
        user: str,
        device: str | None,
        now: dt.datetime,
        expires_at: dt.datetime,
        scope: str | None = None,
        *,
        shared: bool = False,
        second_factor: bool = False,
        browser: str | None = None,
        way: str | None = None,
    ) -> None:
        """Begin a session, for delivery only where ``scope`` says so; those of the user that have run out go."""
        self.connection.execute(self.tenant.delete(SignIn).where(SignIn.user_id == user, SignIn.expires_at <= now))
        self.connection.execute(
            self.tenant.insert(
                SignIn,
                token_hash=token_hash,
                user_id=user,
                device_id=device,
                scope=scope,
                created_at=now,
                expires_at=expires_at,
                last_seen_at=now,
                shared=shared,
                second_factor=second_factor,
                browser=browser,
                way=way,
            )
        )
        sessions_begin(self.tenant, [token_hash])

    def end_session(self, token_hash: str, now: dt.datetime) -> None:
        """End one session."""
        self._end(SignIn.token_hash == token_hash, now)

    def end_deliveries_of(self, user: str, now: dt.datetime) -> None:
        """End a user's sessions for delivery: somebody who was given a right back signs in anew, with all of it."""
        self._end((SignIn.user_id == user) & (SignIn.scope == DELIVERY) & SignIn.ended_at.is_(None), now)

    def end_sessions_of(self, user: str, now: dt.datetime) -> int:
        """End every session of a user, after a change of password for example. Returns how many there were."""
        return self._end((SignIn.user_id == user) & SignIn.ended_at.is_(None), now)

    def _end(self, which: ColumnElement[bool], now: dt.datetime) -> int:
        return end_sessions(self.tenant, which, now)

    def _devices(self) -> Select[*tuple[Any, ...]]:
        return self.tenant.select(Device, *_DEVICE).join(User, refers(Device.user_id, User))

    def _phone(self, user: str, device: str) -> Update:
        return self.tenant.update(Device).where(Device.user_id == user, Device.id == device)
