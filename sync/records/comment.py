"""A comment on a record: the supervisor's word on a note, and the worker's answer."""

from __future__ import annotations

from sync.fields import ANY_KIND, Id, Json, Moment, once, server
from sync.fields import text as narrative
from sync.kinds import Kind, RecordSchema, Writing


class CommentSchema(RecordSchema):
    """``about`` is the record commented on, of any kind, in the same case."""

    case = once(Id("case", required=True))
    about = once(Id(ANY_KIND, required=True))
    text = narrative(required=True)
    written_at = once(Moment(required=True))
    author = server(Id("staff"))


def _stamp(writing: Writing) -> dict[str, Json]:
    return {"author": writing.author} if writing.before is None else {}


COMMENT = Kind("comment", CommentSchema, scope="case", stamp=_stamp)
