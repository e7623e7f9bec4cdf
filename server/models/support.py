"""Support records, the visit note among them."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from server.models.base import Id, Projection, Set


class Support(Projection):
    """One contact or action.

    ``day`` is derived: the day it started in the office's time zone, or the first that ``dated`` can mean. So is
    ``to_review``: ``removal`` where that is asked for, else the state of review while it may wait for the supervisor.
    """

    __tablename__ = "support"
    __table_args__ = (
        Index(None, "office_id", "case", "day"),
        Index(None, "office_id", "day"),
        Index(None, "office_id", "review"),
        Index(None, "office_id", "to_review"),
    )

    day: Mapped[dt.date | None]
    to_review: Mapped[str | None]
    case: Mapped[Id | None]
    appointment: Mapped[Id | None]
    worker: Mapped[Id | None]
    method: Mapped[str | None]
    programme: Mapped[str | None]
    started_at: Mapped[dt.datetime | None]
    ended_at: Mapped[dt.datetime | None]
    dated: Mapped[str | None]
    travel_minutes: Mapped[int | None]
    place: Mapped[str | None]
    met: Mapped[Set | None]
    outcome: Mapped[str | None]
    companions: Mapped[Set | None]
    purpose: Mapped[str | None]
    reason: Mapped[str | None]
    accompaniment_level: Mapped[str | None]
    topics: Mapped[Set | None]
    narrative: Mapped[str | None]
    noticed: Mapped[str | None]
    next_action: Mapped[str | None]
    next_on: Mapped[dt.date | None]
    wants_advice: Mapped[bool | None]
    safety_note: Mapped[str | None]
    monitors: Mapped[Id | None]
    attachments: Mapped[Set | None]
    removal_asked: Mapped[bool | None]
    author: Mapped[Id | None]
    review: Mapped[str | None]
    reviewed_by: Mapped[Id | None]
    reviewed_at: Mapped[dt.datetime | None]
    flagged: Mapped[bool | None]
    not_double_of: Mapped[Set | None]
    late: Mapped[bool | None]
    source: Mapped[str | None]
