"""Two notes that may be about the same event, side by side: they are two, or one of them goes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from server.casework import change_as_server, change_record
from server.office.notes import Outdated
from server.store import OfficeStore
from server.store.rows import Reader, SessionRow
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


def double(store: OfficeStore, reader: Reader, one: str, other: str) -> Double | None:
    """The two notes, as far as the reader may see them; ``None`` where they never looked like one."""
    possible = store.are_doubles(one, other)
    found = store.seen_records(reader, [one, other])
    if possible is None or len(found) < 2:
        return None
    case = store.records([found[one].scope])[found[one].scope]
    person = store.records([case.fields["person"]])[case.fields["person"]].fields
    return Double((found[one], found[other]), person, possible)


def keep_both(store: OfficeStore, who: SessionRow, pair: Double, now: dt.datetime) -> None:
    """Say on each of the notes that the other is another, so that they are never offered again. Raises
    ``casework.Refused``.
    """
    store.lock()
    stored = store.records([note.id for note in pair.notes])
    for note in stored.values():
        others = {*note.fields.get("not_double_of", ()), pair.other(note.id).id}
        fields: dict[str, Json] = {"not_double_of": sorted(others)}
        change_as_server(store, "support", note.id, fields, by=who.user_id, role=who.role, now=now)


def remove(store: OfficeStore, who: SessionRow, note: Record, seen: str, now: dt.datetime) -> None:
    """Remove one of the two; it can be brought back. Raises ``Outdated`` where it has changed since it was ``seen``,
    and ``casework.Refused``.
    """
    store.lock()
    if store.records([note.id])[note.id].head != seen:
        raise Outdated
    change_record(store, who, "support", note.id, {"deleted": True}, seen=seen, now=now)
