"""What people say to each other about records."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, false, func

from server.models.comment import Comment
from server.models.record import Record
from server.models.staff import Staff
from server.store.records import fields_of
from server.store.tenant import refers
from server.store.visibility import SeenRoom
from sync.fields import read_moment


@dataclass(frozen=True, slots=True)
class CommentRow:
    """A comment on a record. ``edited_at`` is when its author last changed it; ``removed`` that they took it back."""

    id: str
    author: str | None
    author_name: str | None
    written_at: dt.datetime | None
    text: str
    edited_at: dt.datetime | None
    removed: bool


class Comments(SeenRoom):
    """Comments. There are none for those who are not shown what people said."""

    def about(self, record: str, *, removed: bool = False) -> list[CommentRow]:
        """The comments on a record, oldest first; on demand those that were taken back as well."""
        if not self.sight.shown("comment", ["text"]):
            return []
        query = (
            self.tenant.select(
                Comment,
                Comment.id,
                Comment.author,
                Staff.name.label("author_name"),
                Comment.written_at,
                func.coalesce(Comment.deleted, false()).label("removed"),
                Record.fields,
            )
            .join(Record, refers(Comment.id, Record))
            .outerjoin(Staff, refers(Comment.author, Staff))
            .where(Comment.about == record, self.sight.sees(Comment.case))
            .order_by(Comment.written_at, Comment.seq)
        )
        rows = (_comment(row) for row in self.connection.execute(query))
        return [row for row in rows if removed or not row.removed]


def _comment(row: Row[*tuple[Any, ...]]) -> CommentRow:
    fields = fields_of(row.fields)
    edited_at = fields.get("edited_at")
    return CommentRow(
        id=row.id,
        author=row.author,
        author_name=row.author_name,
        written_at=row.written_at,
        text=fields.get("text", ""),
        edited_at=None if edited_at is None else read_moment(edited_at),
        removed=row.removed,
    )
