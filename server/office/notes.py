"""Support records as the supervisor reads them, and what becomes of them then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flask_babel import LazyString, lazy_gettext

from server.office.comments import CommentWithHistory, comments_about
from server.services import casework
from server.store import Office, Seen
from server.store.directory import SessionRow
from server.store.history import HistoryRow
from server.store.marks import Mark
from server.store.notes import QueuePlace, SupportFilter, SupportRow
from sync.fields import Json
from sync.store import Record

MARK_NAMES: Final[Mapping[Mark, LazyString]] = {
    "advice": lazy_gettext("Asks for advice"),
    "answered": lazy_gettext("The worker has answered"),
    "removal": lazy_gettext("To be removed"),
    "safety": lazy_gettext("Safety"),
    "flagged": lazy_gettext("For the meeting"),
    "late": lazy_gettext("Arrived late"),
    "merged": lazy_gettext("Put together from two changes"),
    "double": lazy_gettext("Possibly written twice"),
}
"""What the marks of a note are called, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class NoteFile:
    """A note with what stands around it. ``row`` is how a list shows it; ``queue`` its place in the list that it
    is read from; ``doubles`` may be about the same event.
    """

    note: Record
    row: SupportRow
    case: Record
    person: Mapping[str, Json]
    household: Mapping[str, Json]
    attachments: Sequence[Record]
    comments: Sequence[CommentWithHistory]
    history: Sequence[HistoryRow]
    conflicts: Sequence[str]
    doubles: Sequence[SupportRow]
    removed_doubles: Sequence[SupportRow]
    queue: QueuePlace


def note_file(seen: Seen, note_id: str, listed: SupportFilter | None = None) -> NoteFile | None:
    """A note, as far as the reader may see it. One that was removed is there for those who read the whole office.
    ``listed`` is the list that it is read from: those that wait, unless another is named.
    """
    note = seen.records([note_id]).get(note_id)
    if note is None or note.kind != "support" or (note.deleted and not seen.reader.office):
        return None
    case = seen.record(note.scope, "case")
    row = seen.notes.one(note_id)
    if case is None or row is None:
        return None
    person = seen.records([case.fields["person"]]).get(case.fields["person"])
    household_id = None if person is None else person.fields.get("household")
    household = None if household_id is None else seen.record(household_id, "household")
    in_case = seen.in_case(note.scope, ["attachment"])
    return NoteFile(
        note=note,
        row=row,
        case=case,
        person={} if person is None else person.fields,
        household={} if household is None else household.fields,
        attachments=[record for record in in_case if record.fields["about"] == note_id],
        comments=comments_about(seen, note_id),
        history=seen.history.of(note_id),
        conflicts=[conflict.id for conflict in seen.conflicts.open_about(note_id)],
        doubles=seen.notes.doubles_of(note_id),
        removed_doubles=seen.notes.doubles_of(note_id, removed=True),
        queue=seen.notes.place_in_queue(note_id, listed or SupportFilter(waiting=True)),
    )


def mark_unread(store: Office, who: SessionRow, note: Record, now: dt.datetime) -> None:
    """Take a review back. Raises ``casework.ChangeRejected``."""
    fields = {"review": "unread", "reviewed_by": None, "reviewed_at": None}
    casework.change_as_server(store, "support", note.id, fields, by=who.user_id, role=who.role, now=now)


def flag(store: Office, who: SessionRow, note: Record, now: dt.datetime, *, flagged: bool) -> None:
    """Put a note among those to be talked about at a meeting, or take it from there. Raises
    ``casework.ChangeRejected``.
    """
    fields = {"flagged": True if flagged else None}
    casework.change_as_server(store, "support", note.id, fields, by=who.user_id, role=who.role, now=now)
