"""The office: the tenant to which every other row belongs."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped, mapped_column

from server.models.base import Base, Id, Key, Seq


class Office(Base):
    """A support centre.

    ``seq`` is the last value given out of the office's counter. Every write takes this row first and holds it to the
    end, so that commit order is seq order. ``last_change`` is the newest change of its log, by which a cursor can tell
    this log from one that was put back to an earlier point. ``demonstration`` marks an office whose accounts have
    published passwords: production refuses to start on it.
    """

    __tablename__ = "office"

    id: Mapped[Key]
    name: Mapped[str]
    time_zone: Mapped[str]
    seq: Mapped[Seq] = mapped_column(default=0)
    last_change: Mapped[Id | None]
    demonstration: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[dt.datetime]
