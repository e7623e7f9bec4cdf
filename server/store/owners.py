"""Whose a passkey, an identity or a calendar address is, before the office is known."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from server.models.account import Identity, Passkey
from server.models.notice import CalendarFeed
from server.models.user import User
from server.store.tenant import refers
from sync.roles import Permission, roles_that_may


@dataclass(frozen=True, slots=True)
class Owner:
    """An account, by office and id."""

    office: str
    user: str


class Owners:
    """The part of the directory that finds accounts by what their owners show."""

    connection: Connection

    def owner_of_passkey(self, credential_hash: str) -> Owner | None:
        """Whose passkey this is."""
        query = select(Passkey.office_id, Passkey.user_id).where(Passkey.credential_hash == credential_hash)
        row = self.connection.execute(query).first()
        return None if row is None else Owner(*row)

    def owner_of_identity(self, identity_hash: str) -> Owner | None:
        """Whose identity this is."""
        query = select(Identity.office_id, Identity.user_id).where(Identity.identity_hash == identity_hash)
        row = self.connection.execute(query).first()
        return None if row is None else Owner(*row)

    def feed(self, token_hash: str) -> Owner | None:
        """Whose calendar an address with this secret opens; ``None`` for none, and where the account is not active or
        goes on no visits."""
        query = (
            select(CalendarFeed.office_id, CalendarFeed.user_id)
            .join(User, refers(CalendarFeed.user_id, User))
            .where(
                CalendarFeed.token_hash == token_hash,
                User.active.is_(True),
                User.role.in_(sorted(roles_that_may(Permission.WRITE_NOTES))),
            )
        )
        row = self.connection.execute(query).first()
        return None if row is None else Owner(*row)
