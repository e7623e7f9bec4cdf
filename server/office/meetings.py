"""A meeting as it is prepared, held and written down."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from server import casework
from server.store import OfficeStore
from server.store.rows import CaseRow, PlanRow, Reader, SessionRow
from sync.changes import Result
from sync.fields import Json, read_moment, write_moment
from sync.store import Record

FIELDS: Final = ("meeting_kind", "theme", "held_at", "place", "attendees", "notes")
TREATMENTS: Final = ("report", "discuss")
"""In the order of an agenda: what is only reported comes first, and is soon over."""


@dataclass(frozen=True, slots=True)
class MeetingFile:
    """A meeting with its agenda, as far as its reader may see it; cases and plans by id, tasks by agenda item."""

    meeting: Record
    held_on: dt.date
    items: Sequence[Record]
    cases: Mapping[str, CaseRow]
    plans: Mapping[str, PlanRow]
    tasks: Mapping[str, Sequence[Record]]

    @property
    def parts(self) -> list[tuple[str, list[Record]]]:
        """The agenda in its two parts: what is only reported, and what is talked about."""
        return [(name, [item for item in self.items if item.fields["treatment"] == name]) for name in TREATMENTS]

    @property
    def unfinished(self) -> list[Record]:
        """The items on which nothing was decided, and those that are to be taken up again."""
        return [item for item in self.items if item.fields.get("decision", "continued") == "continued"]


def meeting_file(store: OfficeStore, reader: Reader, meeting_id: str) -> MeetingFile | None:
    """A meeting, in a handful of queries however long its agenda is."""
    meeting = store.seen(reader, meeting_id, "meeting")
    if meeting is None:
        return None
    agenda = store.agenda(reader, meeting_id)
    known = store.cases_among({item.scope for item in agenda})
    items = [item for item in agenda if item.scope in known]
    tasks: dict[str, list[Record]] = {}
    for task in store.tasks_about(reader, [item.id for item in items]) if reader.narratives else ():
        tasks.setdefault(task.fields["about"], []).append(task)
    return MeetingFile(
        meeting=meeting,
        held_on=read_moment(meeting.fields["held_at"]).astimezone(store.zone).date(),
        items=items,
        cases=known,
        plans=store.plans(reader, {item.fields["plan"] for item in items if "plan" in item.fields}),
        tasks=tasks,
    )


def convene(
    store: OfficeStore, who: SessionRow, meeting: str, fields: Mapping[str, Json], now: dt.datetime
) -> Result | None:
    """Write a new meeting, once however often its form is sent. Raises ``casework.Refused``."""
    store.lock()
    if meeting in store.records([meeting]):
        return None
    return casework.change_record(store, who, "meeting", meeting, fields, seen=None, now=now)


def change(
    store: OfficeStore, who: SessionRow, record: Record, fields: Mapping[str, Json], seen: str, now: dt.datetime
) -> Result | None:
    """Change a meeting or an item of its agenda on the state ``seen``; where nothing was altered, nothing is written.
    Raises ``casework.Refused``.
    """
    if not fields:
        return None
    return casework.change_record(store, who, record.kind, record.id, fields, seen=seen, now=now)


def next_hour(now: dt.datetime) -> str:
    """A time to begin with in the form for a new meeting: the next full hour."""
    return write_moment(now.replace(minute=0, second=0, microsecond=0) + dt.timedelta(hours=1))
