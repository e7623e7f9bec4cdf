"""A member of the office, as colleagues see them."""

from __future__ import annotations

from sync.fields import NAME_LENGTH, Code, Flag, Plain, server
from sync.kinds import OFFICE_SCOPE, Kind, RecordSchema


class StaffSchema(RecordSchema):
    """The name and role behind the id that other records carry. Accounts are kept by the server."""

    name = server(Plain(NAME_LENGTH, required=True))
    role = server(Code("role", required=True))
    active = server(Flag())


STAFF = Kind("staff", StaffSchema, scope=OFFICE_SCOPE, creators=frozenset(), editors=frozenset(), deleters=frozenset())
