"""One round trip with a phone: what it sends is stored first, then it is told what is new, its own work included."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from server.ground.errors import HistoryChanged
from server.ground.ids import new_id
from server.ground.logs import count
from server.reminders.events import exchanged, tell_apart
from server.reminders.settings import policy_of
from server.services.cursors import FIRST, Cursor, read_cursor
from server.services.delivering import author_of
from server.services.looks import note_delivered
from server.services.recovery import count_returned, note_changed_history, settle_waiting
from server.services.replies import exchange_reply
from server.services.shared import settle_shared
from server.store import Office, Unavailable, reading, utcnow, writing
from server.store.directory import SessionRow
from server.store.incidents import log_incident
from server.store.reader import Reader, reader_of
from server.store.rows import PhoneState
from sync import redaction, sharing
from sync.changes import Author, Result
from sync.exchange import in_parts, pull, push
from sync.facts import Facts
from sync.fields import read_moment
from sync.lookahead import look_ahead
from sync.records import KINDS
from sync.roles import Permission
from sync.store import Page, Position, WireRecord

_SEEN_EVERY: Final = dt.timedelta(minutes=10)
_OFFSET_NOISE_S: Final = 5
VERSION_LENGTH: Final = 40
"""Characters by which an app tells which one it is."""

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Request:
    """What a phone asks (``docs/protocol.md``, Exchange).

    ``now`` is its clock, ``queued`` the number of changes that it keeps for later, ``latest`` the cursor of the newest
    reply from which it has kept anything. ``saved`` is the number of the last change that it saved, ``dropped`` are the
    numbers of changes that were discarded there. ``device_name`` is its name, where it sends one, and ``unlocked_at``
    the moment at which its lock was last opened, where it has one; ``app_version`` is which app it runs.
    """

    changes: Sequence[Any]
    cursor: str | None
    limit: int
    now: str | None
    queued: int
    latest: str | None = None
    saved: int = 0
    dropped: Sequence[int] = ()
    device_name: str | None = None
    unlocked_at: str | None = None
    app_version: str | None = None


def exchange(who: SessionRow, asked: Request) -> bytes:
    """Store what can be stored, and give the next page. Returns the reply as JSON.

    Raises ``CursorNotYours``; ``HistoryChanged`` where the office was put back to before what the phone has read, which
    is noted, and nothing is stored; and ``SignedOut`` where nothing more is taken from the account.
    """
    now = utcnow()
    cursor = read_cursor(asked.cursor, who.office.id, who.user_id)
    latest = read_cursor(asked.latest, who.office.id, who.user_id)
    newest = max(cursor, latest, key=lambda each: each.anchor.seq)
    cursor = replace(cursor, anchor=newest.anchor, given_at=newest.given_at)
    offset = read_moment(asked.now) - now if asked.now else dt.timedelta()
    phone = _phone(who, asked, cursor.position, offset, now)
    try:
        results = _take(who, asked, cursor, phone, offset, now)
        settle_shared(who, now)
        with reading(who.office.id) as store:
            _refuse_other_history(cursor, store)
            page = _page(store, who, cursor.position, asked.limit, now)
            thresholds = policy_of(store.reminders.settings()).thresholds
            covered = store.backups.covered()
            note_delivered(store, who, cursor.position, page, now)
    except HistoryChanged:
        note_changed_history(who.office.id, cursor.given_at, phone.id if phone else None, now)
        raise
    count(changes=len(asked.changes), records=len(page.records), gone=len(page.gone))
    return exchange_reply(who, results, page, thresholds, covered, offset, now)


def take_sealed(who: SessionRow, changes: Sequence[Any], now: dt.datetime) -> list[Result]:
    """Store what can be stored of changes that a phone sealed, as an exchange does; nothing is pulled. An envelope
    tells nothing of its phone, so what the phone last said of itself holds, its clock's offset included.

    Raises ``SignedOut`` where nothing more is taken from the account.
    """
    known = who.phone
    offset = dt.timedelta(seconds=known.clock_offset_s if known else 0)
    asked = Request(changes, None, 0, None, queued=known.queued if known else 0, saved=known.saved if known else 0)
    return _take(who, asked, FIRST, _phone(who, asked, FIRST.position, offset, now), offset, now)


def _page(store: Office, who: SessionRow, position: Position, limit: int, now: dt.datetime) -> Page:
    """What is new to a phone. One that only delivers is given nothing, and stays where it is."""
    if who.only_delivers:
        return Page([], [], position, more=False, remaining=0, anchor=store.records.anchor())
    if who.may(Permission.READ_SHARED):
        return sharing.pull(store.records, who.user_id, position, limit, now)
    return as_seen_by(reader_of(who.user_id, who.role), pull(store.records, who.user_id, position, limit))


def as_seen_by(reader: Reader, page: Page) -> Page:
    """A page without what its reader may not see. Phones are for those who see all that comes to them, so that nothing
    is gone through; whoever else was let in would get what they may have, and no more.
    """
    if reader.own_cases and reader.sensitive:
        return page
    shown = [each for each in page.records if reader.own_cases or not KINDS[each.kind].is_about_a_client]
    return replace(page, records=[each if reader.sensitive else _without_sensitive(each) for each in shown])


def _without_sensitive(record: WireRecord) -> WireRecord:
    fields = json.loads(record.fields_json)
    kept = redaction.shown(record.kind, fields, sensitive=False)
    return record._replace(fields_json=_encode({name: fields[name] for name in kept}))


def _phone(
    who: SessionRow, asked: Request, position: Position, offset: dt.timedelta, now: dt.datetime
) -> PhoneState | None:
    """What the phone says of itself with this request. ``told_seq`` never goes back."""
    if who.phone is None:
        return None
    told_seq = max(who.phone.told_seq, _told_up_to(position))
    return PhoneState(
        who.phone.id,
        asked.device_name or who.phone.name,
        told_seq,
        int(offset.total_seconds()),
        asked.queued,
        now,
        revoked=False,
        saved=asked.saved,
        unlocked_at=read_moment(asked.unlocked_at) if asked.unlocked_at else who.phone.unlocked_at,
        version=asked.app_version or who.phone.version,
    )


def _told_up_to(position: Position) -> int:
    """The seq up to which a reader at this position has been told everything."""
    return position.effective - (position.seq < position.effective)


def _take(
    who: SessionRow,
    asked: Request,
    cursor: Cursor,
    phone: PhoneState | None,
    offset: dt.timedelta,
    now: dt.datetime,
) -> list[Result]:
    if not asked.changes:
        if phone is not None and (asked.dropped or _worth_noting(who, phone)):
            with writing(who.office.id) as store:
                _refuse_other_history(cursor, store)
                _note_phone(store, who, phone, asked)
        return []
    told_seq = phone.told_seq if phone else _told_up_to(cursor.position)
    author = author_of(who, phone, told_seq, offset, now)

    def take(part: Sequence[Any]) -> list[Result | None]:
        facts = _look_ahead(who.office.id, part)
        with writing(who.office.id) as store:
            return _take_part(store, who, replace(asked, changes=part), cursor, phone, author, facts, now)

    try:
        return in_parts(asked.changes, take)
    except (Unavailable, HistoryChanged):
        raise
    except Exception as error:  # noqa: BLE001 - whatever one change breaks must not keep the others from being stored
        log_incident(error)
    return [_take_alone(who, asked, cursor, phone, author, change, now) for change in asked.changes]


def _take_part(
    store: Office,
    who: SessionRow,
    asked: Request,
    cursor: Cursor,
    phone: PhoneState | None,
    author: Author,
    facts: Facts,
    now: dt.datetime,
) -> list[Result | None]:
    """As much of a request's changes as one transaction takes, with all that follows from them."""
    before = store.lock()
    _refuse_other_history(cursor, store)
    answers = push(store.records, author, asked.changes, now=now, new_id=new_id, facts=facts)
    taken = [place for place, answer in enumerate(answers) if answer is not None]
    changes = [asked.changes[place] for place in taken]
    results = settle_waiting(store, author, changes, [answer for answer in answers if answer is not None], now, facts)
    tell_apart(store, partial(exchanged, store, changes, results, now))
    count_returned(store, changes, results, before)
    if phone is not None:
        _note_phone(store, who, phone, replace(asked, changes=changes), results)
    by_place = dict(zip(taken, results, strict=True))
    return [by_place.get(place) for place in range(len(answers))]


def _note_phone(
    store: Office, who: SessionRow, phone: PhoneState, asked: Request, results: Sequence[Result] = ()
) -> None:
    store.accounts.note_phone(who.user_id, phone)
    taken = [change for change, result in zip(asked.changes, results, strict=bool(results)) if result.seq is not None]
    numbers = [number for change in taken if isinstance(number := change.get("number"), int)]
    if numbers or asked.dropped or (who.phone is not None and asked.saved > who.phone.saved):
        store.numbers.note(who.user_id, phone.id, saved=asked.saved, received=numbers, dropped=asked.dropped)


def _look_ahead(office: str, changes: Sequence[Any]) -> Facts:
    """What the changes need of the log, read while others may write. Nothing is read where none edits anything."""
    if all(isinstance(change, dict) and change.get("base") is None for change in changes):
        return Facts(0)
    with reading(office) as store:
        return look_ahead(store.records, changes)


def _take_alone(
    who: SessionRow,
    asked: Request,
    cursor: Cursor,
    phone: PhoneState | None,
    author: Author,
    change: Any,
    now: dt.datetime,
) -> Result:
    """One change of a batch that failed as a whole, in a transaction of its own."""
    try:
        with writing(who.office.id) as store:
            facts = look_ahead(store.records, [change])
            (result,) = _take_part(store, who, replace(asked, changes=[change]), cursor, phone, author, facts, now)
            if result is None:
                raise AssertionError("a change that stands alone is always answered")
            return result
    except (Unavailable, HistoryChanged):
        raise
    except Exception as error:  # noqa: BLE001 - it is answered, by name
        incident = log_incident(error)
        change_id = change.get("id") if isinstance(change, dict) else None
        name = change_id if isinstance(change_id, str) else None
        return Result(name, "rejected", code="internal", incident=incident)


def _refuse_other_history(cursor: Cursor, store: Office) -> None:
    if not store.records.has(cursor.anchor):
        raise HistoryChanged


def _worth_noting(who: SessionRow, phone: PhoneState) -> bool:
    """Whether what the phone says of itself is news enough for a write."""
    known = who.phone
    return known is None or (
        phone.told_seq > known.told_seq
        or phone.name != known.name
        or phone.queued != known.queued
        or phone.saved > known.saved
        or phone.unlocked_at != known.unlocked_at
        or phone.version != known.version
        or abs(phone.clock_offset_s - known.clock_offset_s) > _OFFSET_NOISE_S
        # Apart in either direction: it was seen "later" where the clock has been set back since.
        or abs(phone.last_seen_at - known.last_seen_at) > _SEEN_EVERY
    )
