"""A case: one person's consultation with the office, from intake to closure."""

from __future__ import annotations

from sync.fields import NAME_LENGTH, Code, Day, Elements, Flag, Id, Json, Plain, once, register, server, set_of, text
from sync.kinds import Grants, Kind, KindSchema, WriteContext
from sync.roles import Permission
from sync.rules import NeededWhen, Ordered, RecordRule


class CaseSchema(KindSchema):
    """Intake, state and closure. Who is in charge is decided at the office: a main worker and co-workers.

    ``issues`` are the groups of an annual report, ``issue_items`` the list of the national statistics, chosen apart.
    ``known_through`` is how the client came to know of the centre, ``triage`` the first judgement at intake.
    ``handling_consent`` is the client's to the office itself, which is asked first of all: that it keeps a record of
    them and works with it. With whom that is shared is another question (``sync.records.consent``).
    ``self_assigned`` says that a worker opened the case and the office has not said yet that it is theirs.
    ``restricted_to`` are those who alone see the case, where the office has restricted it
    (docs/decisions/0025-restricted-cases.md).
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
    issue_items = set_of(Code("issue_item"))
    programmes = set_of(Code("programme"))
    known_through = register(Code("known_through"))
    triage = register(Code("triage"))
    handling_consent = register(Code("handling_consent"))
    handling_consent_on = register(Day())
    summary = text()
    main_worker = server(Id("staff"))
    co_workers = server(Elements(Id("staff")))
    self_assigned = server(Flag())
    restricted_to = server(Elements(Id("staff")))
    source = server(Plain(NAME_LENGTH))


def _stamp(writing: WriteContext) -> dict[str, Json]:
    """A case that a worker opens in the field is theirs until the office assigns it otherwise; whatever the office says
    of who is in charge is its word.
    """
    before, after = writing.before, writing.after
    if before is None:
        own = {"main_worker": writing.author} if writing.may(Permission.TAKE_CHARGE) else {}
        return own if writing.may(Permission.READ_OFFICE) else own | {"self_assigned": True}
    reassigned = any(before.get(name) != after.get(name) for name in ("main_worker", "co_workers"))
    return {"self_assigned": None} if reassigned and "self_assigned" in before else {}


CASE = Kind(
    "case",
    CaseSchema,
    scope=None,
    grants=Grants(
        users=("main_worker", "co_workers"),
        records=("person",),
        words=("self_assigned",),
        only=("restricted_to",),
    ),
    creators=Permission.WRITE_INTAKES,
    editors=Permission.WRITE_INTAKES,
    deleters=Permission.REMOVE_RECORDS,
    rules=(
        RecordRule("closed_before_it_opened", ("opened_on", "closed_on"), Ordered("opened_on", "closed_on")),
        RecordRule(
            "closed_without_a_reason", ("state", "closure"), NeededWhen(("closure",), where={"state": "closed"})
        ),
    ),
    stamp=_stamp,
)
