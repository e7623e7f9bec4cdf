"""One round trip with a phone: what it sends is stored first, then it is told what is new, its own work included."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from server.cursors import read_cursor, write_cursor
from server.delivering import author_of
from server.errors import CursorAhead, log_incident
from server.followup.thresholds import Thresholds
from server.ids import new_id
from server.logs import count
from server.reminders.events import exchanged
from server.reminders.settings import policy_of
from server.store import OfficeStore, Unavailable, reading, utcnow, writing
from server.store.rows import PhoneState, SessionRow
from sync.changes import CLOCK_TOLERANCE, Author, Result
from sync.exchange import pull, push
from sync.fields import read_moment, write_moment
from sync.store import Page, Position

_SEEN_EVERY: Final = dt.timedelta(minutes=10)
_OFFSET_NOISE_S: Final = 5

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Request:
    """What a phone asks (``docs/protocol.md``, Exchange). ``now`` is its clock, ``queued`` what it keeps for later."""

    changes: Sequence[Any]
    cursor: str | None
    limit: int
    now: str | None
    queued: int


def exchange(who: SessionRow, asked: Request) -> bytes:
    """Store what can be stored, and give the next page. Returns the reply as JSON.

    Raises ``CursorNotYours`` or ``CursorAhead``, with nothing stored.
    """
    now = utcnow()
    position = read_cursor(asked.cursor, who.office.id, who.user_id)
    offset = read_moment(asked.now) - now if asked.now else dt.timedelta()
    phone = _phone(who, asked, position, offset, now)
    results = _take(who, asked.changes, position, phone, offset, now)
    with reading(who.office.id) as store:
        if position.effective > store.last_seq():
            raise CursorAhead
        page = _nothing(position) if who.only_delivers else pull(store, who.user_id, position, asked.limit)
        thresholds = policy_of(store.reminder_settings()).thresholds
    count(changes=len(asked.changes), records=len(page.records), gone=len(page.gone))
    return _reply(who, results, page, thresholds, offset, now)


def _nothing(position: Position) -> Page:
    """The page of a phone that only delivers: it stays where it is."""
    return Page([], [], position, more=False, remaining=0)


def _phone(
    who: SessionRow, asked: Request, position: Position, offset: dt.timedelta, now: dt.datetime
) -> PhoneState | None:
    """What the phone says of itself with this request; what it has once been told, it stays told."""
    if who.phone is None:
        return None
    told = max(who.phone.told_seq, _told(position))
    return PhoneState(who.phone.id, told, int(offset.total_seconds()), asked.queued, now, revoked=False)


def _told(position: Position) -> int:
    """How far a reader at this position has been told for certain: in the middle of a place, up to the one before."""
    return position.effective - (position.seq < position.effective)


def _take(
    who: SessionRow,
    changes: Sequence[Any],
    position: Position,
    phone: PhoneState | None,
    offset: dt.timedelta,
    now: dt.datetime,
) -> list[Result]:
    if not changes:
        if phone is not None and _worth_noting(who, phone):
            with writing(who.office.id) as store:
                _refuse_ahead(position, store)
                store.note_phone(who.user_id, phone)
        return []
    told = phone.told_seq if phone else _told(position)
    author = author_of(who, phone, told, offset, now)
    try:
        with writing(who.office.id) as store:
            _refuse_ahead(position, store)
            if phone is not None:
                store.note_phone(who.user_id, phone)
            results = push(store, author, changes, now=now, new_id=new_id)
            exchanged(store, changes, results, now)
            return results
    except (Unavailable, CursorAhead):
        raise
    except Exception as error:  # noqa: BLE001 - whatever one change breaks must not keep the others from being stored
        log_incident(error)
    return [_take_alone(who.office.id, author, change, now) for change in changes]


def _take_alone(office: str, author: Author, change: Any, now: dt.datetime) -> Result:
    """One change of a batch that failed as a whole, in a transaction of its own."""
    try:
        with writing(office) as store:
            return push(store, author, [change], now=now, new_id=new_id)[0]
    except Unavailable:
        raise
    except Exception as error:  # noqa: BLE001 - it is answered, by name
        incident = log_incident(error)
        change_id = change.get("id") if isinstance(change, dict) else None
        name = change_id if isinstance(change_id, str) else None
        return Result(name, "rejected", code="internal", incident=incident)


def _refuse_ahead(position: Position, store: OfficeStore) -> None:
    if position.effective > store.lock():
        raise CursorAhead


def _worth_noting(who: SessionRow, phone: PhoneState) -> bool:
    """Whether what the phone says of itself is news enough for a write."""
    known = who.phone
    return known is None or (
        phone.told_seq > known.told_seq
        or phone.queued != known.queued
        or abs(phone.clock_offset_s - known.clock_offset_s) > _OFFSET_NOISE_S
        or phone.last_seen_at - known.last_seen_at > _SEEN_EVERY
    )


def _reply(
    who: SessionRow,
    results: list[Result],
    page: Page,
    thresholds: Thresholds,
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
            "cursor": write_cursor(page.position, who.office.id, who.user_id),
            "more": page.more,
            "remaining": page.remaining,
            "server_time": write_moment(now),
            "clock_offset_s": int(offset.total_seconds()),
            "clock_warning": abs(offset) > CLOCK_TOLERANCE,
            "thresholds": asdict(thresholds),
            **({"delivery": True} if who.only_delivers else {}),
        }
    )
    answers = json.dumps([result.to_wire() for result in results], separators=(",", ":"))
    return f'{{"results":{answers},"records":[{records}],{rest[1:]}'.encode()
