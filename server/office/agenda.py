"""The agenda of a meeting: what could be on it, and putting it there, in order, and on to the next meeting."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from server import casework
from server.followup import plans as plan_rules
from server.followup.cases import CaseFacts, case_review
from server.followup.thresholds import Thresholds
from server.ids import new_id
from server.office.meetings import TREATMENTS, MeetingFile
from server.reminders.settings import policy_of
from server.store import OfficeStore
from server.store.rows import Reader, SessionRow
from sync.fields import Json, read_moment
from sync.kinds import Values
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


def offers(store: OfficeStore, reader: Reader, file: MeetingFile, now: dt.datetime) -> list[Offer]:
    """What could be on the agenda of a meeting and is not, as things will stand on its day."""
    places = store.agenda_places(reader, file.meeting.id, now)
    taken = {(place.purpose, place.plan) for place in places}
    noted = {place.support for place in places}
    thresholds = policy_of(store.reminder_settings()).thresholds
    of_plans = _of_plans(store.open_plans(reader), file.held_on, thresholds)
    notes = store.notes_for_a_meeting(reader)
    return [
        *(offer for offer in of_plans if (offer.purpose, offer.plan) not in taken),
        *(_of_note(note, store.zone) for note in notes if note.id not in noted),
    ]


def add(
    store: OfficeStore,
    who: SessionRow,
    file: MeetingFile,
    chosen: Sequence[Offer],
    treatments: Mapping[str, str],
    now: dt.datetime,
) -> int:
    """Put offers at the end of an agenda; ``treatments`` says by key how, where that was chosen. Returns how many.
    Raises ``casework.Refused``.
    """
    for offer in chosen:
        given = treatments.get(offer.key, "")
        fields: dict[str, Json] = {
            "purpose": offer.purpose,
            "treatment": given if given in TREATMENTS else offer.treatment,
        }
        fields |= {name: value for name, value in (("plan", offer.plan), ("support", offer.support)) if value}
        put(store, who, new_id(), offer.case, file.meeting.id, fields, now)
    return len(chosen)


def put(
    store: OfficeStore,
    who: SessionRow,
    item: str,
    case: str,
    meeting: str,
    fields: Mapping[str, Json],
    now: dt.datetime,
) -> None:
    """Write a new item about a case, once however often its form is sent, at the end of the agenda. Raises
    ``casework.Refused``.
    """
    if item not in store.records([item]):
        made = {"case": case, "meeting": meeting, **fields, "position": store.agenda_length(meeting) + 1}
        casework.change_record(store, who, "agenda_item", item, made, seen=None, now=now)


def date_plans(store: OfficeStore, who: SessionRow, reader: Reader, file: MeetingFile, now: dt.datetime) -> None:
    """Give the plans that a meeting is to decide its day as that of their coordination meeting, which so moves when the
    meeting does. Raises ``casework.Refused``.
    """
    day = file.held_on.isoformat()
    awaited = [item.fields["plan"] for item in file.items if _awaits_decision(item)]
    for plan in store.seen_records(reader, awaited).values():
        if not plan.deleted and "decision" not in plan.fields and plan.fields.get("coordination_meeting") != day:
            dated: dict[str, Json] = {"coordination_meeting": day}
            casework.change_record(store, who, "plan", plan.id, dated, seen=plan.head, now=now)


def move(store: OfficeStore, who: SessionRow, file: MeetingFile, item: str, step: int, now: dt.datetime) -> None:
    """Move an item up (-1) or down (1) within its part, and number the agenda anew. Raises ``casework.Refused``."""
    parts = [part for _, part in file.parts]
    for part in parts:
        place = next((place for place, each in enumerate(part) if each.id == item), None)
        if place is not None and 0 <= place + step < len(part):
            part[place], part[place + step] = part[place + step], part[place]
    for position, each in enumerate((each for part in parts for each in part), start=1):
        if each.fields.get("position") != position:
            changed = {"position": position}
            casework.change_record(store, who, "agenda_item", each.id, changed, seen=each.head, now=now)


def remove(store: OfficeStore, who: SessionRow, file: MeetingFile, item: Record, now: dt.datetime) -> bool:
    """Take an item off the agenda, and with it the day that it gave its plan. One with minutes or a decision stays:
    returns whether it went. Raises ``casework.Refused``.
    """
    if item.fields.keys() & {"minutes", "decision"}:
        return False
    casework.change_record(store, who, "agenda_item", item.id, {"deleted": True}, seen=item.head, now=now)
    plan = store.records([item.fields["plan"]])[item.fields["plan"]] if _awaits_decision(item) else None
    day = file.held_on.isoformat()
    if plan is not None and "decision" not in plan.fields and plan.fields.get("coordination_meeting") == day:
        casework.change_record(store, who, "plan", plan.id, {"coordination_meeting": None}, seen=plan.head, now=now)
    return True


def carry(store: OfficeStore, who: SessionRow, file: MeetingFile, meeting: MeetingFile, now: dt.datetime) -> int:
    """Carry what is unfinished to another meeting. What nobody wrote about moves there; what was talked about stays
    with its minutes and is taken up again in a new item, once. Returns how many. Raises ``casework.Refused``.
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
    on = note.fields.get("dated")
    if "started_at" in note.fields:
        on = read_moment(note.fields["started_at"]).astimezone(zone).date().isoformat()
    return Offer("consult", "discuss", note.scope, support=note.id, on=on)


def _awaits_decision(item: Record) -> bool:
    return item.fields["purpose"] == "decide_plan" and "plan" in item.fields and "decision" not in item.fields


def _subject(item: Record) -> tuple[str, ...]:
    return tuple(str(item.fields.get(name)) for name in ("case", "purpose", "plan", "support"))
