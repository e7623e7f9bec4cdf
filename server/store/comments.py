"""What people say to each other about records."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import false, func

from server.models.comment import Comment
from server.models.staff import Staff
from server.store.tenant import refers
from server.store.visibility import SeenRoom


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
                Staff.name,
                Comment.written_at,
                func.coalesce(Comment.text, ""),
                Comment.edited_at,
                func.coalesce(Comment.deleted, false()),
            )
            .outerjoin(Staff, refers(Comment.author, Staff))
            .where(Comment.about == record, self.sight.sees(Comment.case))
            .order_by(Comment.written_at, Comment.seq)
        )
        rows = (CommentRow(*row) for row in self.connection.execute(query))
        return [row for row in rows if removed or not row.removed]
