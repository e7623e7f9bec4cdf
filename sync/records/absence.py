"""An absence: that a colleague is away, so that nobody waits for them."""

from __future__ import annotations

from sync.fields import Day, Id, register
from sync.kinds import (
    INTAKE_STAFF,
    OFFICE_SCOPE,
    SUPERVISORS,
    Kind,
    Owner,
    RecordRule,
    RecordSchema,
    starts_before_it_ends,
)


class AbsenceSchema(RecordSchema):
    """From one day to another, both included; without ``until``, until it is said. Why is nobody's business.

    Everybody writes their own; a supervisor writes anybody's.
    """

    worker = register(Id("staff", required=True))
    since = register(Day(required=True))
    until = register(Day())


ABSENCE = Kind(
    "absence",
    AbsenceSchema,
    scope=OFFICE_SCOPE,
    creators=INTAKE_STAFF,
    editors=INTAKE_STAFF,
    deleters=INTAKE_STAFF,
    owner=Owner("worker", made_by=SUPERVISORS, changed_by=SUPERVISORS),
    rules=(RecordRule("absence_ends_before_it_starts", ("since", "until"), starts_before_it_ends("since", "until")),),
)
