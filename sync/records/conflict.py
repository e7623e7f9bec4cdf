"""A conflict: two people gave one field different values, and a person chooses."""

from __future__ import annotations

from sync.fields import LINE_LENGTH, Anything, Code, Flag, Id, Moment, Plain, once, register, server
from sync.kinds import Kind, RecordSchema


class ConflictSchema(RecordSchema):
    """The three values of one field of one record: ``was`` (what the proposer had seen), ``current`` and
    ``proposed``.

    What it says about the values never changes; a newer proposal makes a newer conflict. ``asked`` hands the
    choice to the supervisor.
    """

    about = once(Id(required=True))
    about_kind = once(Plain(LINE_LENGTH, required=True))
    scope = once(Id(required=True))
    field = once(Plain(LINE_LENGTH, required=True))
    was = once(Anything(), sensitive=True)
    current = once(Anything(), sensitive=True)
    proposed = once(Anything(), sensitive=True)
    current_by = once(Id("staff"))
    proposed_by = once(Id("staff"))
    proposed_change = once(Id())
    raised_at = once(Moment(required=True))
    state = server(Code("conflict_state"))
    resolved_by = server(Id("staff"))
    asked = register(Flag())
    question = register(Plain(LINE_LENGTH), sensitive=True)


CONFLICT = Kind("conflict", ConflictSchema, scope="scope", creators=frozenset(), deleters=frozenset())
