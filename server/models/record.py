"""Records as the exchange reads and writes them, whatever their kind."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from server.models.base import Base, Id, Key, Seq


class Record(Base):
    """A record as it stands. ``fields`` is JSON text, ready for the wire."""

    __tablename__ = "record"
    __table_args__ = (Index(None, "office_id", "scope", "seq"),)

    office_id: Mapped[Key]
    id: Mapped[Key]
    kind: Mapped[str]
    scope: Mapped[Id]
    seq: Mapped[Seq]
    head: Mapped[Id]
    created_by: Mapped[Id]
    fields: Mapped[str]
