"""A plan as the supervisor reads it, and what becomes of it then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flask_babel import LazyString, lazy_gettext

from server.followup.plans import Stage, stage
from server.office.comments import CommentWithHistory, comments_about
from server.services import casework
from server.store import Office, Seen
from server.store.cases import CaseRow
from server.store.directory import SessionRow
from server.store.history import HistoryRow
from server.store.meetings import MeetingRow
from sync.agreement import has_changed
from sync.changes import Result
from sync.fields import Json
from sync.store import Record

DATES: Final = ("number", "coordination_meeting", "decision", "evaluation_meeting")
"""What the office sets of a plan besides its approval: its number, and the days that meetings give it."""

_NARRATED: Final = ("plan", "plan_support", "support", "attachment")
_REGISTERED: Final = ("plan",)


_STAGE_WORDS: Final[Mapping[Stage, LazyString]] = {
    "draft": lazy_gettext("Draft"),
    "agreed": lazy_gettext("Agreed by the client"),
    "at_meeting": lazy_gettext("At the coordination meeting"),
    "decided": lazy_gettext("Decided"),
    "running": lazy_gettext("Under way"),
    "evaluated": lazy_gettext("Evaluated"),
}


@dataclass(frozen=True, slots=True)
class PlanFile:
    """A plan with what stands around it.

    ``state`` names the plan as it stands with all its supports: what a supervisor approves. ``part_histories`` are the
    changes of its supports, those that were taken out included, where there was more than their making. ``monitored``
    are the notes of the contacts that looked at it again, newest first; ``agenda`` its places on
    agendas, the latest meeting first; ``same_number`` the other plans of the case that have its number.
    """

    plan: Record
    case: CaseRow
    stage: Stage
    follows: Record | None
    same_number: Sequence[Record]
    supports: Sequence[Record]
    monitored: Sequence[Record]
    signature: Record | None
    agenda: Sequence[tuple[MeetingRow, Record]]
    tasks: Sequence[Record]
    comments: Sequence[CommentWithHistory]
    history: Sequence[HistoryRow]
    part_histories: Mapping[str, Sequence[HistoryRow]]
    state: str
    conflicts: Sequence[str]

    @property
    def changed_since_agreed(self) -> bool:
        """Whether it is no longer what the client agreed to."""
        return has_changed(self.plan.fields, {part.id: part.fields for part in self.supports})


def plan_file(seen: Seen, plan_id: str, today: dt.date) -> PlanFile | None:
    """A plan, as far as the reader may see it. Registers are kept without what people wrote."""
    plan = seen.record(plan_id, "plan")
    case = None if plan is None else seen.cases.by_id([plan.scope]).get(plan.scope)
    if plan is None or case is None:
        return None
    parts = seen.in_case(plan.scope, _NARRATED if seen.reader.sensitive else _REGISTERED)
    of = {kind: [record for record in parts if record.kind == kind] for kind in _NARRATED}
    agenda = seen.meetings.agenda_about(plan_id)
    reads_all = seen.reader.sensitive
    return PlanFile(
        plan=plan,
        case=case,
        stage=stage(plan.fields, today),
        follows=next((other for other in of["plan"] if other.id == plan.fields.get("follows")), None),
        same_number=same_number(plan, of["plan"]),
        supports=[part for part in of["plan_support"] if part.fields["plan"] == plan_id],
        monitored=_latest_first(note for note in of["support"] if note.fields.get("monitors") == plan_id),
        signature=next((each for each in of["attachment"] if each.id == plan.fields.get("signature")), None),
        agenda=seen.meetings.of_items(agenda),
        tasks=seen.meetings.tasks_about([plan_id, *(item.id for item in agenda)]) if reads_all else [],
        comments=comments_about(seen, plan_id) if reads_all else [],
        history=seen.history.of(plan_id) if reads_all else [],
        part_histories=_changed(seen, plan_id) if reads_all else {},
        state=seen.plans.state(plan_id),
        conflicts=[conflict.id for conflict in seen.conflicts.open_about(plan_id)] if reads_all else [],
    )


def same_number(plan: Record, plans: Iterable[Record]) -> list[Record]:
    """The other plans of a case that have a plan's number: two people may each have made the next one."""
    return [other for other in plans if other.id != plan.id and other.fields["number"] == plan.fields["number"]]


def stage_word(stage: Stage) -> str:
    """What a stage is called."""
    return str(_STAGE_WORDS[stage])


def change(
    store: Office, who: SessionRow, plan: str, fields: Mapping[str, Json], seen: str, now: dt.datetime
) -> Result | None:
    """Change a plan on the state ``seen``; where nothing was altered, nothing is written. Raises
    ``casework.ChangeRejected``.
    """
    if not fields:
        return None
    return casework.change_record(store, who, "plan", plan, fields, seen=seen, now=now)


def next_waiting(seen: Seen) -> str | None:
    """The plan that has now waited longest."""
    rows = seen.plans.waiting(per_page=1).rows
    return rows[0].id if rows else None


def _changed(seen: Seen, plan: str) -> dict[str, list[HistoryRow]]:
    histories = seen.history.of_each(seen.plans.supports(plan))
    return {part: history for part, history in histories.items() if len(history) > 1}


def _latest_first(notes: Iterable[Record]) -> list[Record]:
    return sorted(notes, key=lambda note: str(note.fields.get("started_at", note.fields.get("dated"))), reverse=True)
