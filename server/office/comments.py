"""What was said about a record: each comment with its earlier wordings, those that their authors took back included."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from server.store import Seen
from server.store.comments import CommentRow
from server.store.history import HistoryRow


@dataclass(frozen=True, slots=True)
class Said:
    """A comment. ``history`` is there where it is not as it was first written."""

    comment: CommentRow
    history: Sequence[HistoryRow]


def said_about(seen: Seen, about: str) -> list[Said]:
    """The comments on a record, oldest first. Two queries, however many there are."""
    rows = seen.comments.about(about, removed=True)
    histories = seen.history.of_each([row.id for row in rows if row.removed or row.edited_at is not None])
    return [Said(row, histories.get(row.id, ())) for row in rows]
