"""The agenda of a meeting: what could be on it, and putting it there, in order, and on to the next meeting."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from server.followup import plans as plan_rules
from server.followup.cases import CaseFacts, case_review
from server.ground.ids import new_id
from server.office.meetings import TREATMENTS, MeetingFile
from server.services import casework
from server.store import Office, Seen
from server.store.directory import SessionRow
from sync.fields import Json
from sync.followup import Thresholds
from sync.kinds import Values
from sync.records.support import day_of
from sync.store import Record

_KEPT = ("case", "plan", "support", "purpose", "treatment", "points")
"""What goes along when an item is taken up again at a later meeting."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that could be on an agenda. ``on`` is the date that speaks for it, in the spelling of the wire."""

    purpose: str
    treatment: str
    case: str
    plan: str | None = None
    support: str | None = None
    on: str | None = None

    @property
    def key(self) -> str:
        """What a form calls it."""
        return f"{self.purpose}.{self.plan or self.support}"


def offers(seen: Seen, file: MeetingFile, thresholds: Thresholds, now: dt.datetime) -> list[Offer]:
    """What could be on the agenda of a meeting and is not, as things will stand on its day."""
    places = seen.meetings.agenda_places(file.meeting.id, now)
    taken = {(place.purpose, place.plan) for place in places}
    noted = {place.support for place in places}
    of_plans = _of_plans(seen.plans.unfinished(), file.held_on, thresholds)
    notes = seen.meetings.notes_to_discuss()
    return [
        *(offer for offer in of_plans if (offer.purpose, offer.plan) not in taken),
        *(_of_note(note, seen.zone) for note in notes if note.id not in noted),
    ]


def add(
    store: Office,
    who: SessionRow,
    file: MeetingFile,
    chosen: Sequence[Offer],
    treatments: Mapping[str, str],
    now: dt.datetime,
) -> int:
    """Put offers at the end of an agenda; ``treatments`` says by key how, where that was chosen. Returns how many.
    Raises ``casework.ChangeRejected``.
    """
    for offer in chosen:
        treatment = treatments.get(offer.key, "")
        fields: dict[str, Json] = {
            "purpose": offer.purpose,
            "treatment": treatment if treatment in TREATMENTS else offer.treatment,
        }
        fields |= {name: value for name, value in (("plan", offer.plan), ("support", offer.support)) if value}
        put(store, who, new_id(), offer.case, file.meeting.id, fields, now)
    return len(chosen)


def put(
    store: Office,
    who: SessionRow,
    item: str,
    case: str,
    meeting: str,
    fields: Mapping[str, Json],
    now: dt.datetime,
) -> None:
    """Write a new item about a case, once however often its form is sent, at the end of the agenda. Raises
    ``casework.ChangeRejected``.
    """
    if item not in store.records.by_id([item]):
        made = {"case": case, "meeting": meeting, **fields, "position": store.meetings.agenda_length(meeting) + 1}
        casework.change_record(store, who, "agenda_item", item, made, seen=None, now=now)


def date_plans(store: Office, who: SessionRow, seen: Seen, file: MeetingFile, now: dt.datetime) -> None:
    """Give the day of a meeting to the plans that it is to decide, as the day of their coordination meeting: that moves
    when the meeting does. Raises ``casework.ChangeRejected``.
    """
    day = file.held_on.isoformat()
    awaited = [item.fields["plan"] for item in file.items if _awaits_decision(item)]
    for plan in seen.records(awaited).values():
        if not plan.deleted and "decision" not in plan.fields and plan.fields.get("coordination_meeting") != day:
            dated: dict[str, Json] = {"coordination_meeting": day}
            casework.change_record(store, who, "plan", plan.id, dated, seen=plan.head, now=now)


def move(store: Office, who: SessionRow, file: MeetingFile, item: str, step: int, now: dt.datetime) -> None:
    """Move an item up (-1) or down (1) within its part, and number the agenda anew. Raises
    ``casework.ChangeRejected``.
    """
    parts = [part for _, part in file.parts]
    for part in parts:
        place = next((place for place, each in enumerate(part) if each.id == item), None)
        if place is not None and 0 <= place + step < len(part):
            part[place], part[place + step] = part[place + step], part[place]
    for position, each in enumerate((each for part in parts for each in part), start=1):
        if each.fields.get("position") != position:
            changed = {"position": position}
            casework.change_record(store, who, "agenda_item", each.id, changed, seen=each.head, now=now)


def remove(store: Office, who: SessionRow, file: MeetingFile, item: Record, now: dt.datetime) -> bool:
    """Take an item off the agenda, and with it the day that it gave its plan. One with minutes or a decision stays:
    returns whether it went. Raises ``casework.ChangeRejected``.
    """
    if item.fields.keys() & {"minutes", "decision"}:
        return False
    casework.change_record(store, who, "agenda_item", item.id, {"deleted": True}, seen=item.head, now=now)
    plan = store.records.by_id([item.fields["plan"]])[item.fields["plan"]] if _awaits_decision(item) else None
    day = file.held_on.isoformat()
    if plan is not None and "decision" not in plan.fields and plan.fields.get("coordination_meeting") == day:
        casework.change_record(store, who, "plan", plan.id, {"coordination_meeting": None}, seen=plan.head, now=now)
    return True


def carry(store: Office, who: SessionRow, file: MeetingFile, meeting: MeetingFile, now: dt.datetime) -> int:
    """Carry what is unfinished to another meeting. What nobody wrote about moves there; what was talked about stays
    with its minutes and is taken up again in a new item, once. Returns how many. Raises ``casework.ChangeRejected``.
    """
    there = {_subject(item) for item in meeting.items}
    position = len(meeting.items)
    carried = 0
    for item in file.unfinished:
        if _subject(item) in there:
            continue
        carried += 1
        place: dict[str, Json] = {"meeting": meeting.meeting.id, "position": position + carried}
        if item.fields.keys() & {"minutes", "decision"}:
            kept = {name: item.fields[name] for name in _KEPT if name in item.fields}
            casework.change_record(store, who, "agenda_item", new_id(), kept | place, seen=None, now=now)
        else:
            casework.change_record(store, who, "agenda_item", item.id, place, seen=item.head, now=now)
    return carried


def chosen_of(offered: Sequence[Offer], keys: Collection[str]) -> list[Offer]:
    """The offers that a form named, in the order in which they stood there."""
    return [offer for offer in offered if offer.key in keys]


def _of_plans(plans: Iterable[Record], on: dt.date, thresholds: Thresholds) -> Iterator[Offer]:
    of_case: dict[str, dict[str, Values]] = {}
    for plan in plans:
        of_case.setdefault(plan.scope, {})[plan.id] = plan.fields
        yield from _of_plan(plan, on, thresholds)
    for case, values in of_case.items():
        review = case_review(CaseFacts(plans=values), on, thresholds)
        if review is not None:
            yield Offer("case_review", "discuss", case, plan=review.plan, on=review.on.isoformat())


def _of_plan(plan: Record, on: dt.date, thresholds: Thresholds) -> Iterator[Offer]:
    values, case = plan.fields, plan.scope
    if plan_rules.stage(values, on) in {"agreed", "at_meeting"}:
        yield Offer("decide_plan", "discuss", case, plan=plan.id, on=values.get("agreed_on"))
    monitoring = plan_rules.monitoring(values, on)
    if monitoring is not None and monitoring.state != "upcoming":
        yield Offer("monitor", "report", case, plan=plan.id, on=str(monitoring.on))
    period = plan_rules.period(values, on, thresholds.period_ending_days)
    if period is not None and period.state != "running":
        yield Offer("evaluate", "discuss", case, plan=plan.id, on=str(period.on))


def _of_note(note: Record, zone: zoneinfo.ZoneInfo) -> Offer:
    on = str(day_of(note.fields, zone)) if "started_at" in note.fields else note.fields.get("dated")
    return Offer("consult", "discuss", note.scope, support=note.id, on=on)


def _awaits_decision(item: Record) -> bool:
    return item.fields["purpose"] == "decide_plan" and "plan" in item.fields and "decision" not in item.fields


def _subject(item: Record) -> tuple[str, ...]:
    return tuple(str(item.fields.get(name)) for name in ("case", "purpose", "plan", "support"))
