"""Two notes that may be about the same event, side by side: they are two, or one of them goes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from server.services.casework import StaleView, change_as_server, change_record
from server.store import Office, Seen
from server.store.directory import SessionRow
from sync.fields import Json
from sync.store import Record


@dataclass(frozen=True, slots=True)
class Double:
    """Two notes of one case, a removed one included; ``possible`` until somebody has said that they are two."""

    notes: tuple[Record, Record]
    person: Mapping[str, Json]
    possible: bool

    def other(self, note: str) -> Record:
        """The note beside this one."""
        return next(each for each in self.notes if each.id != note)

    def note(self, note: str) -> Record | None:
        """The one of the two with this id."""
        return next((each for each in self.notes if each.id == note), None)


def double(seen: Seen, one: str, other: str) -> Double | None:
    """The two notes, as far as the reader may see them; ``None`` where they never looked like one."""
    possible = seen.notes.are_doubles(one, other)
    records = seen.records([one, other])
    if possible is None or len(records) < 2:
        return None
    case = seen.record(records[one].scope, "case")
    person = None if case is None else seen.records([case.fields["person"]]).get(case.fields["person"])
    return Double((records[one], records[other]), {} if person is None else person.fields, possible)


def keep_both(store: Office, who: SessionRow, pair: Double, now: dt.datetime) -> None:
    """Say on each of the notes that the other is another, so that they are never offered again. Raises
    ``casework.ChangeRejected``.
    """
    store.lock()
    stored = store.records.by_id([note.id for note in pair.notes])
    for note in stored.values():
        others = {*note.fields.get("not_double_of", ()), pair.other(note.id).id}
        fields: dict[str, Json] = {"not_double_of": sorted(others)}
        change_as_server(store, "support", note.id, fields, by=who.user_id, role=who.role, now=now)


def remove(store: Office, who: SessionRow, note: Record, seen: str, now: dt.datetime) -> None:
    """Remove one of the two; it can be brought back. Raises ``StaleView`` where it has changed since it was ``seen``,
    and ``casework.ChangeRejected``.
    """
    store.lock()
    if store.records.by_id([note.id])[note.id].head != seen:
        raise StaleView
    change_record(store, who, "support", note.id, {"deleted": True}, seen=seen, now=now)
