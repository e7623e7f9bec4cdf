"""A notice to one member of the office: a reminder, an alert, an answer. What a push only hints at stands here."""

from __future__ import annotations

from sync.fields import Code, Count, Due, Flag, Id, Moment, Plain, once, register
from sync.kinds import Kind, KindSchema, Owner
from sync.roles import Permission


class NoticeSchema(KindSchema):
    """Written by the office; the reader only marks it as ``seen``. It is in its reader's scope, and nobody else's.

    ``about`` (and the ``case``) may be a record that the reader's phone does not hold: a supervisor is told of cases
    that are not their own. ``subject`` is the colleague concerned, ``place`` where they are; ``due`` the date that it
    is about, ``count`` of how many things it tells.
    """

    worker = once(Id("staff", required=True))
    reminder = once(Code("reminder", required=True))
    about = once(Id())
    case = once(Id())
    subject = once(Id())
    place = once(Plain(), sensitive=True)
    due = once(Due())
    count = once(Count(1, 9_999))
    made_at = once(Moment(required=True))
    seen = register(Flag())


NOTICE = Kind(
    "notice",
    NoticeSchema,
    scope="worker",
    creators=None,
    editors=Permission.SIGN_IN,
    deleters=None,
    owner=Owner("worker"),
    # The office ends a notice when it has had its time; that it was seen meanwhile is nothing to disagree about.
    deletion_stays=True,
)
