"""Calendar addresses of an office's workers, by the hashes of their secrets."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, insert, select

from server.models import CalendarFeed
from server.store.records import RecordStore


class FeedStore(RecordStore):
    """Who has a calendar address; at most one each."""

    def feed_since(self, user: str) -> dt.datetime | None:
        """Since when a user has the calendar address that they have; ``None`` where they have none."""
        query = select(CalendarFeed.created_at).where(
            CalendarFeed.office_id == self.office, CalendarFeed.user_id == user
        )
        return self.connection.scalar(query)

    def open_feed(self, user: str, token_hash: str, now: dt.datetime) -> None:
        """Give a user a calendar address. The one before is good no longer."""
        self.close_feed(user)
        self.connection.execute(
            insert(CalendarFeed).values(token_hash=token_hash, office_id=self.office, user_id=user, created_at=now)
        )

    def close_feed(self, user: str) -> None:
        """Take a user's calendar address back, if there is one."""
        self.connection.execute(
            delete(CalendarFeed).where(CalendarFeed.office_id == self.office, CalendarFeed.user_id == user)
        )
