"""A client, or somebody of a client's family."""

from __future__ import annotations

from sync.fields import NAME_LENGTH, Code, Day, Flag, Id, Json, Plain, register, server, text
from sync.kinds import INTAKE_STAFF, SUPERVISORS, WHOLE_OFFICE, Kind, RecordSchema, Writing


class PersonSchema(RecordSchema):
    """Who somebody is and how to reach them. A person who was only heard of from the family is ``not_yet_met``.

    ``household_by`` is the worker who said which household it is, as long as the office has not said so too.
    """

    name = register(Plain(NAME_LENGTH, required=True), sensitive=True)
    kana = register(Plain(NAME_LENGTH), sensitive=True)
    born_on = register(Day(), sensitive=True)
    gender = register(Code("gender"))
    phone = register(Plain(NAME_LENGTH), sensitive=True)
    address = register(Plain(), sensitive=True)
    household = register(Id("household"))
    not_yet_met = register(Flag())
    notes = text()
    household_by = server(Id("staff"))
    source = server(Plain(NAME_LENGTH))


def _stamp(writing: Writing) -> dict[str, Json]:
    before, after = writing.before or {}, writing.after
    if before.get("household") == after.get("household"):
        return {}
    if "household" in after and writing.role not in WHOLE_OFFICE:
        return {"household_by": writing.author}
    return {"household_by": None} if "household_by" in before else {}


PERSON = Kind(
    "person",
    PersonSchema,
    scope=None,
    creators=INTAKE_STAFF,
    editors=INTAKE_STAFF,
    deleters=SUPERVISORS,
    stamp=_stamp,
)
