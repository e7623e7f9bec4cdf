"""A plan (支援計画), numbered per case: プラン1, 2, 3; and the supports it is made of."""

from __future__ import annotations

from typing import Final

from sync.fields import (
    LINE_LENGTH,
    NAME_LENGTH,
    Code,
    Count,
    Day,
    Digest,
    Due,
    Flag,
    Id,
    Json,
    Moment,
    Plain,
    once,
    register,
    server,
    text,
)
from sync.kinds import Kind, KindSchema, Values, WriteContext
from sync.roles import Permission
from sync.rules import OrderedDue, RecordRule


class PlanSchema(KindSchema):
    """What the client wants, when it is looked at again, and what became of it.

    Where a plan stands (draft, agreed, at the meeting, decided, running, evaluated) follows from its dates and is not
    kept beside them. ``follows`` is the plan that this one goes on from. ``signature`` is the id of the attachment with
    the client's signature, ``agreed_to`` the digest of exactly what they agreed to (``sync.agreement``). ``submitted``
    asks the supervisor for the ``approval``, which only they give; to return the plan takes ``submitted`` back.
    ``case_reviewed_on`` is the last of the case reviews, which are held twice a year.
    """

    case = once(Id("case", required=True))
    number = register(Count(1, 99, required=True))
    follows = once(Id("plan"))
    goal = text()
    period_start = register(Due())
    period_end = register(Due())
    next_monitoring = register(Due())
    agreed_on = register(Day())
    agreement = register(Code("agreement"))
    signature = register(Id())
    agreed_to = register(Digest())
    submitted = register(Flag())
    coordination_meeting = register(Due())
    decision = register(Due())
    evaluation_meeting = register(Due())
    evaluated = register(Due())
    evaluation = register(Code("plan_evaluation"))
    evaluation_note = text()
    result = register(Code("plan_result"))
    approval = server(Code("approval"))
    approved_by = server(Id("staff"))
    approved_at = server(Moment())
    case_reviewed_on = server(Day())
    source = server(Plain(NAME_LENGTH))


_MOVES_FREELY: Final = frozenset({"next_monitoring", "submitted"})
"""What is not approved: a visit moves the next monitoring, and to submit is to ask. A field that is new is approved,
unless it is named here.
"""


def _approved_content(values: Values) -> dict[str, Json]:
    """What the supervisor's approval is for: all that a person writes, but for what moves freely."""
    return {
        name: value
        for name, value in values.items()
        if PLAN.merge_rules[name] != "server" and name not in _MOVES_FREELY
    }


def _stamp(writing: WriteContext) -> dict[str, Json]:
    """A plan waits for approval when it is submitted, and again when it is changed after its approval.

    To move the next monitoring is not a change of what was approved; to evaluate is one. A plan that was returned is
    submitted anew when it is mended, which may take several steps and may alter nothing but its supports.
    """
    before, after = writing.before or {}, writing.after
    if writing.may(Permission.APPROVE):
        return {}
    if after.get("submitted") and not before.get("submitted"):
        return {"approval": "asked"}
    return _reopened(before) if _approved_content(before) != _approved_content(after) else {}


def _reopened(values: Values) -> dict[str, Json]:
    return {"approval": "changed"} if values.get("approval") == "approved" else {}


PLAN = Kind(
    "plan",
    PlanSchema,
    scope="case",
    deleters=Permission.REMOVE_RECORDS,
    together=(("period_start", "period_end"), ("agreement", "agreed_on", "signature", "agreed_to")),
    rules=(
        RecordRule(
            "period_ends_before_it_starts", ("period_start", "period_end"), OrderedDue("period_start", "period_end")
        ),
    ),
    judged_by=Permission.APPROVE,
    reopened=_reopened,
    stamp=_stamp,
)


class PlanSupportSchema(KindSchema):
    """One support of a plan: what, under which programme, and who does it: a colleague, or an agency by name.

    A record of its own, so that two people can add to one plan without disagreeing; and a part of what is approved.
    """

    case = once(Id("case", required=True))
    plan = once(Id("plan", required=True))
    programme = register(Code("programme"))
    what = register(Plain(LINE_LENGTH, required=True), sensitive=True)
    worker = register(Id("staff"))
    agency = register(Plain(NAME_LENGTH), sensitive=True)
    frequency = register(Plain(NAME_LENGTH))


PLAN_SUPPORT = Kind("plan_support", PlanSupportSchema, scope="case", part_of="plan")
