"""Attempts that are bounded, counted for all processes together."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from server.models.base import Base


class Attempts(Base):
    """How many attempts of one kind have taken a place until ``ends_at``.

    ``bucket`` names the kind, and holds the digest of whom they are counted for, so that it is short whatever was sent
    and tells nobody anything. A row past its end counts nothing, and is removed by the next attempt.
    """

    __tablename__ = "attempts"
    __table_args__ = (Index(None, "ends_at"),)

    bucket: Mapped[str] = mapped_column(String(64), primary_key=True)
    taken: Mapped[int]
    ends_at: Mapped[dt.datetime]
