"""Notices that follow from what somebody has just done, written in the same transaction: a call for help, a comment, a
plan that waits for approval or has it, work that comes late.

Nothing here waits for the scheduler. A notice that cannot be written is logged, and keeps neither the change back that
it follows from nor another notice; the scheduler makes up for a call for help (``server.reminders.rules``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any, Final

from server.errors import log_incident
from server.reminders.giving import Wanted, give
from server.reminders.situation import supervisors
from server.store import OfficeStore, Unavailable
from sync.changes import Result
from sync.fields import read_moment
from sync.kinds import SUPERVISORS
from sync.records import KINDS
from sync.store import Entry, Record

_WATCHED: Final = frozenset({"outing", "comment", "plan", *(name for name, kind in KINDS.items() if kind.part_of)})


def exchanged(store: OfficeStore, changes: Sequence[Any], results: Sequence[Result], now: dt.datetime) -> None:
    """Give the notices to which a phone's changes give rise."""
    taken = [
        result.id
        for change, result in zip(changes, results, strict=True)
        if result.id is not None and result.seq is not None and (change["kind"] in _WATCHED or result.late)
    ]
    entries = list(store.entries(taken).values())
    late = [entry for entry in entries if entry.late]
    tell_apart(store, partial(came_late, store, late, now=now))
    for entry in entries:
        tell_apart(store, partial(_tell, store, entry, now))


def tell_apart(store: OfficeStore, tell: Callable[[], object]) -> None:
    """Give notices, in a part of the transaction that is undone by itself: what somebody wrote is stored whether or not
    others can be told of it.
    """
    try:
        with store.apart():
            tell()
    except Unavailable:
        raise
    except Exception as error:  # noqa: BLE001 - what can be wrong with a notice must not cost what it is about
        log_incident(error)


def _tell(store: OfficeStore, entry: Entry, now: dt.datetime) -> None:
    if entry.kind == "outing" and entry.after.keys() & {"alarm_at", "safe_at"}:
        alarmed(store, entry.record, now=now)
    elif entry.kind == "comment" and entry.base is None:
        commented(store, entry.record, now=now)
    elif entry.kind == "plan" and _asks(entry):
        approval_asked(store, entry.record, entry.id, now=now)
    elif (asked := _asked_by_part(store, entry)) is not None:
        approval_asked(store, asked.record, asked.id, now=now)


def alarmed(store: OfficeStore, outing: str, *, now: dt.datetime) -> list[str]:
    """Tell the supervisors that a colleague calls for help, or is safe again."""
    record = store.records([outing])[outing]
    return give(store, alarm_notices(record, supervisors(store.users())), now)


def alarm_notices(outing: Record, readers: Iterable[str]) -> Iterator[Wanted]:
    """The notices about a visit's call for help; after it, that the colleague is safe again."""
    called, safe = outing.fields.get("alarm_at"), outing.fields.get("safe_at")
    if called is None:
        return
    reminder, since = ("alarm_over", safe) if safe is not None and safe >= called else ("alarm", called)
    worker, place = outing.fields["worker"], outing.fields.get("place")
    for reader in readers:
        key = f"{reminder}:{outing.id}:{since}:{reader}"
        yield Wanted(key, reader, reminder, about=outing.id, case=outing.fields["case"], subject=worker, place=place)


def commented(store: OfficeStore, comment: str, *, now: dt.datetime) -> list[str]:
    """Tell of a comment whoever wrote what it is about, and those who commented on that before."""
    record = store.records([comment])[comment]
    about = str(record.fields["about"])
    subject = store.records([about])[about]
    readers = {subject.fields.get("author") or subject.created_by}
    readers |= {other.author for other in store.comments(about) if other.author is not None}
    writer = record.fields.get("author") or record.created_by
    wanted = [
        Wanted(f"comment:{comment}:{reader}", reader, "comment", about=about, case=record.scope, subject=writer)
        for reader in sorted(_who_see(store, record.scope, readers - {writer}))
    ]
    return give(store, wanted, now)


def approval_asked(store: OfficeStore, plan: str, change: str, *, now: dt.datetime) -> list[str]:
    """Tell the supervisors that a plan waits for their approval since a change."""
    record = store.records([plan])[plan]
    wanted = [
        Wanted(f"approval:{plan}:{change}:{reader}", reader, "approval", about=plan, case=record.scope)
        for reader in supervisors(store.users())
    ]
    return give(store, wanted, now)


def approval_given(store: OfficeStore, plan: str, *, by: str, now: dt.datetime) -> list[str]:
    """Tell whoever wrote a plan, and whoever is in charge of the case, that the user ``by`` has approved or returned
    it.
    """
    record = store.records([plan])[plan]
    main_worker: str | None = store.records([record.scope])[record.scope].fields.get("main_worker")
    since = record.fields.get("approved_at")
    wanted = [
        Wanted(f"approval:{plan}:{since}:{reader}", reader, "approval", about=plan, case=record.scope, subject=by)
        for reader in sorted(
            _who_see(store, record.scope, {record.created_by, main_worker or record.created_by} - {by})
        )
    ]
    return give(store, wanted, now)


def came_late(store: OfficeStore, entries: Iterable[Entry], *, now: dt.datetime) -> list[str]:
    """Tell whoever has a case, person or household now of what a former worker's phone brought: once a day each. Where
    nobody has it, the supervisors.
    """
    entries = list(entries)
    records = store.records({entry.record for entry in entries})
    wanted: dict[str, Wanted] = {}
    for entry in entries:
        record, day = records[entry.record], read_moment(entry.received_at).astimezone(store.zone).date()
        case = entry.record if entry.kind == "case" else record.fields.get("case")
        scope = case or record.scope
        for reader in sorted(store.viewers_of([scope]) - {entry.author}) or supervisors(store.users()):
            key = f"late_work:{scope}:{entry.author}:{day}:{reader}"
            wanted.setdefault(key, Wanted(key, reader, "late_work", record.id, case, subject=entry.author))
    return give(store, wanted.values(), now)


def _who_see(store: OfficeStore, case: str, users: set[str]) -> set[str]:
    """Those of some users who have a case in hand, and the supervisors among them: nobody is told of a case that was
    taken from them.
    """
    in_hand = store.viewers_of([case])
    return {user.id for user in store.users() if user.id in users and (user.role in SUPERVISORS or user.id in in_hand)}


def _asked_by_part(store: OfficeStore, entry: Entry) -> Entry | None:
    """The change with which the engine made a plan wait for approval because of a change of one of its parts."""
    part_of = KINDS[entry.kind].part_of
    whole = None if part_of is None else store.records([entry.record])[entry.record].fields.get(part_of)
    later = store.entries_after(str(whole), entry.seq) if whole else []
    return next((each for each in later if each.kind == "plan" and _asks(each)), None)


def _asks(entry: Entry) -> bool:
    return entry.after.get("approval") in {"asked", "changed"}
