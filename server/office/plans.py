"""A plan as the supervisor reads it, and what becomes of it then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext

from server import casework
from server.followup.plans import Stage, stage
from server.office.comments import Said, said_about
from server.office.notes import Comment, Outdated, comment_on
from server.store import OfficeStore
from server.store.rows import CaseRow, HistoryRow, MeetingRow, Reader, SessionRow
from sync.changes import Result
from sync.fields import Json
from sync.store import Record

DATES: Final = ("number", "coordination_meeting", "decision", "evaluation_meeting")
"""What the office sets of a plan besides its approval: its number, and the days that meetings give it."""

_NARRATED: Final = ("plan", "plan_support", "support", "attachment")
_REGISTERED: Final = ("plan",)


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
    comments: Sequence[Said]
    history: Sequence[HistoryRow]
    part_histories: Mapping[str, Sequence[HistoryRow]]
    state: str
    conflicts: Sequence[str]


def plan_file(store: OfficeStore, reader: Reader, plan_id: str, today: dt.date) -> PlanFile | None:
    """A plan, as far as the reader may see it. Registers are kept without what people wrote."""
    plan = store.seen(reader, plan_id, "plan")
    case = None if plan is None else store.cases_among([plan.scope]).get(plan.scope)
    if plan is None or case is None:
        return None
    parts = store.seen_in_case(reader, plan.scope, _NARRATED if reader.narratives else _REGISTERED)
    of = {kind: [record for record in parts if record.kind == kind] for kind in _NARRATED}
    agenda = store.agenda_about(reader, plan_id)
    told = reader.narratives
    return PlanFile(
        plan=plan,
        case=case,
        stage=stage(plan.fields, today),
        follows=next((other for other in of["plan"] if other.id == plan.fields.get("follows")), None),
        same_number=same_number(plan, of["plan"]),
        supports=[part for part in of["plan_support"] if part.fields["plan"] == plan_id],
        monitored=_latest_first(note for note in of["support"] if note.fields.get("monitors") == plan_id),
        signature=next((paper for paper in of["attachment"] if paper.id == plan.fields.get("signature")), None),
        agenda=store.at_meetings(reader, agenda),
        tasks=store.tasks_about(reader, [plan_id, *(item.id for item in agenda)]) if told else [],
        comments=said_about(store, plan_id) if told else [],
        history=store.history(plan_id) if told else [],
        part_histories=_changed(store, plan_id) if told else {},
        state=store.plan_state(plan_id),
        conflicts=[conflict.id for conflict in store.open_conflicts(plan_id)] if told else [],
    )


def same_number(plan: Record, plans: Iterable[Record]) -> list[Record]:
    """The other plans of a case that have a plan's number: two people may each have made the next one."""
    return [other for other in plans if other.id != plan.id and other.fields["number"] == plan.fields["number"]]


def stage_word(stage: Stage) -> str:
    """What a stage is called."""
    names: dict[Stage, str] = {
        "draft": gettext("Draft"),
        "agreed": gettext("Agreed by the client"),
        "at_meeting": gettext("At the coordination meeting"),
        "decided": gettext("Decided"),
        "running": gettext("Under way"),
        "evaluated": gettext("Evaluated"),
    }
    return names[stage]


def settle(
    store: OfficeStore, who: SessionRow, plan: Record, approval: str, comment: Comment, now: dt.datetime
) -> None:
    """Mark a plan as ``approved`` or ``returned`` in the state that was read (``comment.seen``).

    Raises ``Outdated`` where it has changed meanwhile, and ``casework.Refused``.
    """
    store.lock()
    if store.plan_state(plan.id) != comment.seen:
        raise Outdated
    if comment.text:
        comment_on(store, who, plan, comment, now)  # first, since it may be refused
    head = store.records([plan.id])[plan.id].head
    casework.settle_plan(store, who, plan.id, approval, seen=head, now=now)


def change(
    store: OfficeStore, who: SessionRow, plan: str, fields: Mapping[str, Json], seen: str, now: dt.datetime
) -> Result | None:
    """Change a plan on the state ``seen``; where nothing was altered, nothing is written. Raises
    ``casework.Refused``.
    """
    if not fields:
        return None
    return casework.change_record(store, who, "plan", plan, fields, seen=seen, now=now)


def next_waiting(store: OfficeStore, reader: Reader) -> str | None:
    """The plan that has now waited longest."""
    rows = store.plans_waiting(reader, per_page=1).rows
    return rows[0].id if rows else None


def _changed(store: OfficeStore, plan: str) -> dict[str, list[HistoryRow]]:
    histories = store.histories(store.plan_supports(plan))
    return {part: history for part, history in histories.items() if len(history) > 1}


def _latest_first(notes: Iterable[Record]) -> list[Record]:
    return sorted(notes, key=lambda note: str(note.fields.get("started_at", note.fields.get("dated"))), reverse=True)
