"""What is searched at the office (docs/decisions/0032-search.md). All of it follows from the records.

Which records may hold a piece of a word is known to an index that each database has in its own way, and that only the
migrations make: ``server.store.pieces`` asks it.
"""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from server.models.base import Base, Id, Key


class SearchText(Base):
    """The texts of one record, folded (``sync.search.Texts``). ``weight`` is that of its kind, ``day`` the day on which
    it happened, as ISO has it, or empty.
    """

    __tablename__ = "search_text"
    __table_args__ = (
        Index(None, "office_id", "weight", "day", "id"),
        Index(None, "office_id", "scope"),
    )

    office_id: Mapped[Key]
    id: Mapped[Key]
    kind: Mapped[str]
    scope: Mapped[Id]
    weight: Mapped[int]
    day: Mapped[str]
    open: Mapped[str]
    sensitive: Mapped[str]


class SearchDue(Base):
    """That a record was written and its texts were not taken over yet."""

    __tablename__ = "search_due"

    office_id: Mapped[Key]
    id: Mapped[Key]


class SearchState(Base):
    """By which rules an office's texts were made (``sync.search.fingerprint``)."""

    __tablename__ = "search_state"

    office_id: Mapped[Key]
    fingerprint: Mapped[str]
