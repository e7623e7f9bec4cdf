"""Notes that are to go, and notes that have gone: a supervisor's answer to a worker who asks, and the way back."""

from __future__ import annotations

import datetime as dt

from server import casework
from server.office.notes import Comment, Outdated, comment_on
from server.store import OfficeStore
from server.store.rows import SessionRow
from sync.fields import Json
from sync.store import Record


def answer(
    store: OfficeStore, who: SessionRow, note: Record, comment: Comment, now: dt.datetime, *, granted: bool
) -> None:
    """Remove a note, or keep it, with a word to whoever asked. A removed note can be brought back.

    Raises ``Outdated`` where it has changed since it was read, and ``casework.Refused``.
    """
    store.lock()
    if store.records([note.id])[note.id].head != comment.seen:
        raise Outdated
    if comment.text:
        comment_on(store, who, note, comment, now)  # first, since it may be refused
    fields: dict[str, Json] = {"removal_asked": None} | ({"deleted": True} if granted else {})
    casework.change_record(store, who, "support", note.id, fields, seen=comment.seen, now=now)


def restore(store: OfficeStore, who: SessionRow, note: Record, now: dt.datetime) -> None:
    """Bring a removed note back. Raises ``casework.Refused``."""
    store.lock()
    head = store.records([note.id])[note.id].head
    casework.change_record(store, who, "support", note.id, {"deleted": None}, seen=head, now=now)
