"""An appointment: a visit, an accompaniment or a meeting that is planned."""

from __future__ import annotations

from sync.fields import LINE_LENGTH, NAME_LENGTH, Code, Day, Id, Moment, Plain, once, register, set_of
from sync.kinds import Kind, KindSchema
from sync.rules import Ordered, RecordRule


class AppointmentSchema(KindSchema):
    """When, where, with whom and why; the note of the visit starts from it.

    Where it is one time of a recurring visit that was moved, cancelled or done, ``series`` names that and
    ``occurrence`` the day on which the series has it.
    """

    case = once(Id("case", required=True))
    worker = register(Id("staff"))
    method = register(Code("method", required=True))
    programme = register(Code("programme"))
    starts_at = register(Moment(required=True))
    ends_at = register(Moment())
    place = register(Plain(), sensitive=True)
    companions = set_of(Plain(NAME_LENGTH), sensitive=True)
    purpose = register(Plain(LINE_LENGTH), sensitive=True)
    reason = register(Plain(LINE_LENGTH), sensitive=True)
    state = register(Code("appointment_state"))
    series = once(Id("series"))
    occurrence = once(Day())


APPOINTMENT = Kind(
    "appointment",
    AppointmentSchema,
    scope="case",
    together=(("starts_at", "ends_at"),),
    rules=(RecordRule("ends_before_it_starts", ("starts_at", "ends_at"), Ordered("starts_at", "ends_at")),),
)
