"""A member of the office, as colleagues see them."""

from __future__ import annotations

from sync.fields import NAME_LENGTH, Code, Flag, Plain, server
from sync.kinds import OFFICE_SCOPE, Kind, KindSchema


class StaffSchema(KindSchema):
    """The name and role behind the id that other records carry. Accounts are kept by the server.

    ``phone`` is the number under which colleagues reach them while they are out.
    """

    name = server(Plain(NAME_LENGTH, required=True))
    role = server(Code("role", required=True))
    active = server(Flag())
    phone = server(Plain(NAME_LENGTH))


STAFF = Kind("staff", StaffSchema, scope=OFFICE_SCOPE, creators=None, editors=None, deleters=None)
