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

from server.followup.outings import calls_for_help
from server.followup.plans import AWAITS_APPROVAL
from server.reminders.giving import DueNotice, give
from server.reminders.situation import told_who_may
from server.store import Office, Unavailable
from server.store.incidents import log_incident
from sync.changes import Result
from sync.fields import read_moment, write_moment
from sync.records import KINDS
from sync.roles import Permission, may
from sync.store import Entry, Record

_WATCHED: Final = frozenset({"outing", "comment", "plan", *(name for name, kind in KINDS.items() if kind.part_of)})


def exchanged(store: Office, changes: Sequence[Any], results: Sequence[Result], now: dt.datetime) -> None:
    """Give the notices to which a phone's changes give rise."""
    taken = [
        result.id
        for change, result in zip(changes, results, strict=True)
        if result.id is not None and result.seq is not None and (change["kind"] in _WATCHED or result.late)
    ]
    entries = list(store.records.entries(taken).values())
    late = [entry for entry in entries if entry.late]
    tell_apart(store, partial(came_late, store, late, now=now))
    for entry in entries:
        tell_apart(store, partial(_tell, store, entry, now))


def tell_apart(store: Office, tell: Callable[[], object]) -> None:
    """Give notices in a part of the transaction that can be undone by itself: what somebody wrote is stored even where
    others cannot be told of it.
    """
    try:
        with store.apart():
            tell()
    except Unavailable:
        raise
    except Exception as error:  # noqa: BLE001 - what can be wrong with a notice must not cost what it is about
        log_incident(error)


def _tell(store: Office, entry: Entry, now: dt.datetime) -> None:
    if entry.kind == "outing" and entry.after.keys() & {"alarm_at", "safe_at"}:
        alarmed(store, entry.record, now=now)
    elif entry.kind == "comment" and entry.base is None:
        commented(store, entry.record, now=now)
    elif entry.kind == "plan" and _asks(entry):
        approval_asked(store, entry.record, entry.id, now=now)
    elif (asked := _asked_by_part(store, entry)) is not None:
        approval_asked(store, asked.record, asked.id, now=now)


def alarmed(store: Office, outing: str, *, now: dt.datetime) -> list[str]:
    """Tell the supervisors that a colleague calls for help, or is safe again."""
    record = store.records.by_id([outing])[outing]
    return give(store, alarm_notices(record, told_who_may(store.accounts.users(), Permission.ANSWER_ALARMS)), now)


def alarm_notices(outing: Record, readers: Iterable[str]) -> Iterator[DueNotice]:
    """The notices about a visit's call for help; after it, that the colleague is safe again."""
    called, safe = outing.fields.get("alarm_at"), outing.fields.get("safe_at")
    if called is None:
        return
    reminder, since = ("alarm", called) if calls_for_help(called, safe) else ("alarm_over", safe)
    worker, place = outing.fields["worker"], outing.fields.get("place")
    for reader in readers:
        key = f"{reminder}:{outing.id}:{since}:{reader}"
        yield DueNotice(key, reader, reminder, about=outing.id, case=outing.fields["case"], subject=worker, place=place)


def commented(store: Office, comment: str, *, now: dt.datetime) -> list[str]:
    """Tell the author of a record that it was commented on, and those who commented on it before."""
    record = store.records.by_id([comment])[comment]
    about = str(record.fields["about"])
    subject = store.records.by_id([about])[about]
    readers = {subject.fields.get("author") or subject.created_by}
    readers |= {other.author for other in store.comments.about(about) if other.author is not None}
    writer = record.fields.get("author") or record.created_by
    wanted = [
        DueNotice(f"comment:{comment}:{reader}", reader, "comment", about=about, case=record.scope, subject=writer)
        for reader in sorted(_who_see(store, record.scope, readers - {writer}))
    ]
    return give(store, wanted, now)


def approval_asked(store: Office, plan: str, change: str, *, now: dt.datetime) -> list[str]:
    """Tell the supervisors that a plan waits for their approval since a change."""
    record = store.records.by_id([plan])[plan]
    wanted = [
        DueNotice(f"approval:{plan}:{change}:{reader}", reader, "approval", about=plan, case=record.scope)
        for reader in _told_of(store, record.scope, Permission.APPROVE)
    ]
    return give(store, wanted, now)


def approval_given(store: Office, plan: str, *, by: str, now: dt.datetime) -> list[str]:
    """Tell whoever wrote a plan, and whoever is in charge of the case, that the user ``by`` has approved or returned
    it.
    """
    record = store.records.by_id([plan])[plan]
    main_worker: str | None = store.records.by_id([record.scope])[record.scope].fields.get("main_worker")
    since = record.fields.get("approved_at")
    wanted = [
        DueNotice(f"approval:{plan}:{since}:{reader}", reader, "approval", about=plan, case=record.scope, subject=by)
        for reader in sorted(
            _who_see(store, record.scope, {record.created_by, main_worker or record.created_by} - {by})
        )
    ]
    return give(store, wanted, now)


def came_late(store: Office, entries: Iterable[Entry], *, now: dt.datetime) -> list[str]:
    """Tell whoever has a case, person or household now of what a former worker's phone brought: once a day each. Where
    nobody has it, the supervisors.
    """
    entries = list(entries)
    records = store.records.by_id({entry.record for entry in entries})
    wanted: dict[str, DueNotice] = {}
    for entry in entries:
        record, day = records[entry.record], store.day(read_moment(entry.received_at))
        case = entry.record if entry.kind == "case" else record.fields.get("case")
        scope = case or record.scope
        viewers = sorted(store.records.viewers_of([scope]) - {entry.author})
        for reader in viewers or _told_of(store, scope, Permission.ASSIGN):
            key = f"late_work:{scope}:{entry.author}:{day}:{reader}"
            wanted.setdefault(key, DueNotice(key, reader, "late_work", record.id, case, subject=entry.author))
    return give(store, wanted.values(), now)


def restricted_opened(store: Office, case: str, *, by: str, at: dt.datetime) -> list[str]:
    """Tell that the user ``by`` has opened a case that is restricted to others: those who are named, with the case, and
    whoever restricts cases, without it where it is not open to them.
    """
    named = store.restrictions.named().get(case, frozenset())
    guard = {user.id for user in store.accounts.users() if user.may(Permission.RESTRICT_CASES)}
    wanted = [
        DueNotice(
            f"restricted_opened:{case}:{by}:{write_moment(at)}:{reader}",
            reader,
            "restricted_opened",
            about=case if reader in named else None,
            case=case if reader in named else None,
            subject=by,
        )
        for reader in sorted((named | guard) - {by})
    ]
    return give(store, wanted, at)


def _told_of(store: Office, scope: str, permission: Permission) -> list[str]:
    return told_who_may(store.accounts.users(), permission, store.restrictions.named().get(scope))


def _who_see(store: Office, case: str, users: set[str]) -> set[str]:
    """Those of some users who are in charge of a case, and those who are supervisors to whom it is open: nobody is told
    of a case that was taken from them.
    """
    in_hand, named = store.records.viewers_of([case]), store.restrictions.named().get(case, users)
    return {
        user.id
        for user in store.accounts.users()
        if user.id in users and ((_reads_all(user.role) and user.id in named) or user.id in in_hand)
    }


def _reads_all(role: str) -> bool:
    return may(role, Permission.READ_OFFICE) and may(role, Permission.READ_SENSITIVE)


def _asked_by_part(store: Office, entry: Entry) -> Entry | None:
    """The change with which the engine made a plan wait for approval because of a change of one of its parts."""
    part_of = KINDS[entry.kind].part_of
    whole = None if part_of is None else store.records.by_id([entry.record])[entry.record].fields.get(part_of)
    later = store.records.entries_after(str(whole), entry.seq) if whole else []
    return next((each for each in later if each.kind == "plan" and _asks(each)), None)


def _asks(entry: Entry) -> bool:
    return entry.after.get("approval") in AWAITS_APPROVAL
