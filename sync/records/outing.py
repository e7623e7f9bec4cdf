"""A worker out on a visit: where, and until when, so that somebody notices if they do not come back."""

from __future__ import annotations

from sync.fields import LINE_LENGTH, NAME_LENGTH, Code, Id, Json, Moment, Plain, once, register, server, set_of
from sync.kinds import Kind, KindSchema, Owner, WriteContext
from sync.roles import Permission
from sync.rules import Ordered, RecordRule


class OutingSchema(KindSchema):
    """One visit under watch, from its start to ``ended_at``. It is its worker's own, whoever has the case meanwhile: a
    case that is handed on must not take the way back, or the call for help, away from whoever is out.

    ``alarm_at`` is when the worker called for help, ``safe_at`` when they said that they are safe again.
    ``answered_by`` and ``answered_at`` are who at the office has taken it in hand.

    ``received_at`` is when the office first heard of it, by its own clock: it began no later. ``no_note`` is why the
    worker writes no note of it (nobody set out after all); without it, and without a note that names it, one is still
    to be written.
    """

    case = once(Id("case", required=True))
    worker = once(Id("staff", required=True))
    appointment = once(Id("appointment"))
    method = register(Code("method"))
    started_at = once(Moment(required=True))
    expected_end = register(Moment(required=True))
    place = register(Plain(), sensitive=True)
    companions = set_of(Plain(NAME_LENGTH), sensitive=True)
    ended_at = register(Moment())
    alarm_at = register(Moment())
    safe_at = register(Moment())
    no_note = register(Plain(LINE_LENGTH), sensitive=True)
    received_at = server(Moment())
    answered_by = server(Id("staff"))
    answered_at = server(Moment())


def _never_ends_before_it_starts(end: str) -> RecordRule:
    return RecordRule("ends_before_it_starts", ("started_at", end), Ordered("started_at", end))


def _stamp(writing: WriteContext) -> dict[str, Json]:
    return {"received_at": writing.at} if writing.before is None else {}


OUTING = Kind(
    "outing",
    OutingSchema,
    scope="worker",
    deleters=Permission.LEAD_TEAM,
    owner=Owner("worker", changed_by=Permission.LEAD_TEAM),
    rules=(_never_ends_before_it_starts("expected_end"), _never_ends_before_it_starts("ended_at")),
    stamp=_stamp,
)
