"""What was erased because its time was over: that it was, by whom, and which ids; never what stood there."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from server.models.base import Base, Id, Key, Seq


class Erasure(Base):
    """That somebody asked to erase closed cases, what a second person decided, and how far it has come.

    ``outcome`` is missing while nobody has decided. An approved one is ``begun`` (its records are listed, and nobody
    sees them any more), then ``searched`` (the log was gone through for what else is about them), ``written_down``
    (outside the database) and ``finished``; each step is taken again by whoever finds it not done. ``records``,
    ``changes`` and ``contents`` count what was erased.
    """

    __tablename__ = "erasure"
    __table_args__ = (Index(None, "office_id", "outcome", "finished_at"),)

    office_id: Mapped[Key]
    id: Mapped[Key]
    asked_by: Mapped[Id]
    asked_at: Mapped[dt.datetime]
    decided_by: Mapped[Id | None]
    decided_at: Mapped[dt.datetime | None]
    outcome: Mapped[str | None]
    begun_at: Mapped[dt.datetime | None]
    searched_at: Mapped[dt.datetime | None]
    written_down_at: Mapped[dt.datetime | None]
    finished_at: Mapped[dt.datetime | None]
    records: Mapped[int] = mapped_column(default=0)
    changes: Mapped[int] = mapped_column(default=0)
    contents: Mapped[int] = mapped_column(default=0)


class ErasureCase(Base):
    """A case that an erasure is about: all cases of the people of one household, or of one person."""

    __tablename__ = "erasure_case"
    __table_args__ = (
        ForeignKeyConstraint(["office_id", "erasure_id"], ["erasure.office_id", "erasure.id"]),
        Index(None, "office_id", "case_id"),
    )

    office_id: Mapped[Key]
    erasure_id: Mapped[Key]
    case_id: Mapped[Key]


class ErasedRecord(Base):
    """A record that was erased, or is being: its id, and whose phones may have it.

    Nothing is taken for such a record any more, and phones that may have it are told from ``seq`` on. ``listing`` says
    with which entry of the trail it was listed; ``erased_at`` is missing while it is still there. Rows are never
    removed: a phone may come back after years.
    """

    __tablename__ = "erased_record"
    __table_args__ = (
        ForeignKeyConstraint(["office_id", "erasure_id"], ["erasure.office_id", "erasure.id"]),
        Index(None, "office_id", "erasure_id", "erased_at"),
        Index(None, "office_id", "scope", "seq"),
    )

    office_id: Mapped[Key]
    id: Mapped[Key]
    erasure_id: Mapped[Id]
    kind: Mapped[str]
    scope: Mapped[Id]
    seq: Mapped[Seq]
    listing: Mapped[int]
    erased_at: Mapped[dt.datetime | None]


class ErasedChange(Base):
    """What stands in the place of an erased row of the change log.

    ``digest`` is that of the row (``server.store.chain``), so that the trail's anchors still hold; ``mark`` is that of
    its id and stamp, by which a phone's cursor is known that names it. The id is random and stands nowhere else any
    more: nobody can try out what the row may have said. ``step`` says with which entry of the trail it went.
    """

    __tablename__ = "erased_change"
    __table_args__ = (
        ForeignKeyConstraint(["office_id", "erasure_id"], ["erasure.office_id", "erasure.id"]),
        Index(None, "office_id", "erasure_id", "step"),
        Index(None, "office_id", "mark"),
    )

    office_id: Mapped[Key]
    seq: Mapped[Seq] = mapped_column(primary_key=True, autoincrement=False)
    erasure_id: Mapped[Id]
    step: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    mark: Mapped[str] = mapped_column(String(64))


class ErasedCount(Base):
    """What the erased counted for in a report's total of a month, so that past years stay as they were counted."""

    __tablename__ = "erased_count"
    __table_args__ = (ForeignKeyConstraint(["office_id", "erasure_id"], ["erasure.office_id", "erasure.id"]),)

    office_id: Mapped[Key]
    erasure_id: Mapped[Key]
    report: Mapped[str] = mapped_column(primary_key=True)
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    total: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]


class ErasureHold(Base):
    """That a case is not to be erased until a day, and why. It is erased with its case."""

    __tablename__ = "erasure_hold"

    office_id: Mapped[Key]
    case_id: Mapped[Key]
    reason: Mapped[str]
    until: Mapped[dt.date]
    held_by: Mapped[Id]
    held_at: Mapped[dt.datetime]
