"""A meeting as it is prepared, held and written down."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from server.services import casework
from server.store import Office, Seen
from server.store.cases import CaseRow
from server.store.directory import SessionRow
from server.store.plans import PlanRow
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


def meeting_file(seen: Seen, meeting_id: str) -> MeetingFile | None:
    """A meeting, in a handful of queries however long its agenda is."""
    meeting = seen.record(meeting_id, "meeting")
    if meeting is None:
        return None
    agenda = seen.meetings.agenda(meeting_id)
    known = seen.cases.by_id({item.scope for item in agenda})
    items = [item for item in agenda if item.scope in known]
    tasks: dict[str, list[Record]] = {}
    for task in seen.meetings.tasks_about([item.id for item in items]) if seen.reader.sensitive else ():
        tasks.setdefault(task.fields["about"], []).append(task)
    return MeetingFile(
        meeting=meeting,
        held_on=seen.day(read_moment(meeting.fields["held_at"])),
        items=items,
        cases=known,
        plans=seen.plans.by_id({item.fields["plan"] for item in items if "plan" in item.fields}),
        tasks=tasks,
    )


def change(
    store: Office, who: SessionRow, record: Record, fields: Mapping[str, Json], seen: str, now: dt.datetime
) -> Result | None:
    """Change a meeting or an item of its agenda on the state ``seen``; where nothing was altered, nothing is written.
    Raises ``casework.ChangeRejected``.
    """
    if not fields:
        return None
    return casework.change_record(store, who, record.kind, record.id, fields, seen=seen, now=now)


def next_hour(now: dt.datetime) -> str:
    """A time to begin with in the form for a new meeting: the next full hour."""
    return write_moment(now.replace(minute=0, second=0, microsecond=0) + dt.timedelta(hours=1))
