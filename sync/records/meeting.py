"""Meetings (支援調整会議 above all), what is on their agenda, and the tasks that come out of them."""

from __future__ import annotations

from sync.fields import (
    ANY_KIND,
    LINE_LENGTH,
    NAME_LENGTH,
    Code,
    Count,
    Day,
    Id,
    Moment,
    Plain,
    once,
    register,
    set_of,
    text,
)
from sync.kinds import OFFICE_SCOPE, Kept, Kind, KindSchema, Values
from sync.roles import Permission


class MeetingSchema(KindSchema):
    """When and where a meeting is held and who takes part. What concerns a client stands with the client's case."""

    meeting_kind = register(Code("meeting_kind", required=True))
    theme = register(Code("meeting_theme"))
    held_at = register(Moment(required=True))
    place = register(Plain())
    attendees = set_of(Plain(NAME_LENGTH))
    notes = text()


MEETING = Kind(
    "meeting",
    MeetingSchema,
    scope=OFFICE_SCOPE,
    creators=Permission.KEEP_MEETINGS,
    editors=Permission.KEEP_MEETINGS,
    deleters=Permission.KEEP_MEETINGS,
)


class AgendaItemSchema(KindSchema):
    """A case on the agenda of a meeting: reported only, or discussed; then the minutes, and what was decided.

    ``position`` orders the agenda. ``plan`` and ``support`` are the plan or the note that it is about. What was talked
    about stays, with its minutes.
    """

    case = once(Id("case", required=True))
    meeting = register(Id("meeting", required=True))
    plan = register(Id("plan"))
    support = register(Id("support"))
    purpose = register(Code("agenda_purpose", required=True))
    treatment = register(Code("treatment", required=True))
    position = register(Count(1, 999))
    points = text()
    minutes = text()
    decision = register(Code("agenda_decision"))


def _was_talked_about(values: Values) -> bool:
    return "minutes" in values or "decision" in values


AGENDA_ITEM = Kind(
    "agenda_item",
    AgendaItemSchema,
    scope="case",
    deleters=Permission.KEEP_MEETINGS,
    kept=Kept(_was_talked_about),
)


class TaskSchema(KindSchema):
    """Something that somebody has promised to do by a day. ``about`` is where it comes from: an agenda item, a plan."""

    case = once(Id("case", required=True))
    about = once(Id(ANY_KIND))
    what = register(Plain(LINE_LENGTH, required=True), sensitive=True)
    worker = register(Id("staff"))
    due = register(Day())
    done_on = register(Day())


TASK = Kind("task", TaskSchema, scope="case")
