"""Plans (支援計画), their dates and their supports."""

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
    follows: Mapped[Id | None]
    goal: Mapped[str | None]
    agreed_on: Mapped[dt.date | None]
    agreement: Mapped[str | None]
    signature: Mapped[Id | None]
    submitted: Mapped[bool | None]
    coordination_meeting: Mapped[str | None]
    coordination_meeting_due: Mapped[dt.date | None]
    decision: Mapped[str | None]
    decision_due: Mapped[dt.date | None]
    period_start: Mapped[str | None]
    period_start_due: Mapped[dt.date | None]
    period_end: Mapped[str | None]
    period_end_due: Mapped[dt.date | None]
    next_monitoring: Mapped[str | None]
    next_monitoring_due: Mapped[dt.date | None]
    evaluation_meeting: Mapped[str | None]
    evaluation_meeting_due: Mapped[dt.date | None]
    evaluated: Mapped[str | None]
    evaluated_due: Mapped[dt.date | None]
    evaluation: Mapped[str | None]
    evaluation_note: Mapped[str | None]
    result: Mapped[str | None]
    approval: Mapped[str | None]
    approved_by: Mapped[Id | None]
    approved_at: Mapped[dt.datetime | None]
    case_reviewed_on: Mapped[dt.date | None]
    source: Mapped[str | None]


class PlanSupport(Projection):
    """One support of a plan: what, under which programme, and who does it."""

    __tablename__ = "plan_support"
    __table_args__ = (Index(None, "office_id", "case"), Index(None, "office_id", "plan"))

    case: Mapped[Id | None]
    plan: Mapped[Id | None]
    programme: Mapped[str | None]
    what: Mapped[str | None]
    worker: Mapped[Id | None]
    agency: Mapped[str | None]
    frequency: Mapped[str | None]
