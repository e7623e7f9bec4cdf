"""Plans (支援計画) and their dates."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from server.models.base import Id, Projection


class Plan(Projection):
    """A plan. Each date stands as it was given, and beside it, derived, the day on which it falls due."""

    __tablename__ = "plan"
    __table_args__ = (
        Index(None, "office_id", "case"),
        Index(None, "office_id", "next_monitoring_due"),
        Index(None, "office_id", "period_end_due"),
    )

    case: Mapped[Id | None]
    number: Mapped[int | None]
    goal: Mapped[str | None]
    coordination_meeting: Mapped[str | None]
    coordination_meeting_due: Mapped[dt.date | None]
    decision: Mapped[str | None]
    decision_due: Mapped[dt.date | None]
    period_end: Mapped[str | None]
    period_end_due: Mapped[dt.date | None]
    next_monitoring: Mapped[str | None]
    next_monitoring_due: Mapped[dt.date | None]
    evaluation_meeting: Mapped[str | None]
    evaluation_meeting_due: Mapped[dt.date | None]
    evaluated: Mapped[str | None]
    evaluated_due: Mapped[dt.date | None]
    result: Mapped[str | None]
    source: Mapped[str | None]
