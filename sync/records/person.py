"""A client, or somebody of a client's family."""

from __future__ import annotations

from sync.fields import NAME_LENGTH, Code, Day, Flag, Id, Json, Plain, register, server, text
from sync.kinds import Grants, Kind, KindSchema, WriteContext
from sync.roles import Permission


class PersonSchema(KindSchema):
    """Who somebody is and how to reach them. A person who was only heard of from the family is ``not_yet_met``.

    ``household_by`` is the worker who said which household it is, as long as the office has not said so too.
    """

    name = register(Plain(NAME_LENGTH, required=True))
    kana = register(Plain(NAME_LENGTH))
    born_on = register(Day())
    gender = register(Code("gender"))
    phone = register(Plain(NAME_LENGTH))
    address = register(Plain())
    household = register(Id("household"))
    not_yet_met = register(Flag())
    notes = text()
    household_by = server(Id("staff"))
    source = server(Plain(NAME_LENGTH))


def _stamp(writing: WriteContext) -> dict[str, Json]:
    before, after = writing.before or {}, writing.after
    if before.get("household") == after.get("household"):
        return {}
    if "household" in after and not writing.may(Permission.READ_OFFICE):
        return {"household_by": writing.author}
    return {"household_by": None} if "household_by" in before else {}


PERSON = Kind(
    "person",
    PersonSchema,
    scope=None,
    grants=Grants(records=("household",), words=("household_by",)),
    creators=Permission.WRITE_INTAKES,
    editors=Permission.WRITE_INTAKES,
    deleters=Permission.REMOVE_RECORDS,
    stamp=_stamp,
)
