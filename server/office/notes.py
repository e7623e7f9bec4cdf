"""Support records as the supervisor reads them, and what becomes of them then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext

from server import casework
from server.office.comments import Said, said_about
from server.store import OfficeStore
from server.store.marks import Mark
from server.store.rows import HistoryRow, QueuePlace, Reader, SessionRow, SupportRow
from sync.changes import Result
from sync.fields import Json
from sync.store import Record


class Outdated(Exception):
    """What the person decided on has changed since they read it."""


@dataclass(frozen=True, slots=True)
class NoteFile:
    """A note with what stands around it. ``row`` is how a list shows it; ``queue`` its place among those that
    wait; ``doubles`` may be about the same event.
    """

    note: Record
    row: SupportRow
    case: Record
    person: Mapping[str, Json]
    household: Mapping[str, Json]
    attachments: Sequence[Record]
    comments: Sequence[Said]
    history: Sequence[HistoryRow]
    conflicts: Sequence[str]
    doubles: Sequence[SupportRow]
    removed_doubles: Sequence[SupportRow]
    queue: QueuePlace


def mark_names() -> dict[Mark, str]:
    """What the marks of a note are called, in the order in which they are shown."""
    return {
        "advice": gettext("Asks for advice"),
        "answered": gettext("The worker has answered"),
        "removal": gettext("To be removed"),
        "safety": gettext("Safety"),
        "flagged": gettext("For the meeting"),
        "late": gettext("Arrived late"),
        "merged": gettext("Put together from two changes"),
        "double": gettext("Possibly written twice"),
    }


def note_file(store: OfficeStore, reader: Reader, note_id: str) -> NoteFile | None:
    """A note, as far as the reader may see it. One that was removed is there for those who read the whole office."""
    note = store.seen_records(reader, [note_id]).get(note_id)
    if note is None or note.kind != "support" or (note.deleted and not reader.whole_office):
        return None
    case = store.seen(reader, note.scope, "case")
    row = store.support(note_id)
    if case is None or row is None:
        return None
    person = store.records([case.fields["person"]])[case.fields["person"]].fields
    household = store.records([person["household"]]) if "household" in person else {}
    in_case = store.seen_in_case(reader, note.scope, ["attachment"])
    return NoteFile(
        note=note,
        row=row,
        case=case,
        person=person,
        household=next((found.fields for found in household.values() if not found.deleted), {}),
        attachments=[record for record in in_case if record.fields["about"] == note_id],
        comments=said_about(store, note_id),
        history=store.history(note_id),
        conflicts=[conflict.id for conflict in store.open_conflicts(note_id)],
        doubles=store.doubles_of(note_id),
        removed_doubles=store.doubles_of(note_id, removed=True),
        queue=store.place_in_queue(note_id, reader),
    )


def review(store: OfficeStore, who: SessionRow, note: Record, state: str, comment: Comment, now: dt.datetime) -> Result:
    """Mark a note as ``read``, ``approved`` or ``returned`` in the state that was read (``comment.seen``).

    Raises ``Outdated`` where it has changed meanwhile, and ``casework.Refused``.
    """
    store.lock()
    if store.records([note.id])[note.id].head != comment.seen:
        raise Outdated
    if comment.text:
        comment_on(store, who, note, comment, now)  # first, since it may be refused
    return casework.review_note(store, who, note.id, state, seen=comment.seen, now=now)


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment as a form gave it. ``id`` was made with the form, so that it is written once however often it is sent;
    ``seen`` is the head of the note that was read.
    """

    id: str
    text: str
    seen: str


def comment_on(store: OfficeStore, who: SessionRow, note: Record, comment: Comment, now: dt.datetime) -> None:
    """Write a comment, once. Raises ``casework.Refused``."""
    store.lock()
    if comment.id not in store.records([comment.id]):
        casework.add_comment(store, who, note.scope, note.id, comment.text, now=now, comment=comment.id)


def mark_unread(store: OfficeStore, who: SessionRow, note: Record, now: dt.datetime) -> None:
    """Take a review back. Raises ``casework.Refused``."""
    fields = {"review": "unread", "reviewed_by": None, "reviewed_at": None}
    casework.change_as_server(store, "support", note.id, fields, by=who.user_id, role=who.role, now=now)


def flag(store: OfficeStore, who: SessionRow, note: Record, now: dt.datetime, *, flagged: bool) -> None:
    """Put a note among those to be talked about at a meeting, or take it from there. Raises ``casework.Refused``."""
    fields = {"flagged": True if flagged else None}
    casework.change_as_server(store, "support", note.id, fields, by=who.user_id, role=who.role, now=now)
