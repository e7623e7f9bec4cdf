"""Plans (支援計画), their dates and their supports."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from server.models.base import Id, Projection


class Plan(Projection):
    """A plan. Its dates stand as they were given; ``next_monitoring_due`` is derived: the day on which it falls due."""

    __tablename__ = "plan"
    __table_args__ = (
        Index(None, "office_id", "case"),
        Index(None, "office_id", "next_monitoring_due"),
    )

    case: Mapped[Id | None]
    number: Mapped[int | None]
    agreed_on: Mapped[dt.date | None]
    coordination_meeting: Mapped[str | None]
    decision: Mapped[str | None]
    period_start: Mapped[str | None]
    period_end: Mapped[str | None]
    next_monitoring: Mapped[str | None]
    next_monitoring_due: Mapped[dt.date | None]
    evaluation_meeting: Mapped[str | None]
    evaluated: Mapped[str | None]
    result: Mapped[str | None]
    approval: Mapped[str | None]
    case_reviewed_on: Mapped[dt.date | None]


class PlanSupport(Projection):
    """One support of a plan: what, under which programme, and who does it."""

    __tablename__ = "plan_support"
    __table_args__ = (Index(None, "office_id", "case"), Index(None, "office_id", "plan"))

    case: Mapped[Id | None]
    plan: Mapped[Id | None]
