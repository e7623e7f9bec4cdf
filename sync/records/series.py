"""A recurring visit (定期訪問): every week, on a day of the month, or by the day on which pensions are paid."""

from __future__ import annotations

from sync.fields import LINE_LENGTH, NAME_LENGTH, Clock, Code, Day, Id, Plain, once, register, set_of
from sync.kinds import Kind, KindSchema
from sync.rules import Ordered, RecordRule


class SeriesSchema(KindSchema):
    """How a visit repeats from ``starts_on`` to ``until``, and what each of its times has in common.

    Its times are reckoned, not stored. One that differs, was cancelled or was done is an ``appointment`` that names the
    series and the day. ``closed_days`` says what happens to a time that falls on a day on which offices are closed.
    """

    case = once(Id("case", required=True))
    worker = register(Id("staff"))
    repeats = register(Code("repeats", required=True))
    starts_on = register(Day(required=True))
    until = register(Day())
    closed_days = register(Code("closed_days"))
    from_time = register(Clock(required=True))
    to_time = register(Clock())
    method = register(Code("method", required=True))
    programme = register(Code("programme"))
    place = register(Plain(), sensitive=True)
    companions = set_of(Plain(NAME_LENGTH), sensitive=True)
    purpose = register(Plain(LINE_LENGTH), sensitive=True)
    reason = register(Plain(LINE_LENGTH), sensitive=True)


SERIES = Kind(
    "series",
    SeriesSchema,
    scope="case",
    together=(("starts_on", "until"), ("from_time", "to_time")),
    rules=(
        RecordRule("series_ends_before_it_starts", ("starts_on", "until"), Ordered("starts_on", "until")),
        RecordRule("ends_before_it_starts", ("from_time", "to_time"), Ordered("from_time", "to_time")),
    ),
)
