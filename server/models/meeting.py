"""Meetings, their agenda, and the tasks that come out of them."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from server.models.base import Id, Projection


class Meeting(Projection):
    """When and where a meeting is held and who takes part."""

    __tablename__ = "meeting"
    __table_args__ = (Index(None, "office_id", "held_at"),)

    held_at: Mapped[dt.datetime | None]


class AgendaItem(Projection):
    """A case on the agenda of a meeting, with the minutes."""

    __tablename__ = "agenda_item"
    __table_args__ = (Index(None, "office_id", "case"), Index(None, "office_id", "meeting"))

    case: Mapped[Id | None]
    meeting: Mapped[Id | None]
    plan: Mapped[Id | None]
    support: Mapped[Id | None]
    position: Mapped[int | None]


class Task(Projection):
    """Something that somebody has promised to do by a day."""

    __tablename__ = "task"
    __table_args__ = (Index(None, "office_id", "case"), Index(None, "office_id", "due"))

    case: Mapped[Id | None]
    about: Mapped[Id | None]
    worker: Mapped[Id | None]
    due: Mapped[dt.date | None]
    done_on: Mapped[dt.date | None]
