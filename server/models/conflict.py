"""Conflicts: two people gave one field different values."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from server.models.base import Id, Projection


class Conflict(Projection):
    """The three values of one field of one record, and whether somebody has chosen."""

    __tablename__ = "conflict"
    __table_args__ = (
        Index(None, "office_id", "about"),
        Index(None, "office_id", "state"),
    )

    about: Mapped[Id | None]
    scope: Mapped[Id | None]
    field: Mapped[str | None]
    current_by: Mapped[Id | None]
    proposed_by: Mapped[Id | None]
    proposed_change: Mapped[Id | None]
    raised_at: Mapped[dt.datetime | None]
    state: Mapped[str | None]
    resolved_by: Mapped[Id | None]
    asked: Mapped[bool | None]
