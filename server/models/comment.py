"""Comments on records."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from server.models.base import Id, Projection


class Comment(Projection):
    """The supervisor's word on a note, and the worker's answer."""

    __tablename__ = "comment"
    __table_args__ = (Index(None, "office_id", "about"),)

    case: Mapped[Id | None]
    about: Mapped[Id | None]
    written_at: Mapped[dt.datetime | None]
    author: Mapped[Id | None]
