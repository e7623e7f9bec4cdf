"""What has ended and is forgotten, of all offices: push messages, sessions, links, requests."""

from __future__ import annotations

import datetime as dt
from typing import Final

from sqlalchemy import Connection, delete, func, select, tuple_

from server.models.account import AccountLink, AccountRequest
from server.models.notice import Delivery
from server.models.user import SignIn
from server.store.statements import among

_ENDED: Final = ("sent", "failed", "refused", "unsure", "gone")


class Ended:
    """Forgets what has ended, some at a time. Part of ``Directory``."""

    connection: Connection

    def drop_deliveries(self, ended_before: dt.datetime, *, most: int) -> int:
        """Forget what became of push messages that ended before a moment, at most ``most``. Returns how many."""
        key = (Delivery.office_id, Delivery.notice_id, Delivery.subscription_id)
        ended = Delivery.state.in_(_ENDED)
        rows = self.connection.execute(select(*key).where(ended, Delivery.finished_at < ended_before).limit(most)).all()
        if rows:
            self.connection.execute(delete(Delivery).where(tuple_(*key).in_([tuple(row) for row in rows]), ended))
        return len(rows)

    def drop_sign_ins(self, ended_before: dt.datetime, *, most: int) -> int:
        """Forget sessions that ended or ran out before a moment, at most ``most``. Returns how many."""
        over = func.coalesce(SignIn.ended_at, SignIn.expires_at) < ended_before
        hashes = self.connection.scalars(select(SignIn.token_hash).where(over).limit(most)).all()
        if hashes:
            self.connection.execute(delete(SignIn).where(among(SignIn.token_hash, hashes), over))
        return len(hashes)

    def drop_links(self, ended_before: dt.datetime, *, most: int) -> int:
        """Forget links that ran out before a moment, at most ``most``. Returns how many."""
        over = AccountLink.expires_at < ended_before
        hashes = self.connection.scalars(select(AccountLink.token_hash).where(over).limit(most)).all()
        if hashes:
            self.connection.execute(delete(AccountLink).where(among(AccountLink.token_hash, hashes), over))
        return len(hashes)

    def drop_requests(self, ended_before: dt.datetime, *, most: int) -> int:
        """Forget requests that were decided before a moment, at most ``most``. Returns how many."""
        key = (AccountRequest.office_id, AccountRequest.id)
        over = AccountRequest.decided_at < ended_before
        rows = self.connection.execute(select(*key).where(over).limit(most)).all()
        if rows:
            self.connection.execute(delete(AccountRequest).where(tuple_(*key).in_([tuple(row) for row in rows]), over))
        return len(rows)
