"""How phones are registered: what waits for approval, and the keys by which they prove what they ask."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Update

from server.models.user import Device, User
from server.store.account_state import will_change
from server.store.tenant import Room


class Devices(Room):
    """The registrations of one office."""

    def ask(self, user: str, device: str, key: str, now: dt.datetime) -> None:
        """Have a phone wait with a key, in place of one that it asked for before."""
        self._change(user, device, asked_key=key, asked_at=now)

    def ask_no_more(self, user: str, device: str) -> None:
        """Take back what a phone asked for. What is registered stays so."""
        self._change(user, device, asked_key=None, asked_at=None)

    def admit(self, user: str, device: str, key: str, how: str, by: str | None, now: dt.datetime) -> None:
        """Register a phone with its key. ``by`` is who approved it, ``how`` by which way
        (``server.services.registration``).
        """
        known = {"approved_at": now, "approved_by": by, "approved_how": how}
        self._change(user, device, key=key, asked_key=None, asked_at=None, **known)

    def take_key(self, user: str, device: str, key: str | None) -> None:
        """Give a registered phone its key; without one, it gives another at its next sign-in."""
        self._change(user, device, key=key, asked_key=None, asked_at=None)

    def forget(self, user: str, device: str) -> None:
        """Forget a phone that never was registered."""
        will_change(self.tenant, user, "phones")
        self.connection.execute(
            self.tenant.delete(Device).where(
                Device.user_id == user, Device.id == device, Device.approved_at.is_(None), Device.revoked_at.is_(None)
            )
        )

    def waiting_count(self, since: dt.datetime) -> int:
        """How many phones have asked since then, and wait."""
        query = self.tenant.select(Device, Device.id).where(
            Device.asked_key.is_not(None), Device.asked_at >= since, Device.revoked_at.is_(None)
        )
        return self.connection.scalar(self.tenant.count(query)) or 0

    def has_one_in_use(self, user: str) -> bool:
        """Whether an account has a phone that is registered and in use."""
        query = self.tenant.select(Device, Device.id).where(
            Device.user_id == user, Device.approved_at.is_not(None), Device.revoked_at.is_(None)
        )
        return self.connection.execute(query.limit(1)).first() is not None

    def expect_first(self, user: str, until: dt.datetime | None) -> None:
        """Let an account's first phone register by itself until then, or no more."""
        will_change(self.tenant, user, "rights")
        self.connection.execute(self.tenant.update(User).where(User.id == user).values(first_phone_until=until))

    def expects_first(self, user: str, now: dt.datetime) -> bool:
        """Whether an account's first phone registers by itself now."""
        query = self.tenant.select(User, User.id).where(User.id == user, User.first_phone_until > now)
        return self.connection.execute(query).first() is not None

    def _change(self, user: str, device: str, **values: object) -> None:
        will_change(self.tenant, user, "phones")
        self.connection.execute(self._phone(user, device).values(**values))

    def _phone(self, user: str, device: str) -> Update:
        return self.tenant.update(Device).where(Device.user_id == user, Device.id == device)
