"""An office's accounts, their phones and their sessions."""

from __future__ import annotations

import datetime as dt
from typing import Final

from sqlalchemy import ColumnElement, and_, case, delete, insert, select, update

from server.models import Device, SignIn, User
from server.store.records import RecordStore
from server.store.rows import DeviceRow, PhoneState, UserRow

DELIVERY: Final = "delivery"
"""The scope of a session that is good for handing over what a phone keeps, and for nothing else."""

_USER = (User.id, User.login, User.name, User.role, User.active, User.created_at)


class AccountStore(RecordStore):
    """Accounts, phones and sessions of one office."""

    def add_user(self, user: UserRow, password_hash: str) -> None:
        """Add an account. Its ``staff`` record is written beside it (``server.accounts.hire``)."""
        self.connection.execute(
            insert(User).values(
                office_id=self.office,
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
        self.connection.execute(update(User).where(User.office_id == self.office, User.id == user).values(**values))

    def users(self) -> list[UserRow]:
        """The office's accounts, active ones first, by name."""
        query = select(*_USER).where(User.office_id == self.office).order_by(User.active.desc(), User.name)
        return [UserRow(*row) for row in self.connection.execute(query)]

    def user(self, user: str) -> UserRow | None:
        """One account of the office."""
        row = self.connection.execute(select(*_USER).where(User.office_id == self.office, User.id == user)).first()
        return None if row is None else UserRow(*row)

    def devices(self, user: str | None = None) -> list[DeviceRow]:
        """The phones of the office, or of one user, those last seen first."""
        query = (
            select(
                Device.id,
                Device.user_id,
                User.name.label("user_name"),
                Device.name,
                Device.told_seq,
                Device.clock_offset_s,
                Device.queued,
                Device.registered_at,
                Device.last_seen_at,
                Device.revoked_at,
            )
            .join(User, and_(User.office_id == Device.office_id, User.id == Device.user_id))
            .where(Device.office_id == self.office)
            .order_by(Device.last_seen_at.desc(), Device.id)
        )
        if user is not None:
            query = query.where(Device.user_id == user)
        return [DeviceRow(**row) for row in self.connection.execute(query).mappings()]

    def register_device(self, user: str, device: str, name: str, now: dt.datetime) -> bool:
        """Register a phone, or note that a known one is here again. A new one counts as told of all that was before it:
        what its user had lost by then, it never had.

        Returns whether it may be used: a revoked one may not.
        """
        mine = and_(Device.office_id == self.office, Device.user_id == user, Device.id == device)
        revoked = select(Device.id).where(
            Device.office_id == self.office, Device.id == device, Device.revoked_at.is_not(None)
        )
        if self.connection.execute(revoked).first() is not None:
            return False
        updated = self.connection.execute(update(Device).where(mine).values(name=name, last_seen_at=now))
        if updated.rowcount == 0:
            self.connection.execute(
                insert(Device).values(
                    office_id=self.office,
                    user_id=user,
                    id=device,
                    name=name,
                    told_seq=self.last_seq(),
                    clock_offset_s=0,
                    queued=0,
                    registered_at=now,
                    last_seen_at=now,
                )
            )
        return True

    def note_phone(self, user: str, phone: PhoneState) -> None:
        """Keep what a phone said of itself. ``told_seq`` never goes back."""
        told = Device.told_seq
        self.connection.execute(
            update(Device)
            .where(Device.office_id == self.office, Device.user_id == user, Device.id == phone.id)
            .values(
                told_seq=case((told < phone.told_seq, phone.told_seq), else_=told),
                clock_offset_s=phone.clock_offset_s,
                queued=phone.queued,
                last_seen_at=phone.last_seen_at,
            )
        )

    def revoke_device(self, device: str, now: dt.datetime) -> bool:
        """Take a phone out of use, for whoever used it. Returns whether the office knew it."""
        revoked = self.connection.execute(
            update(Device)
            .where(Device.office_id == self.office, Device.id == device, Device.revoked_at.is_(None))
            .values(revoked_at=now)
        )
        return revoked.rowcount > 0

    def device(self, user: str, device: str) -> DeviceRow | None:
        """One phone of a user."""
        return next((row for row in self.devices(user) if row.id == device), None)

    def close_delivery(self, user: str, device: str) -> None:
        """Let a user in no more to hand over what this phone keeps: it counts as told of everything until now."""
        mine = and_(Device.office_id == self.office, Device.user_id == user, Device.id == device)
        self.connection.execute(update(Device).where(mine).values(told_seq=self.last_seq()))

    def note_empty(self, user: str, device: str) -> None:
        """Note that a phone keeps nothing of its user any more."""
        mine = and_(Device.office_id == self.office, Device.user_id == user, Device.id == device)
        self.connection.execute(update(Device).where(mine).values(queued=0))

    def start_session(
        self,
        token_hash: str,
        user: str,
        device: str | None,
        now: dt.datetime,
        expires_at: dt.datetime,
        scope: str | None = None,
    ) -> None:
        """Begin a session, for delivery only where ``scope`` says so; those of the user that have run out go."""
        self.connection.execute(
            delete(SignIn).where(SignIn.office_id == self.office, SignIn.user_id == user, SignIn.expires_at <= now)
        )
        self.connection.execute(
            insert(SignIn).values(
                token_hash=token_hash,
                office_id=self.office,
                user_id=user,
                device_id=device,
                scope=scope,
                created_at=now,
                expires_at=expires_at,
            )
        )

    def end_session(self, token_hash: str, now: dt.datetime) -> None:
        """End one session."""
        self.connection.execute(update(SignIn).where(self._session(token_hash)).values(ended_at=now, case_words=None))

    def case_words(self, token_hash: str) -> str | None:
        """What a session last searched for among the cases."""
        return self.connection.scalar(select(SignIn.case_words).where(self._session(token_hash)))

    def keep_case_words(self, token_hash: str, words: str | None) -> None:
        """Keep what a session searches for among the cases, or forget it."""
        self.connection.execute(update(SignIn).where(self._session(token_hash)).values(case_words=words))

    def end_deliveries_of(self, user: str, now: dt.datetime) -> None:
        """End a user's sessions for delivery: whoever has been given a right back signs in for all of it."""
        self.connection.execute(
            update(SignIn)
            .where(
                SignIn.office_id == self.office,
                SignIn.user_id == user,
                SignIn.scope == DELIVERY,
                SignIn.ended_at.is_(None),
            )
            .values(ended_at=now)
        )

    def end_sessions_of(self, user: str, now: dt.datetime) -> None:
        """End every session of a user: after a change of password, say."""
        self.connection.execute(
            update(SignIn)
            .where(SignIn.office_id == self.office, SignIn.user_id == user, SignIn.ended_at.is_(None))
            .values(ended_at=now, case_words=None)
        )

    def _session(self, token_hash: str) -> ColumnElement[bool]:
        return and_(SignIn.office_id == self.office, SignIn.token_hash == token_hash)
