"""Hand-overs of somebody's work, so that each can be undone."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from server.models.base import Base, Id, Key, Set


class Handover(Base):
    """That somebody's work was handed to colleagues in one step: by which changes of the log. ``left_by`` is missing
    where it was nobody's. ``cases`` and ``further`` count the cases, and the records besides, that changed hands.
    """

    __tablename__ = "handover"
    __table_args__ = (Index(None, "office_id", "made_at"),)

    office_id: Mapped[Key]
    id: Mapped[Key]
    left_by: Mapped[Id | None]
    made_by: Mapped[Id]
    made_at: Mapped[dt.datetime]
    changes: Mapped[Set]
    cases: Mapped[int] = mapped_column(default=0)
    further: Mapped[int] = mapped_column(default=0)
    undone_by: Mapped[Id | None]
    undone_at: Mapped[dt.datetime | None]
