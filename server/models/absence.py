"""Absences of colleagues."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from server.models.base import Id, Projection


class Absence(Projection):
    """That a colleague is away, from one day to another."""

    __tablename__ = "absence"

    worker: Mapped[Id | None]
    since: Mapped[dt.date | None]
    until: Mapped[dt.date | None]
