"""Cases, and who is in charge of them."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from server.models.base import Base, Id, Key, Projection, Seq, Set, index_of_dated


class Case(Projection):
    """One person's consultation with the office, from intake to closure."""

    __tablename__ = "case"
    __table_args__ = (
        Index(None, "office_id", "person"),
        Index(None, "office_id", "state"),
        index_of_dated("opened_on"),
        index_of_dated("closed_on"),
        Index(
            "ix_case_deleted",
            "office_id",
            "id",
            sqlite_where=text("deleted IS 1"),
            postgresql_where=text("deleted IS true"),
        ),
        Index(
            "ix_case_restricted",
            "office_id",
            "id",
            sqlite_where=text("restricted_to IS NOT NULL"),
            postgresql_where=text("restricted_to IS NOT NULL"),
        ),
    )

    person: Mapped[Id | None]
    number: Mapped[str | None]
    state: Mapped[str | None]
    opened_on: Mapped[dt.date | None]
    closed_on: Mapped[dt.date | None]
    closure: Mapped[str | None]
    route: Mapped[str | None]
    age_band: Mapped[str | None]
    issues: Mapped[Set | None]
    issue_items: Mapped[Set | None]
    programmes: Mapped[Set | None]
    triage: Mapped[str | None]
    main_worker: Mapped[Id | None]
    co_workers: Mapped[Set | None]
    self_assigned: Mapped[bool | None]
    restricted_to: Mapped[Set | None]


class Assignment(Base):
    """That a user is or was in charge of a case: ``part`` is ``main`` or ``co``, ``until`` is empty while it lasts."""

    __tablename__ = "assignment"
    __table_args__ = (
        ForeignKeyConstraint(["office_id", "case_id"], ["case.office_id", "case.id"]),
        Index(None, "office_id", "user_id", "until"),
    )

    office_id: Mapped[Key]
    case_id: Mapped[Key]
    user_id: Mapped[Key]
    since_seq: Mapped[Seq] = mapped_column(primary_key=True)
    part: Mapped[str]
    since: Mapped[dt.datetime]
    until: Mapped[dt.datetime | None]


class CaseOpening(Base):
    """That a user sees, ``until`` a moment, a case that is restricted to others: they opened it and gave a reason,
    which stands in the trail.
    """

    __tablename__ = "case_opening"

    office_id: Mapped[Key]
    user_id: Mapped[Key]
    case_id: Mapped[Key]
    until: Mapped[dt.datetime]
