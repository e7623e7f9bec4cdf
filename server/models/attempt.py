"""Attempts that are bounded, counted for all processes together."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from server.models.base import Base


class Attempts(Base):
    """How many attempts of one kind have taken a place until ``ends_at``.

    ``bucket`` is the name of the kind with a digest of the account or address: short, and without personal data. A row
    past its end counts nothing; the next attempt removes it.
    """

    __tablename__ = "attempts"
    __table_args__ = (Index(None, "ends_at"),)

    bucket: Mapped[str] = mapped_column(String(64), primary_key=True)
    taken: Mapped[int]
    ends_at: Mapped[dt.datetime]
