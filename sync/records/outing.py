"""A worker out on a visit: where, and until when, so that somebody notices if they do not come back."""

from __future__ import annotations

from sync.fields import NAME_LENGTH, Id, Moment, Plain, once, register, server, set_of
from sync.kinds import SUPERVISORS, Kind, Owner, RecordRule, RecordSchema, starts_before_it_ends


class OutingSchema(RecordSchema):
    """One visit under watch, from its start to ``ended_at``. It is its worker's own, whoever has the case meanwhile: a
    case that is handed on must not take the way back, or the call for help, away from whoever is out.

    ``alarm_at`` is when the worker called for help, ``safe_at`` when they said that they are safe again.
    ``answered_by`` and ``answered_at`` are who at the office has taken it in hand.
    """

    case = once(Id("case", required=True))
    worker = once(Id("staff", required=True))
    appointment = once(Id("appointment"))
    started_at = once(Moment(required=True))
    expected_end = register(Moment(required=True))
    place = register(Plain(), sensitive=True)
    companions = set_of(Plain(NAME_LENGTH), sensitive=True)
    ended_at = register(Moment())
    alarm_at = register(Moment())
    safe_at = register(Moment())
    answered_by = server(Id("staff"))
    answered_at = server(Moment())


def _never_ends_before_it_starts(end: str) -> RecordRule:
    return RecordRule("ends_before_it_starts", ("started_at", end), starts_before_it_ends("started_at", end))


OUTING = Kind(
    "outing",
    OutingSchema,
    scope="worker",
    deleters=SUPERVISORS,
    owner=Owner("worker", changed_by=SUPERVISORS),
    rules=(_never_ends_before_it_starts("expected_end"), _never_ends_before_it_starts("ended_at")),
)
