"""A support record (支援経過記録): one contact or action, the visit note among them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

from sync.dates import DueDate
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
    read_moment,
    register,
    server,
    set_of,
    text,
)
from sync.kinds import Kept, Kind, KindSchema, Values, WriteContext
from sync.roles import Permission
from sync.rules import Excludes, NeededWhen, OnlyWith, Ordered, RecordRule

_MINUTES_A_DAY = 24 * 60
_JUDGED = frozenset({"read", "approved", "returned"})
_RESULTS_IN_PERSON: Final = ("met", "absent", "refused", "family_only", "letter_left")
_RESULTS_OF_CALLS: Final = ("reached", "voicemail", "no_answer")

RESULTS: Final[Mapping[str, tuple[str, ...]]] = {
    "visit": _RESULTS_IN_PERSON,
    "accompaniment": _RESULTS_IN_PERSON,
    "interview": _RESULTS_IN_PERSON,
    "phone_mail": (*_RESULTS_OF_CALLS, "refused"),
}
"""The results that a form offers for a method. The others are meetings, which have no door that stays shut."""

RESULT_ASKED: Final = ("visit", "phone_mail")
"""The methods whose new notes have to say how it ended: without that they would be taken for ones that reached
somebody.
"""


class SupportSchema(KindSchema):
    """What happened, whom it concerned, and what comes next.

    ``dated`` stands in for ``started_at`` in records from a register that gives only a day or a month.
    ``monitors`` is the plan that this contact looked at again, ``outing`` the visit under watch that it is the note of.
    ``worker`` is who did it, ``author`` who wrote it. ``review`` and ``flagged`` (to be talked
    about at a meeting) are the supervisor's, as is ``not_double_of``: notes that look like the same visit and are not.
    ``attachments`` holds the ids of
    the ``attachment`` records about this note (``sync.records.attachment`` says why both). Once a supervisor has judged
    a note, its worker corrects it, and no longer deletes it: ``removal_asked`` asks the supervisor to.
    """

    case = once(Id("case", required=True))
    appointment = once(Id("appointment"))
    outing = once(Id("outing"))
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


_HAS_A_TIME: Final = NeededWhen(("started_at",), without=("dated",))
_SAYS_WHY: Final = NeededWhen(("purpose", "reason"), where={"method": "accompaniment"}, without=("source",))
"""Purpose and reason are asked of every accompaniment; old registers have neither."""
_IS_OF_ITS_METHOD: Final = OnlyWith("outcome", _RESULTS_OF_CALLS, "method", "phone_mail")
"""A call has results that nothing else has. A method's other results are not refused: old notes hold them."""
_AGREES_WITH_WHO_WAS_MET: Final = Excludes(
    "outcome",
    "met",
    {
        "absent": ("person",),
        "letter_left": ("person",),
        "voicemail": ("person", "family"),
        "no_answer": ("person", "family"),
        "family_only": ("person",),
    },
)
"""A client who was met was at home, though the family may be where the client is not; an answering machine is
nobody.
"""


def day_of(values: Values, zone: dt.tzinfo) -> dt.date | None:
    """The day of a support record by the clock of its office; the first that it can mean where only a month or a third
    of one is known. ``None`` where it has no time; no record that was taken is without one.
    """
    if "started_at" in values:
        return read_moment(values["started_at"]).astimezone(zone).date()
    return DueDate.parse(values["dated"]).first if "dated" in values else None


def _was_judged(values: Values) -> bool:
    return "reviewed_at" in values or values.get("review") in _JUDGED


def _reopened(values: Values) -> dict[str, Json]:
    return {"review": "revised"} if values.get("review") in _JUDGED else {}


def _stamp(writing: WriteContext) -> dict[str, Json]:
    """New notes wait for review; one that is changed after its review waits again. To ask for its removal, or not any
    more, changes nothing of what was read.
    """
    stamped: dict[str, Json] = {"late": True} if writing.late else {}
    if writing.before is None:
        return stamped | {"author": writing.author, "review": "unread"}
    before, after = ({**values, "removal_asked": None} for values in (writing.before, writing.after))
    if writing.may(Permission.REVIEW) or before == after:
        return stamped
    return stamped | _reopened(writing.before)


SUPPORT = Kind(
    "support",
    SupportSchema,
    scope="case",
    together=(("started_at", "ended_at"),),
    rules=(
        RecordRule("no_time_given", ("started_at",), _HAS_A_TIME),
        RecordRule("ends_before_it_starts", ("started_at", "ended_at"), Ordered("started_at", "ended_at")),
        RecordRule("accompaniment_without_why", ("method", "purpose", "reason"), _SAYS_WHY),
        RecordRule("result_of_another_method", ("method", "outcome"), _IS_OF_ITS_METHOD),
        RecordRule("result_contradicts_met", ("outcome", "met"), _AGREES_WITH_WHO_WAS_MET),
    ),
    kept=Kept(_was_judged, but_by=Permission.REVIEW, asks="removal_asked"),
    judged_by=Permission.REVIEW,
    reopened=_reopened,
    stamp=_stamp,
)
