"""What the office decides about cases, notes and conflicts.

All of it goes through the exchange, as every other change does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from server.ground.ids import new_id
from server.reminders.events import approval_given, commented, tell_apart
from server.store import Office
from server.store.directory import SessionRow
from sync.changes import Author, Result, new_change
from sync.exchange import push
from sync.fields import Json, write_moment
from sync.records import KINDS
from sync.roles import OFFICE_ROLE
from sync.store import Record


class ChangeRejected(Exception):
    """The exchange did not take a change; ``result`` says why."""

    def __init__(self, result: Result) -> None:
        super().__init__(result.code)
        self.result = result


class StaleView(Exception):
    """What the person decided on has changed since they read it."""


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment as a form gave it. ``id`` was made with the form, so that it is written once however often it is sent;
    ``seen`` names the state of the record that was read: its head, and of a plan that of its supports too.
    """

    id: str
    text: str
    seen: str


def change_as_server(
    store: Office,
    kind: str,
    record: str,
    fields: Mapping[str, Json],
    *,
    by: str,
    now: dt.datetime,
    role: str = OFFICE_ROLE,
    base: str | None = None,
) -> Result:
    """Write fields that only the server writes, on account of the user ``by``.

    ``base`` is the head that the person saw; where it is left out, the record's newest state is meant. Raises
    ``ChangeRejected``.
    """
    author = Author(by, role, trusted=True)
    return _push(store, author, kind, record, fields, base=base, now=now)


def change_together(
    store: Office, who: SessionRow, wanted: Sequence[tuple[Record, Mapping[str, Json]]], now: dt.datetime
) -> list[str]:
    """Write fields of several records on their states as given, on account of whoever is signed in, in one push: all of
    them, or none where its caller lets go of the transaction. Returns the ids of the changes. Raises
    ``ChangeRejected``.
    """
    store.lock()
    author = Author(who.user_id, who.role, trusted=True)
    changes = [
        new_change(new_id(), record.kind, record.id, fields, base=record.head, made_at=now) for record, fields in wanted
    ]
    for result in push(store.records, author, changes, now=now, new_id=new_id):
        if result.status in {"rejected", "waiting"}:
            raise ChangeRejected(result)
    return [str(change["id"]) for change in changes]


def judge(store: Office, who: SessionRow, record: Record, decision: str, comment: Comment, now: dt.datetime) -> Result:
    """Mark a note as ``read``, ``approved`` or ``returned``, or a plan as ``approved`` or ``returned``, as it was read
    and with a comment where there is one. Whoever wrote a plan is told.

    Raises ``StaleView``, and ``ChangeRejected``. A worker who changes what was judged makes it wait again; a plan that
    is returned is no longer submitted, until its worker has mended it and submits it anew.
    """
    say_as_read(store, who, record, comment, now)
    fields = _JUDGED[record.kind](decision, who.user_id, write_moment(now))
    result = change_as_server(store, record.kind, record.id, fields, by=who.user_id, role=who.role, now=now)
    if record.kind == "plan":
        tell_apart(store, lambda: approval_given(store, record.id, by=who.user_id, now=now))
    return result


def say_as_read(store: Office, who: SessionRow, record: Record, comment: Comment, now: dt.datetime) -> None:
    """Comment on a record, where there is a text, before something is decided on it: the comment may be refused, and
    then nothing is decided. Takes the office's counter, so that the record stays as it is.

    Raises ``StaleView`` where the record no longer stands as it was read, and ``ChangeRejected``.
    """
    store.lock()
    present = (
        store.plans.state(record.id) if record.kind == "plan" else store.records.by_id([record.id])[record.id].head
    )
    if present != comment.seen:
        raise StaleView
    if comment.text:
        comment_on(store, who, record, comment, now)


def comment_on(store: Office, who: SessionRow, record: Record, comment: Comment, now: dt.datetime) -> None:
    """Write a comment, once; another text under the same id, from a form that was gone back to, is another comment.
    Raises ``ChangeRejected``.
    """
    store.lock()
    there = store.records.by_id([comment.id]).get(comment.id)
    if there is None or there.fields.get("text") != comment.text:
        fresh = comment.id if there is None else new_id()
        add_comment(store, who, record.scope, record.id, comment.text, now=now, comment=fresh)


def add_comment(
    store: Office,
    who: SessionRow,
    case: str,
    about: str,
    text: str,
    *,
    now: dt.datetime,
    comment: str | None = None,
) -> Result:
    """Comment on a record of a case, under a new id unless one is given, and tell whoever it is for. Raises
    ``ChangeRejected``.
    """
    comment = comment or new_id()
    fields = {"case": case, "about": about, "text": text, "written_at": write_moment(now)}
    result = _push(store, Author(who.user_id, who.role), "comment", comment, fields, base=None, now=now)
    tell_apart(store, lambda: commented(store, comment, now=now))
    return result


def change_record(
    store: Office,
    who: SessionRow,
    kind: str,
    record: str,
    fields: Mapping[str, Json],
    *,
    seen: str | None,
    resolves: Sequence[str] = (),
    now: dt.datetime,
) -> Result:
    """An ordinary change made at the office by somebody who saw the state ``seen`` (``None`` creates). Raises
    ``ChangeRejected``.

    With ``resolves`` it is a choice between the values of those conflicts; no fields then mean that the present value
    stays.
    """
    author = Author(who.user_id, who.role)
    return _push(store, author, kind, record, fields, base=seen, resolves=resolves, now=now, newest=False)


def create_record(
    store: Office, who: SessionRow, kind: str, record: str, fields: Mapping[str, Json], now: dt.datetime
) -> Result | None:
    """Write a new record, once however often its form is sent: ``None`` where it is there already. Other values under
    the same id, from a form that was gone back to, are another record. Raises ``ChangeRejected``.
    """
    store.lock()
    there = store.records.by_id([record]).get(record)
    if there is not None and holds(there, fields):
        return None
    fresh = record if there is None else new_id()
    return change_record(store, who, kind, fresh, fields, seen=None, now=now)


def holds(record: Record, fields: Mapping[str, Json]) -> bool:
    """Whether a record has these values, however they are spelled. What the engine would refuse, it has not."""
    canonical, errors = KINDS[record.kind].read(fields)
    return not errors and all(record.fields.get(name) == value for name, value in canonical.items())


def _push(
    store: Office,
    author: Author,
    kind: str,
    record: str,
    fields: Mapping[str, Json],
    *,
    base: str | None,
    now: dt.datetime,
    resolves: Sequence[str] = (),
    newest: bool = True,
) -> Result:
    store.lock()
    if base is None and newest:
        stored = store.records.by_id([record]).get(record)
        base = stored.head if stored else None
    change = new_change(new_id(), kind, record, fields, base=base, made_at=now, resolves=resolves)
    (result,) = push(store.records, author, [change], now=now, new_id=new_id)
    if result.status in {"rejected", "waiting"}:
        raise ChangeRejected(result)
    return result


def _reviewed(decision: str, by: str, at: str) -> dict[str, Json]:
    return {"review": decision, "reviewed_by": by, "reviewed_at": at}


def _settled(decision: str, by: str, at: str) -> dict[str, Json]:
    fields: dict[str, Json] = {"approval": decision, "approved_by": by, "approved_at": at}
    return fields | ({"submitted": None} if decision == "returned" else {})


_JUDGED: Final[Mapping[str, Callable[[str, str, str], dict[str, Json]]]] = {"support": _reviewed, "plan": _settled}
"""What a judgement writes, by kind."""
