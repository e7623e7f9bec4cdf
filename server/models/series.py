"""Recurring visits."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from server.models.base import Id, Projection


class Series(Projection):
    """How a visit repeats. Times of day are those of the office's zone, as ``09:30``."""

    __tablename__ = "series"
    __table_args__ = (Index(None, "office_id", "case"), Index(None, "office_id", "worker"))

    case: Mapped[Id | None]
    worker: Mapped[Id | None]
    repeats: Mapped[str | None]
    starts_on: Mapped[dt.date | None]
    until: Mapped[dt.date | None]
    closed_days: Mapped[str | None]
    from_time: Mapped[str | None]
    to_time: Mapped[str | None]
    method: Mapped[str | None]
    programme: Mapped[str | None]
    place: Mapped[str | None]
    purpose: Mapped[str | None]
