"""The minutes of an agenda item, and what follows from them for its plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from server.office.meetings import MeetingFile, meeting_file
from server.services import casework
from server.store import Office, Seen
from server.store.accounts import UserRow
from server.store.cases import AssignmentRow, CaseRow
from server.store.directory import SessionRow
from sync.changes import Result
from sync.fields import Json
from sync.roles import Permission
from sync.store import Record

FIELDS: Final = ("minutes", "decision", "points", "purpose", "treatment")
TASK_FIELDS: Final = ("what", "worker", "due")
PLAN_FIELDS: Final[Mapping[str, Sequence[str]]] = {
    "monitor": ("next_monitoring",),
    "evaluate": ("evaluated", "evaluation", "evaluation_note", "result"),
}
"""What the minutes give a plan, by what it is on the agenda for."""


@dataclass(frozen=True, slots=True)
class ItemFile:
    """An agenda item with its meeting, and the plan or the note that it is about."""

    file: MeetingFile
    item: Record
    case: CaseRow
    plan: Record | None
    support: Record | None
    before: Record | None
    after: Record | None

    @property
    def plan_fields(self) -> Sequence[str]:
        """The fields of the plan that this item's form offers."""
        return PLAN_FIELDS.get(self.item.fields["purpose"], ()) if self.plan else ()


def item_file(seen: Seen, meeting: str, item_id: str) -> ItemFile | None:
    """An item of a meeting's agenda, as far as the reader may see it."""
    file = meeting_file(seen, meeting)
    items = [] if file is None else [item for _, part in file.parts for item in part]
    place = next((place for place, item in enumerate(items) if item.id == item_id), None)
    if file is None or place is None:
        return None
    item = items[place]
    about = [item.fields[name] for name in ("plan", "support") if name in item.fields]
    records = {record.kind: record for record in seen.records(about).values() if not record.deleted}
    return ItemFile(
        file=file,
        item=item,
        case=file.cases[item.scope],
        plan=records.get("plan"),
        support=records.get("support"),
        before=items[place - 1] if place else None,
        after=items[place + 1] if place + 1 < len(items) else None,
    )


def decide_plan(store: Office, who: SessionRow, file: ItemFile, seen: str, now: dt.datetime) -> Result | None:
    """Give the item's plan the day of the meeting as its decision date, and as that of its coordination meeting where
    it has none. Raises ``casework.ChangeRejected``.
    """
    if file.plan is None or "decision" in file.plan.fields:
        return None
    day = file.file.held_on.isoformat()
    dates: dict[str, Json] = {"decision": day}
    if "coordination_meeting" not in file.plan.fields:
        dates["coordination_meeting"] = day
    return casework.change_record(store, who, "plan", file.plan.id, dates, seen=seen, now=now)


def change_plan(
    store: Office, who: SessionRow, file: ItemFile, fields: Mapping[str, Json], seen: str, now: dt.datetime
) -> Result | None:
    """Write what the meeting found about the item's plan. An evaluation is dated to this meeting where it has no
    meeting yet. Raises ``casework.ChangeRejected``.
    """
    if file.plan is None or not fields:
        return None
    if file.item.fields["purpose"] == "evaluate" and "evaluation_meeting" not in file.plan.fields:
        fields = {**fields, "evaluation_meeting": file.file.held_on.isoformat()}
    return casework.change_record(store, who, "plan", file.plan.id, fields, seen=seen, now=now)


def note_case_review(store: Office, who: SessionRow, file: ItemFile, now: dt.datetime) -> None:
    """Write down that the case was reviewed at this meeting. Raises ``casework.ChangeRejected``."""
    if file.plan is not None:
        fields = {"case_reviewed_on": file.file.held_on.isoformat()}
        casework.change_as_server(store, "plan", file.plan.id, fields, by=who.user_id, role=who.role, now=now)


def owners(users: Iterable[UserRow], charge: Iterable[AssignmentRow]) -> list[tuple[str, str]]:
    """Who can be given a task of a case, by id and name: those of the office's ``users`` who are in charge of it, and
    the supervisors. Nobody else has the case on their phone. ``charge`` is who is and was in charge of it.
    """
    in_hand = {row.user_id for row in charge if row.until is None}
    active = [user for user in users if user.active]
    return [
        (user.id, user.name)
        for user in active
        if (user.may(Permission.WRITE_NOTES) and user.may(Permission.READ_OFFICE)) or user.id in in_hand
    ]


def add_task(
    store: Office, who: SessionRow, item: Record, task: str, fields: Mapping[str, Json], now: dt.datetime
) -> None:
    """Write a task that came out of an item, once however often its form is sent. Raises
    ``casework.ChangeRejected``.
    """
    casework.create_record(store, who, "task", task, {"case": item.scope, "about": item.id, **fields}, now)
