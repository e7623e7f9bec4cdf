"""Plans (支援計画), their dates and their supports."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from server.models.base import Id, Projection, index_of_dated


class Plan(Projection):
    """A plan. Derived are the days on which some of its dates fall due: ``next_monitoring_due``, ``decision_due``, and
    ``evaluated_due``, that of the evaluation or, without one, of the meeting that evaluated it.
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
    decision_due: Mapped[dt.date | None]
    next_monitoring_due: Mapped[dt.date | None]
    evaluated_due: Mapped[dt.date | None]
    result: Mapped[str | None]
    approval: Mapped[str | None]


class PlanSupport(Projection):
    """One support of a plan: what, under which programme, and who does it."""

    __tablename__ = "plan_support"
    __table_args__ = (Index(None, "office_id", "case"), Index(None, "office_id", "plan"))

    case: Mapped[Id | None]
    plan: Mapped[Id | None]
    programme: Mapped[str | None]
