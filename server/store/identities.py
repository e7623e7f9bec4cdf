"""Who people are for a provider of identities."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from server.models.account import Identity
from server.store.account_state import will_change
from server.store.tenant import Room


@dataclass(frozen=True, slots=True)
class IdentityRow:
    """Who the owner of an account is for the provider."""

    user: str
    identity_hash: str
    subject: str
    bound_at: dt.datetime
    last_used_at: dt.datetime | None = None


class Identities(Room):
    """The identities of one office's accounts."""

    def of(self, user: str) -> IdentityRow | None:
        """The identity of an account; ``None`` where it is bound to none."""
        query = self.tenant.select(
            Identity,
            Identity.user_id,
            Identity.identity_hash,
            Identity.subject,
            Identity.bound_at,
            Identity.last_used_at,
        ).where(Identity.user_id == user)
        row = self.connection.execute(query).first()
        return None if row is None else IdentityRow(*row)

    def bind(self, row: IdentityRow) -> None:
        """Give an account an identity in place of the one that it had. One that another account has makes the
        transaction fail.
        """
        self.drop(row.user)
        self.connection.execute(
            self.tenant.insert(
                Identity,
                user_id=row.user,
                identity_hash=row.identity_hash,
                subject=row.subject,
                bound_at=row.bound_at,
            )
        )

    def use(self, user: str, now: dt.datetime) -> None:
        """Note that an account was signed in by its identity."""
        self.connection.execute(self.tenant.update(Identity).where(Identity.user_id == user).values(last_used_at=now))

    def drop(self, user: str) -> bool:
        """Take an account's identity away. Returns whether it had one."""
        will_change(self.tenant, user, "identity")
        return self.connection.execute(self.tenant.delete(Identity).where(Identity.user_id == user)).rowcount > 0
