"""Passkeys, and the challenges that were answered."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func

from server.models.account import AnsweredChallenge, Passkey
from server.store.account_state import will_change
from server.store.tenant import Room


@dataclass(frozen=True, slots=True)
class PasskeyRow:
    """A passkey, as the table has it (``server.models.account.Passkey``)."""

    id: str
    user: str
    credential_hash: str
    credential: str
    public_key: str
    sign_count: int
    transports: str
    synced: bool
    name: str
    added_at: dt.datetime
    last_used_at: dt.datetime | None = None


class Passkeys(Room):
    """The passkeys of one office."""

    def add(self, row: PasskeyRow) -> None:
        """Add a passkey. One that somebody has already makes the transaction fail."""
        will_change(self.tenant, row.user, "passkeys")
        self.connection.execute(
            self.tenant.insert(
                Passkey,
                id=row.id,
                user_id=row.user,
                credential_hash=row.credential_hash,
                credential=row.credential,
                public_key=row.public_key,
                sign_count=row.sign_count,
                transports=row.transports,
                synced=row.synced,
                name=row.name,
                added_at=row.added_at,
            )
        )

    def of(self, user: str) -> list[PasskeyRow]:
        """The passkeys of an account, the oldest first."""
        query = self.tenant.select(
            Passkey,
            Passkey.id,
            Passkey.user_id,
            Passkey.credential_hash,
            Passkey.credential,
            Passkey.public_key,
            Passkey.sign_count,
            Passkey.transports,
            Passkey.synced,
            Passkey.name,
            Passkey.added_at,
            Passkey.last_used_at,
        ).where(Passkey.user_id == user)
        return [PasskeyRow(*row) for row in self.connection.execute(query.order_by(Passkey.added_at, Passkey.id))]

    def count(self, user: str) -> int:
        """How many passkeys an account has."""
        return self.connection.scalar(self.tenant.select(Passkey, func.count()).where(Passkey.user_id == user)) or 0

    def use(self, passkey: str, sign_count: int, now: dt.datetime) -> bool:
        """Note that a passkey was used, where its count of uses is above that of its last use, or where it counts none.
        Returns whether it was.
        """
        counts = Passkey.sign_count < sign_count if sign_count else Passkey.sign_count == 0
        used = self.connection.execute(
            self.tenant.update(Passkey)
            .where(Passkey.id == passkey, counts)
            .values(sign_count=sign_count, last_used_at=now)
        )
        return used.rowcount > 0

    def remove(self, user: str, passkey: str) -> bool:
        """Forget a passkey. Returns whether it was this user's."""
        will_change(self.tenant, user, "passkeys")
        mine = (Passkey.user_id == user, Passkey.id == passkey)
        return self.connection.execute(self.tenant.delete(Passkey).where(*mine)).rowcount > 0

    def remove_all(self, user: str) -> int:
        """Forget every passkey of an account. Returns how many there were."""
        will_change(self.tenant, user, "passkeys")
        return self.connection.execute(self.tenant.delete(Passkey).where(Passkey.user_id == user)).rowcount

    def answer(self, challenge_hash: str, expires_at: dt.datetime, now: dt.datetime) -> bool:
        """Use up a challenge. Returns whether it had not been answered before. What is good no longer is forgotten."""
        self.connection.execute(self.tenant.delete(AnsweredChallenge).where(AnsweredChallenge.expires_at <= now))
        mine = AnsweredChallenge.challenge_hash == challenge_hash
        if self.connection.scalar(self.tenant.select(AnsweredChallenge, func.count()).where(mine)):
            return False
        # Of two at once the second fails at the key of the table.
        self.connection.execute(
            self.tenant.insert(AnsweredChallenge, challenge_hash=challenge_hash, expires_at=expires_at)
        )
        return True
