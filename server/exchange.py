"""One round trip with a phone: what it sends is stored first, then it is told what is new, its own work included."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any, Final

from server.cursors import Cursor, read_cursor, write_cursor
from server.delivering import author_of
from server.errors import HistoryChanged, log_incident
from server.followup.thresholds import Thresholds
from server.ids import new_id
from server.logs import count
from server.recovery import count_returned, note_changed_history, settle_waiting
from server.reminders.events import exchanged, tell_apart
from server.reminders.settings import policy_of
from server.store import OfficeStore, Unavailable, reading, utcnow, writing
from server.store.backups import Covered
from server.store.rows import PhoneState, SessionRow
from sync.changes import CLOCK_TOLERANCE, Author, Result
from sync.exchange import in_parts, pull, push
from sync.facts import Facts
from sync.fields import read_moment, write_moment
from sync.lookahead import look_ahead
from sync.store import Page, Position

_SEEN_EVERY: Final = dt.timedelta(minutes=10)
_OFFSET_NOISE_S: Final = 5

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Request:
    """What a phone asks (``docs/protocol.md``, Exchange). ``now`` is its clock, ``queued`` what it keeps for later.

    ``latest`` is the cursor of the newest reply of which it has taken anything. ``saved`` is how far it has numbered
    what it saved, ``dropped`` are numbers of what was given up there.
    """

    changes: Sequence[Any]
    cursor: str | None
    limit: int
    now: str | None
    queued: int
    latest: str | None = None
    saved: int = 0
    dropped: Sequence[int] = ()


def exchange(who: SessionRow, asked: Request) -> bytes:
    """Store what can be stored, and give the next page. Returns the reply as JSON.

    Raises ``CursorNotYours``, or ``HistoryChanged`` where the office has noted as much and stored nothing of it.
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
        with reading(who.office.id) as store:
            _refuse_other_history(cursor, store)
            page = _page(store, who, cursor.position, asked.limit)
            thresholds = policy_of(store.reminder_settings()).thresholds
            covered = store.covered()
    except HistoryChanged:
        note_changed_history(who.office.id, cursor.given_at, phone.id if phone else None, now)
        raise
    count(changes=len(asked.changes), records=len(page.records), gone=len(page.gone))
    return _reply(who, results, page, thresholds, covered, offset, now)


def _page(store: OfficeStore, who: SessionRow, position: Position, limit: int) -> Page:
    """What is new to a phone. One that only delivers is given nothing, and stays where it is."""
    if who.only_delivers:
        return Page([], [], position, more=False, remaining=0, anchor=store.anchor())
    return pull(store, who.user_id, position, limit)


def _phone(
    who: SessionRow, asked: Request, position: Position, offset: dt.timedelta, now: dt.datetime
) -> PhoneState | None:
    """What the phone says of itself with this request; what it has once been told, it stays told."""
    if who.phone is None:
        return None
    told = max(who.phone.told_seq, _told(position))
    return PhoneState(
        who.phone.id, told, int(offset.total_seconds()), asked.queued, now, revoked=False, saved=asked.saved
    )


def _told(position: Position) -> int:
    """How far a reader at this position has been told for certain: in the middle of a place, up to the one before."""
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
    told = phone.told_seq if phone else _told(cursor.position)
    author = author_of(who, phone, told, offset, now)

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
    store: OfficeStore,
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
    answers = push(store, author, asked.changes, now=now, new_id=new_id, facts=facts)
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
    store: OfficeStore, who: SessionRow, phone: PhoneState, asked: Request, results: Sequence[Result] = ()
) -> None:
    store.note_phone(who.user_id, phone)
    taken = [change for change, result in zip(asked.changes, results, strict=bool(results)) if result.seq is not None]
    numbers = [number for change in taken if isinstance(number := change.get("number"), int)]
    if numbers or asked.dropped or (who.phone is not None and asked.saved > who.phone.saved):
        store.note_numbers(who.user_id, phone.id, saved=asked.saved, received=numbers, dropped=asked.dropped)


def _look_ahead(office: str, changes: Sequence[Any]) -> Facts:
    """What the changes need of the log, read while others may write. Nothing is read where none edits anything."""
    if all(isinstance(change, dict) and change.get("base") is None for change in changes):
        return Facts(0)
    with reading(office) as store:
        return look_ahead(store, changes)


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
            facts = look_ahead(store, [change])
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


def _refuse_other_history(cursor: Cursor, store: OfficeStore) -> None:
    if not store.has(cursor.anchor):
        raise HistoryChanged


def _worth_noting(who: SessionRow, phone: PhoneState) -> bool:
    """Whether what the phone says of itself is news enough for a write."""
    known = who.phone
    return known is None or (
        phone.told_seq > known.told_seq
        or phone.queued != known.queued
        or phone.saved > known.saved
        or abs(phone.clock_offset_s - known.clock_offset_s) > _OFFSET_NOISE_S
        # Apart in either direction: it was seen "later" where the clock has been set back since.
        or abs(phone.last_seen_at - known.last_seen_at) > _SEEN_EVERY
    )


def _reply(
    who: SessionRow,
    results: list[Result],
    page: Page,
    thresholds: Thresholds,
    covered: Covered | None,
    offset: dt.timedelta,
    now: dt.datetime,
) -> bytes:
    """The reply as JSON. Stored fields are JSON already and go out as they are."""
    records = ",".join(
        f'{{"kind":"{kind}","id":"{id_}","scope":"{scope}","seq":{seq},"head":"{head}","fields":{fields}}}'
        for kind, id_, scope, seq, head, fields in page.records
    )
    rest = _encode(
        {
            "gone": page.gone,
            "cursor": write_cursor(page, who.office.id, who.user_id, now),
            "seq": page.anchor.seq,
            "more": page.more,
            "remaining": page.remaining,
            "server_time": write_moment(now),
            "clock_offset_s": int(offset.total_seconds()),
            "clock_warning": abs(offset) > CLOCK_TOLERANCE,
            "thresholds": asdict(thresholds),
            "covered": None if covered is None else {"seq": covered.seq, "at": write_moment(covered.at)},
            **({"delivery": True} if who.only_delivers else {}),
        }
    )
    answers = json.dumps([result.to_wire() for result in results], separators=(",", ":"))
    return f'{{"results":{answers},"records":[{records}],{rest[1:]}'.encode()
