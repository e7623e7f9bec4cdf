"""A case: one person's consultation with the office, from intake to closure."""

from __future__ import annotations

from sync.fields import NAME_LENGTH, Code, Day, Elements, Flag, Id, Json, Plain, once, register, server, set_of, text
from sync.kinds import (
    INTAKE_STAFF,
    SUPERVISORS,
    WHOLE_OFFICE,
    Kind,
    RecordRule,
    RecordSchema,
    Values,
    Writing,
    starts_before_it_ends,
)


class CaseSchema(RecordSchema):
    """Intake, state and closure. Who is in charge is decided at the office: a main worker and co-workers.

    ``self_assigned`` says that a worker opened the case and the office has not said yet that it is theirs.
    """

    person = once(Id("person", required=True))
    number = register(Plain(NAME_LENGTH))
    state = register(Code("case_state", required=True))
    opened_on = register(Day())
    closed_on = register(Day())
    closure = register(Code("closure"))
    route = register(Code("route"))
    age_band = register(Code("age_band"))
    issues = set_of(Code("issue"))
    programmes = set_of(Code("programme"))
    summary = text()
    main_worker = server(Id("staff"))
    co_workers = server(Elements(Id("staff")))
    self_assigned = server(Flag())
    source = server(Plain(NAME_LENGTH))


def _closed_with_a_reason(values: Values) -> bool:
    return values.get("state") != "closed" or "closure" in values


def _stamp(writing: Writing) -> dict[str, Json]:
    """A case that a worker opens in the field is theirs until the office assigns it otherwise; whatever the office says
    of who is in charge is its word.
    """
    before, after = writing.before, writing.after
    if before is None:
        own = {"main_worker": writing.author} if writing.role in {"worker", "supervisor"} else {}
        return own if writing.role in WHOLE_OFFICE else own | {"self_assigned": True}
    reassigned = any(before.get(name) != after.get(name) for name in ("main_worker", "co_workers"))
    return {"self_assigned": None} if reassigned and "self_assigned" in before else {}


CASE = Kind(
    "case",
    CaseSchema,
    scope=None,
    creators=INTAKE_STAFF,
    editors=INTAKE_STAFF,
    deleters=SUPERVISORS,
    rules=(
        RecordRule(
            "closed_before_it_opened", ("opened_on", "closed_on"), starts_before_it_ends("opened_on", "closed_on")
        ),
        RecordRule("closed_without_a_reason", ("state", "closure"), _closed_with_a_reason),
    ),
    stamp=_stamp,
)
