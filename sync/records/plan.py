"""A plan (支援計画), numbered per case: プラン1, 2, 3."""

from __future__ import annotations

from sync.fields import NAME_LENGTH, Code, Count, Due, Id, Plain, once, register, server, text
from sync.kinds import SUPERVISORS, Kind, RecordSchema


class PlanSchema(RecordSchema):
    """The dates of a plan as the plan register keeps them, each as exact as it was given."""

    case = once(Id("case", required=True))
    number = once(Count(1, 99, required=True))
    goal = text()
    coordination_meeting = register(Due())
    decision = register(Due())
    period_end = register(Due())
    next_monitoring = register(Due())
    evaluation_meeting = register(Due())
    evaluated = register(Due())
    result = register(Code("plan_result"))
    source = server(Plain(NAME_LENGTH))


PLAN = Kind("plan", PlanSchema, scope="case", deleters=SUPERVISORS)
