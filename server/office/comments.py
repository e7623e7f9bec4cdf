"""The comments on a record, each with its earlier wordings; those that their authors took back included."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from server.store import Seen
from server.store.comments import CommentRow
from server.store.history import HistoryRow


@dataclass(frozen=True, slots=True)
class CommentWithHistory:
    """A comment. ``history`` is empty where the comment is as it was first written."""

    comment: CommentRow
    history: Sequence[HistoryRow]


def comments_about(seen: Seen, about: str) -> list[CommentWithHistory]:
    """The comments on a record, oldest first. Two queries, however many there are."""
    rows = seen.comments.about(about, removed=True)
    histories = seen.history.of_each([row.id for row in rows if row.removed or row.edited_at is not None])
    return [CommentWithHistory(row, histories.get(row.id, ())) for row in rows]
