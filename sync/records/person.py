"""A client, or somebody of a client's family."""

from __future__ import annotations

from sync.fields import NAME_LENGTH, Code, Day, Flag, Id, Plain, register, server, text
from sync.kinds import INTAKE_STAFF, SUPERVISORS, Kind, RecordSchema


class PersonSchema(RecordSchema):
    """Who somebody is and how to reach them. A person who was only heard of from the family is ``not_yet_met``."""

    name = register(Plain(NAME_LENGTH, required=True), sensitive=True)
    kana = register(Plain(NAME_LENGTH), sensitive=True)
    born_on = register(Day(), sensitive=True)
    gender = register(Code("gender"))
    phone = register(Plain(NAME_LENGTH), sensitive=True)
    address = register(Plain(), sensitive=True)
    household = register(Id("household"))
    not_yet_met = register(Flag())
    notes = text()
    source = server(Plain(NAME_LENGTH))


PERSON = Kind("person", PersonSchema, scope=None, creators=INTAKE_STAFF, editors=INTAKE_STAFF, deleters=SUPERVISORS)
