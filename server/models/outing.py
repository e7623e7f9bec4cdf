"""Workers out on visits."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from server.models.base import Id, Projection, Set


class Outing(Projection):
    """One visit under watch."""

    __tablename__ = "outing"
    __table_args__ = (Index(None, "office_id", "case"), Index(None, "office_id", "ended_at", "expected_end"))

    case: Mapped[Id | None]
    worker: Mapped[Id | None]
    appointment: Mapped[Id | None]
    started_at: Mapped[dt.datetime | None]
    expected_end: Mapped[dt.datetime | None]
    place: Mapped[str | None]
    companions: Mapped[Set | None]
    ended_at: Mapped[dt.datetime | None]
    alarm_at: Mapped[dt.datetime | None]
    safe_at: Mapped[dt.datetime | None]
    answered_by: Mapped[Id | None]
    answered_at: Mapped[dt.datetime | None]
