"""A comment on a record: the supervisor's word on a note, and the worker's answer."""

from __future__ import annotations

from sync.fields import ANY_KIND, Id, Json, Moment, once, server
from sync.fields import text as narrative
from sync.kinds import Kind, KindSchema, Owner, WriteContext


class CommentSchema(KindSchema):
    """``about`` is the record commented on, of any kind, in the same case. ``author`` is who wrote it, and nobody else
    changes it; ``edited_at`` says that they did.
    """

    case = once(Id("case", required=True))
    about = once(Id(ANY_KIND, required=True))
    text = narrative(required=True)
    written_at = once(Moment(required=True))
    author = server(Id("staff"))
    edited_at = server(Moment())


def _stamp(writing: WriteContext) -> dict[str, Json]:
    if writing.before is None:
        return {"author": writing.author}
    return {"edited_at": writing.at} if writing.before.get("text") != writing.after.get("text") else {}


COMMENT = Kind("comment", CommentSchema, scope="case", owner=Owner("author"), stamp=_stamp)
