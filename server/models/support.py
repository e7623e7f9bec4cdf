"""Support records, the visit note among them."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped

from server.models.base import Id, Projection, Set


class Support(Projection):
    """One contact or action.

    Three columns are derived. ``day``: on which it started in the office's time zone, or the first day that the field
    ``dated`` can mean. ``to_review``: ``removal`` where that is asked for, else the state of review while it may wait
    for the supervisor. ``contact``: whether the client was reached (``server.followup.contacts``).
    """

    __tablename__ = "support"
    __table_args__ = (
        Index(None, "office_id", "case", "day"),
        # With what a year's contacts are counted by, so that no row of the table has to be read for it.
        Index(None, "office_id", "day", "method", "case", "deleted", "outcome"),
        Index(
            "ix_support_monitors",
            "office_id",
            "monitors",
            "day",
            sqlite_where=text("monitors IS NOT NULL"),
            postgresql_where=text("monitors IS NOT NULL"),
        ),
        Index(None, "office_id", "review"),
        Index(None, "office_id", "to_review"),
    )

    day: Mapped[dt.date | None]
    to_review: Mapped[str | None]
    contact: Mapped[str | None]
    case: Mapped[Id | None]
    worker: Mapped[Id | None]
    method: Mapped[str | None]
    programme: Mapped[str | None]
    started_at: Mapped[dt.datetime | None]
    ended_at: Mapped[dt.datetime | None]
    outcome: Mapped[str | None]
    wants_advice: Mapped[bool | None]
    safety_note: Mapped[str | None]
    monitors: Mapped[Id | None]
    removal_asked: Mapped[bool | None]
    author: Mapped[Id | None]
    review: Mapped[str | None]
    reviewed_by: Mapped[Id | None]
    reviewed_at: Mapped[dt.datetime | None]
    flagged: Mapped[bool | None]
    not_double_of: Mapped[Set | None]
    late: Mapped[bool | None]
