"""An absence: that a colleague is away, so that nobody waits for them."""

from __future__ import annotations

from sync.fields import Day, Id, register
from sync.kinds import OFFICE_SCOPE, Kind, KindSchema, Owner
from sync.roles import Permission
from sync.rules import Ordered, RecordRule


class AbsenceSchema(KindSchema):
    """The days on which somebody is away, from ``since`` to ``until``, both included; the end is open without
    ``until``. The reason is not recorded.

    Everybody writes their own; a supervisor writes anybody's.
    """

    worker = register(Id("staff", required=True))
    since = register(Day(required=True))
    until = register(Day())


ABSENCE = Kind(
    "absence",
    AbsenceSchema,
    scope=OFFICE_SCOPE,
    together=(("since", "until"),),
    creators=Permission.WRITE_ABSENCES,
    editors=Permission.WRITE_ABSENCES,
    deleters=Permission.WRITE_ABSENCES,
    owner=Owner("worker", made_by=Permission.LEAD_TEAM, changed_by=Permission.LEAD_TEAM),
    rules=(RecordRule("absence_ends_before_it_starts", ("since", "until"), Ordered("since", "until")),),
)
