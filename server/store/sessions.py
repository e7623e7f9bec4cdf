"""Where people are signed in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, and_

from server.models.user import Device, SignIn
from server.store.account_state import sessions_begin, sessions_end
from server.store.tenant import Room, Tenant, refers

SearchedList = Literal["cases", "search"]
"""The page of cases, and that on which the whole office is searched."""

_WORDS: Final[Mapping[SearchedList, Any]] = {"cases": SignIn.case_words, "search": SignIn.search_words}


@dataclass(frozen=True, slots=True)
class SessionPlace:
    """A session as its owner sees it: on a phone (by its name), or in a browser at the office."""

    token_hash: str
    phone: str | None
    browser: str | None
    shared: bool
    since: dt.datetime
    last_seen_at: dt.datetime | None
    only_delivers: bool


class Sessions(Room):
    """The sessions of one office."""

    def of(self, user: str, now: dt.datetime) -> list[SessionPlace]:
        """Where somebody is signed in, the newest first."""
        query = (
            self.tenant.select(
                SignIn,
                SignIn.token_hash,
                Device.name.label("phone"),
                SignIn.browser,
                SignIn.shared,
                SignIn.created_at,
                SignIn.last_seen_at,
                Device.last_seen_at.label("phone_seen_at"),
                SignIn.scope,
            )
            .outerjoin(Device, and_(refers(SignIn.device_id, Device), Device.user_id == SignIn.user_id))
            .where(SignIn.user_id == user, SignIn.ended_at.is_(None), SignIn.expires_at > now)
            .order_by(SignIn.created_at.desc(), SignIn.token_hash)
        )
        return [
            SessionPlace(
                row.token_hash,
                row.phone,
                row.browser,
                bool(row.shared),
                row.created_at,
                row.phone_seen_at or row.last_seen_at,
                row.scope is not None,
            )
            for row in self.connection.execute(query)
        ]

    def end(self, user: str, token_hash: str, now: dt.datetime) -> bool:
        """End one session of a user. Returns whether it was theirs and had not ended."""
        which = and_(SignIn.user_id == user, SignIn.token_hash == token_hash, SignIn.ended_at.is_(None))
        return end_sessions(self.tenant, which, now) > 0

    def end_others(self, user: str, but: str, now: dt.datetime) -> int:
        """End every session of a user but one. Returns how many there were."""
        which = and_(SignIn.user_id == user, SignIn.token_hash != but, SignIn.ended_at.is_(None))
        return end_sessions(self.tenant, which, now)

    def end_on(self, device: str, now: dt.datetime) -> int:
        """End every session on a phone. Returns how many there were."""
        return end_sessions(self.tenant, and_(SignIn.device_id == device, SignIn.ended_at.is_(None)), now)

    def words(self, token_hash: str, searched: SearchedList) -> str | None:
        """What was last searched for in a session, in one of the lists."""
        query = self.tenant.select(SignIn, _WORDS[searched]).where(SignIn.token_hash == token_hash)
        words: str | None = self.connection.scalar(query)
        return words

    def keep_words(self, token_hash: str, searched: SearchedList, words: str | None) -> None:
        """Keep what is searched for in a session, in one of the lists, or forget it."""
        kept = self.tenant.update(SignIn).where(SignIn.token_hash == token_hash).values({_WORDS[searched]: words})
        self.connection.execute(kept)

    def note_second_factor(self, token_hash: str) -> None:
        """Note that more than a password was given in a session."""
        sessions_end(self.tenant, [token_hash])
        self.connection.execute(
            self.tenant.update(SignIn).where(SignIn.token_hash == token_hash).values(second_factor=True)
        )
        sessions_begin(self.tenant, [token_hash])

    def note_confirmed(self, token_hash: str, now: dt.datetime) -> None:
        """Note that somebody showed once more who they are, in an open session."""
        self.connection.execute(
            self.tenant.update(SignIn).where(SignIn.token_hash == token_hash).values(confirmed_at=now)
        )


def end_sessions(tenant: Tenant, which: ColumnElement[bool], now: dt.datetime) -> int:
    """End sessions, and forget what was searched for in them. Returns how many there were."""
    sessions_end(tenant, tenant.connection.scalars(tenant.select(SignIn, SignIn.token_hash).where(which)).all())
    ended = tenant.connection.execute(
        tenant.update(SignIn).where(which).values(ended_at=now, case_words=None, search_words=None)
    )
    return ended.rowcount
