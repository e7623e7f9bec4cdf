"""Appointments: visits, accompaniments and meetings that are planned."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from server.models.base import Id, Projection


class Appointment(Projection):
    """When, where, with whom and why."""

    __tablename__ = "appointment"
    __table_args__ = (
        Index(None, "office_id", "case"),
        Index(None, "office_id", "starts_at"),
    )

    case: Mapped[Id | None]
    worker: Mapped[Id | None]
    method: Mapped[str | None]
    programme: Mapped[str | None]
    starts_at: Mapped[dt.datetime | None]
    ends_at: Mapped[dt.datetime | None]
    place: Mapped[str | None]
    purpose: Mapped[str | None]
    state: Mapped[str | None]
    series: Mapped[Id | None]
    occurrence: Mapped[dt.date | None]
