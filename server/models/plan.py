"""Plans (支援計画), their dates and their supports."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from server.models.base import Id, Projection, index_of_dated


class Plan(Projection):
    """A plan. Its dates stand as they were given. Derived are the days on which some fall due: ``next_monitoring_due``,
    ``decision_due``, and ``evaluated_due``, that of the evaluation or, without one, of the meeting that evaluated it.
    """

    __tablename__ = "plan"
    __table_args__ = (
        Index(None, "office_id", "case"),
        Index(None, "office_id", "next_monitoring_due"),
        index_of_dated("decision_due"),
        index_of_dated("evaluated_due"),
    )

    case: Mapped[Id | None]
    number: Mapped[int | None]
    follows: Mapped[Id | None]
    agreed_on: Mapped[dt.date | None]
    coordination_meeting: Mapped[str | None]
    decision: Mapped[str | None]
    decision_due: Mapped[dt.date | None]
    period_start: Mapped[str | None]
    period_end: Mapped[str | None]
    next_monitoring: Mapped[str | None]
    next_monitoring_due: Mapped[dt.date | None]
    evaluation_meeting: Mapped[str | None]
    evaluated: Mapped[str | None]
    evaluated_due: Mapped[dt.date | None]
    result: Mapped[str | None]
    approval: Mapped[str | None]
    case_reviewed_on: Mapped[dt.date | None]


class PlanSupport(Projection):
    """One support of a plan: what, under which programme, and who does it."""

    __tablename__ = "plan_support"
    __table_args__ = (Index(None, "office_id", "case"), Index(None, "office_id", "plan"))

    case: Mapped[Id | None]
    plan: Mapped[Id | None]
    programme: Mapped[str | None]
