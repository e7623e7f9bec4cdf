"""The links by which people choose a password: one an account at most."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from server.models.account import AccountLink
from server.store.account_state import will_change
from server.store.tenant import Room


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link that is good until ``expires_at``, as its secret's hash. ``made_by`` is ``None`` for a command's."""

    token_hash: str
    user: str
    purpose: str
    made_by: str | None
    made_at: dt.datetime
    expires_at: dt.datetime


class Links(Room):
    """The links of one office."""

    def put(self, link: LinkRow) -> None:
        """Keep a link in place of an earlier one of the same account."""
        self.drop(link.user)
        self.connection.execute(
            self.tenant.insert(
                AccountLink,
                user_id=link.user,
                token_hash=link.token_hash,
                purpose=link.purpose,
                made_by=link.made_by,
                made_at=link.made_at,
                expires_at=link.expires_at,
            )
        )

    def of(self, user: str, now: dt.datetime) -> LinkRow | None:
        """The link that an account has now."""
        query = self.tenant.select(
            AccountLink,
            AccountLink.token_hash,
            AccountLink.user_id,
            AccountLink.purpose,
            AccountLink.made_by,
            AccountLink.made_at,
            AccountLink.expires_at,
        ).where(AccountLink.user_id == user, AccountLink.expires_at > now)
        row = self.connection.execute(query).first()
        return None if row is None else LinkRow(*row)

    def drop(self, user: str) -> None:
        """End an account's link."""
        will_change(self.tenant, user, "link")
        self.connection.execute(self.tenant.delete(AccountLink).where(AccountLink.user_id == user))
