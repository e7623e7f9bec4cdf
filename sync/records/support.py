"""A support record (支援経過記録): one contact or action, the visit note among them."""

from __future__ import annotations

from sync.fields import (
    LINE_LENGTH,
    NAME_LENGTH,
    Code,
    Count,
    Day,
    Due,
    Elements,
    Flag,
    Id,
    Json,
    Moment,
    Plain,
    once,
    register,
    server,
    set_of,
    text,
)
from sync.kinds import SUPERVISORS, Kept, Kind, RecordRule, RecordSchema, Values, Writing, starts_before_it_ends

_MINUTES_A_DAY = 24 * 60
_JUDGED = frozenset({"read", "approved", "returned"})


class SupportSchema(RecordSchema):
    """What happened, whom it concerned, and what comes next.

    ``dated`` stands in for ``started_at`` in records from a register that gives only a day or a month.
    ``monitors`` is the plan that this contact looked at again.
    ``worker`` is who did it, ``author`` who wrote it. ``review`` and ``flagged`` (to be talked
    about at a meeting) are the supervisor's, as is ``not_double_of``: notes that look like the same visit and are not.
    ``attachments`` holds the ids of
    the ``attachment`` records about this note (``sync.records.attachment`` says why both). Once a supervisor has judged
    a note, its worker corrects it, and no longer deletes it: ``removal_asked`` asks the supervisor to.
    """

    case = once(Id("case", required=True))
    appointment = once(Id("appointment"))
    worker = register(Id("staff"))
    method = register(Code("method", required=True))
    programme = register(Code("programme"))
    started_at = register(Moment())
    ended_at = register(Moment())
    dated = once(Due())
    travel_minutes = register(Count(0, _MINUTES_A_DAY))
    place = register(Plain(), sensitive=True)
    met = set_of(Code("met"))
    outcome = register(Code("outcome"))
    companions = set_of(Plain(NAME_LENGTH), sensitive=True)
    purpose = register(Plain(LINE_LENGTH), sensitive=True)
    reason = register(Plain(LINE_LENGTH), sensitive=True)
    accompaniment_level = register(Code("accompaniment_level"))
    topics = set_of(Code("issue"))
    narrative = text()
    noticed = text()
    next_action = register(Plain(LINE_LENGTH), sensitive=True)
    next_on = register(Day())
    wants_advice = register(Flag())
    safety_note = text()
    monitors = register(Id("plan"))
    attachments = set_of(Id())
    removal_asked = register(Flag())
    author = server(Id("staff"))
    review = server(Code("review"))
    reviewed_by = server(Id("staff"))
    reviewed_at = server(Moment())
    flagged = server(Flag())
    not_double_of = server(Elements(Id()))
    late = server(Flag())
    source = server(Plain(NAME_LENGTH))


def _has_a_time(values: Values) -> bool:
    return "started_at" in values or "dated" in values


def _accompaniment_says_why(values: Values) -> bool:
    """Purpose and reason are asked of every accompaniment; old registers have neither."""
    if values.get("method") != "accompaniment" or "source" in values:
        return True
    return "purpose" in values and "reason" in values


def _was_judged(values: Values) -> bool:
    return "reviewed_at" in values or values.get("review") in _JUDGED


def _reopened(values: Values) -> dict[str, Json]:
    return {"review": "revised"} if values.get("review") in _JUDGED else {}


def _stamp(writing: Writing) -> dict[str, Json]:
    """New notes wait for review; one that is changed after its review waits again. To ask for its removal, or not any
    more, changes nothing of what was read.
    """
    stamped: dict[str, Json] = {"late": True} if writing.late else {}
    if writing.before is None:
        return stamped | {"author": writing.author, "review": "unread"}
    before, after = ({**values, "removal_asked": None} for values in (writing.before, writing.after))
    if writing.role in SUPERVISORS or before == after:
        return stamped
    return stamped | _reopened(writing.before)


SUPPORT = Kind(
    "support",
    SupportSchema,
    scope="case",
    rules=(
        RecordRule("no_time_given", ("started_at",), _has_a_time),
        RecordRule(
            "ends_before_it_starts", ("started_at", "ended_at"), starts_before_it_ends("started_at", "ended_at")
        ),
        RecordRule("accompaniment_without_why", ("method", "purpose", "reason"), _accompaniment_says_why),
    ),
    kept=Kept(_was_judged, but_by=SUPERVISORS, asks="removal_asked"),
    reopened=_reopened,
    stamp=_stamp,
)
