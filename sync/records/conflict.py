"""A conflict: two people gave one field different values, and a person chooses."""

from __future__ import annotations

from sync.fields import LINE_LENGTH, Anything, Code, Flag, Id, Moment, Plain, once, register, server
from sync.kinds import Kind, KindSchema
from sync.roles import Permission


class ConflictSchema(KindSchema):
    """The three values of one field of one record: ``was`` (what the proposer had seen), ``current`` and
    ``proposed``.

    What it says about the values never changes; a newer proposal makes a newer conflict. ``asked`` hands the
    choice to the supervisor.

    Each side says who wrote it, from which phone (none: at the office) and when. ``proposed_with`` holds what the
    proposer had in the fields that a record rule ties to this one: a beginning is decided together with its end.
    """

    about = once(Id(required=True))
    about_kind = once(Plain(LINE_LENGTH, required=True))
    scope = once(Id(required=True))
    field = once(Plain(LINE_LENGTH, required=True))
    was = once(Anything(), sensitive=True)
    current = once(Anything(), sensitive=True)
    proposed = once(Anything(), sensitive=True)
    current_by = once(Id("staff"))
    current_device = once(Id())
    current_at = once(Moment())
    proposed_by = once(Id("staff"))
    proposed_device = once(Id())
    proposed_at = once(Moment())
    proposed_with = once(Anything(), sensitive=True)
    proposed_change = once(Id())
    raised_at = once(Moment(required=True))
    state = server(Code("conflict_state"))
    resolved_by = server(Id("staff"))
    asked = register(Flag())
    question = register(Plain(LINE_LENGTH), sensitive=True)


CONFLICT = Kind(
    "conflict",
    ConflictSchema,
    scope="scope",
    creators=None,
    editors=Permission.RESOLVE_CONFLICTS,
    deleters=None,
)
