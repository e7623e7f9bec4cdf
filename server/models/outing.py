"""Workers out on visits."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped

from server.models.base import Id, Projection, Set


class Outing(Projection):
    """One visit under watch. Every screen that answers calls for help asks for them all the time, and few visits have
    one: hence the partial index.
    """

    __tablename__ = "outing"
    __table_args__ = (
        Index(None, "office_id", "case"),
        Index(None, "office_id", "ended_at", "expected_end"),
        Index(
            "ix_outing_alarm",
            "office_id",
            "alarm_at",
            sqlite_where=text("alarm_at IS NOT NULL"),
            postgresql_where=text("alarm_at IS NOT NULL"),
        ),
    )

    case: Mapped[Id | None]
    worker: Mapped[Id | None]
    started_at: Mapped[dt.datetime | None]
    expected_end: Mapped[dt.datetime | None]
    place: Mapped[str | None]
    companions: Mapped[Set | None]
    ended_at: Mapped[dt.datetime | None]
    alarm_at: Mapped[dt.datetime | None]
    safe_at: Mapped[dt.datetime | None]
    no_note: Mapped[str | None]
    received_at: Mapped[dt.datetime | None]
    answered_by: Mapped[Id | None]
    answered_at: Mapped[dt.datetime | None]
