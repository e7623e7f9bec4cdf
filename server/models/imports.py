"""What was brought in from lists, and what their columns were said to be."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped, mapped_column

from server.models.base import Anything, Base, Id, Key, Seq


class ImportRun(Base):
    """One import. Its changes are those of the log after ``after_seq`` and up to ``last_seq``, all of which it wrote:
    it held the office's counter. ``counts`` says how many rows had which fate. ``by`` is a user's id, or ``command``.
    """

    __tablename__ = "import_run"

    office_id: Mapped[Key]
    id: Mapped[Key]
    sort: Mapped[str]
    by: Mapped[str]
    at: Mapped[dt.datetime]
    after_seq: Mapped[Seq]
    last_seq: Mapped[Seq]
    counts: Mapped[Anything]
    undone_at: Mapped[dt.datetime | None]
    undone_by: Mapped[Id | None]


class ImportColumn(Base):
    """Which column of a sort of list a word of a header means at an office; an empty one is not brought in."""

    __tablename__ = "import_column"

    office_id: Mapped[Key]
    sort: Mapped[str] = mapped_column(primary_key=True)
    word: Mapped[str] = mapped_column(primary_key=True)
    column: Mapped[str]
