"""The change log: every change ever taken, with the values before and after it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped

from server.models.base import Base, Id, Key, Seq


class Change(Base):
    """A change, and what became of it (``sync.store.Entry``). Rows are only ever added.

    ``fields``, ``before``, ``own``, ``untaken`` and the other lists are JSON text. The values after the change are not
    kept a second time: they are those of ``fields``, without the names in ``untaken``, with ``own`` laid over. A head
    that is not the change's own id names a merged state, and few are: hence the partial index. Few come late, too.
    ``stamp`` tells this log from another in which the same change stands at the same place (``sync.store.Anchor``).
    """

    __tablename__ = "change"
    __table_args__ = (
        Index(None, "office_id", "record", "seq"),
        Index("ix_change_late", "office_id", "record", sqlite_where=text("late = 1"), postgresql_where=text("late")),
        Index(
            "ix_change_merged_head",
            "office_id",
            "head",
            sqlite_where=text("head <> id"),
            postgresql_where=text("head <> id"),
        ),
    )

    office_id: Mapped[Key]
    id: Mapped[Key]
    kind: Mapped[str]
    record: Mapped[Id]
    base: Mapped[Id | None]
    fields: Mapped[str]
    resolves: Mapped[str | None]
    before: Mapped[str]
    own: Mapped[str | None]
    untaken: Mapped[str | None]
    seq: Mapped[Seq]
    head: Mapped[Id]
    author: Mapped[Id]
    device: Mapped[Id | None]
    made_at: Mapped[dt.datetime]
    received_at: Mapped[dt.datetime]
    status: Mapped[str]
    conflicts: Mapped[str | None]
    late: Mapped[bool]
    stamp: Mapped[str | None]
    brought_by: Mapped[str | None]
    """Who brought the change in a file: a user's id, or ``command`` for whoever looks after the server."""
