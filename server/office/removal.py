"""Notes that are to go, and notes that have gone: a supervisor's answer to a worker who asks, and the way back."""

from __future__ import annotations

import datetime as dt

from server.services import casework
from server.services.casework import Comment
from server.store import Office
from server.store.directory import SessionRow
from sync.fields import Json
from sync.store import Record


def answer(store: Office, who: SessionRow, note: Record, comment: Comment, now: dt.datetime, *, granted: bool) -> None:
    """Remove a note, or keep it, with a word to whoever asked. A removed note can be brought back.

    Raises ``casework.StaleView`` where it has changed since it was read, and ``casework.ChangeRejected``.
    """
    casework.say_as_read(store, who, note, comment, now)
    fields: dict[str, Json] = {"removal_asked": None} | ({"deleted": True} if granted else {})
    casework.change_record(store, who, "support", note.id, fields, seen=comment.seen, now=now)


def restore(store: Office, who: SessionRow, note: Record, now: dt.datetime) -> None:
    """Bring a removed note back. Raises ``casework.ChangeRejected``."""
    store.lock()
    head = store.records.by_id([note.id])[note.id].head
    casework.change_record(store, who, "support", note.id, {"deleted": None}, seen=head, now=now)
