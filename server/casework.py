"""What the office decides about cases, notes and conflicts.

All of it goes through the exchange, as every other change does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from server.ids import new_id
from server.reminders.events import approval_given, commented, tell_apart
from server.store import OfficeStore
from server.store.rows import SessionRow
from sync.changes import Author, Result
from sync.exchange import push
from sync.fields import Json, write_moment


class Refused(Exception):
    """The exchange did not take a change; ``result`` says why."""

    def __init__(self, result: Result) -> None:
        super().__init__(result.code)
        self.result = result


def change_as_server(
    store: OfficeStore,
    kind: str,
    record: str,
    fields: Mapping[str, Json],
    *,
    by: str,
    now: dt.datetime,
    role: str = "manager",
    base: str | None = None,
) -> Result:
    """Write fields that only the server writes, on account of the user ``by``.

    ``base`` is the head that the person saw; where it is left out, the record's newest state is meant. Raises
    ``Refused``.
    """
    author = Author(by, role, may_write_server_fields=True)
    return _push(store, author, kind, record, fields, base=base, now=now)


def assign_case(
    store: OfficeStore, who: SessionRow, case: str, main: str | None, others: Sequence[str], *, now: dt.datetime
) -> Result:
    """Put a case in the charge of ``main``, with ``others`` beside; either may be nobody. Raises ``Refused``."""
    fields = {"main_worker": main, "co_workers": sorted(set(others) - {main})}
    return change_as_server(store, "case", case, fields, by=who.user_id, role=who.role, now=now)


def review_note(
    store: OfficeStore,
    who: SessionRow,
    support: str,
    review: str,
    *,
    seen: str,
    comment: str = "",
    now: dt.datetime,
) -> Result:
    """Mark a note as ``read``, ``approved`` or ``returned`` in the state ``seen`` (its head), with a comment where
    there is one. Raises ``Refused``.

    Where the note has changed since, the review is merged like any change; the note itself then waits as ``revised``
    only if its author changes it again.
    """
    fields = {"review": review, "reviewed_by": who.user_id, "reviewed_at": write_moment(now)}
    result = change_as_server(store, "support", support, fields, by=who.user_id, role=who.role, base=seen, now=now)
    if comment.strip():
        case = store.records([support])[support].scope
        add_comment(store, who, case, support, comment, now=now)
    return result


def settle_plan(
    store: OfficeStore, who: SessionRow, plan: str, approval: str, *, seen: str, now: dt.datetime
) -> Result:
    """Mark a plan as ``approved`` or ``returned`` in the state ``seen`` (its head), and tell whoever wrote it. Raises
    ``Refused``.

    A worker who changes the plan after its approval makes it wait again; one that is returned is no longer submitted,
    until its worker has mended it and submits it anew.
    """
    fields: dict[str, Json] = {"approval": approval, "approved_by": who.user_id, "approved_at": write_moment(now)}
    if approval == "returned":
        fields["submitted"] = None
    result = change_as_server(store, "plan", plan, fields, by=who.user_id, role=who.role, base=seen, now=now)
    tell_apart(store, lambda: approval_given(store, plan, by=who.user_id, now=now))
    return result


def add_comment(
    store: OfficeStore,
    who: SessionRow,
    case: str,
    about: str,
    text: str,
    *,
    now: dt.datetime,
    comment: str | None = None,
) -> Result:
    """Comment on a record of a case, under a new id unless one is given, and tell whoever it is for. Raises
    ``Refused``.
    """
    comment = comment or new_id()
    fields = {"case": case, "about": about, "text": text, "written_at": write_moment(now)}
    result = _push(store, Author(who.user_id, who.role), "comment", comment, fields, base=None, now=now)
    tell_apart(store, lambda: commented(store, comment, now=now))
    return result


def change_record(
    store: OfficeStore,
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
    ``Refused``.

    With ``resolves`` it is a choice between the values of those conflicts; no fields then mean that the present value
    stays.
    """
    author = Author(who.user_id, who.role)
    return _push(store, author, kind, record, fields, base=seen, resolves=resolves, now=now, newest=False)


def _push(
    store: OfficeStore,
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
        stored = store.records([record]).get(record)
        base = stored.head if stored else None
    change = {
        "id": new_id(),
        "kind": kind,
        "record": record,
        "base": base,
        "fields": dict(fields),
        "made_at": write_moment(now),
        **({"resolves": list(resolves)} if resolves else {}),
    }
    (result,) = push(store, author, [change], now=now, new_id=new_id)
    if result.status in {"rejected", "waiting"}:
        raise Refused(result)
    return result
