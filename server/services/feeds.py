"""Calendar addresses: what a worker has planned, for the calendar on their phone or desk (RFC 5545).

The address is a secret, and what it opens leaves the house: calendar services keep copies. So an event says when and by
which method, and nothing of whom, where and why.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import uuid
import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext
from icalendar import Calendar, Event

from server.ground.errors import NotFound
from server.ground.trail import Act, Noted
from server.language.words import Words
from server.store import directory, reading, utcnow, writing
from server.store.calendar import PlannedRow
from server.store.directory import SessionRow
from server.store.owners import Owner

DAYS_BACK: Final = dt.timedelta(days=30)
DAYS_AHEAD: Final = dt.timedelta(days=180)
ASSUMED_LENGTH: Final = dt.timedelta(hours=1)
"""Shown for what has no planned end; an event without one would be a line in the calendar."""
REFRESH: Final = dt.timedelta(hours=1)

_EVENTS: Final = uuid.UUID("5c6fb1b0-3f1e-5d0b-9c5e-6d2f0e6a7a10")
"""The namespace of events' ids, which tell nothing of the records behind them."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A calendar as it is served. ``mark`` changes exactly when an event does."""

    content: bytes
    mark: str


def open_feed(who: SessionRow) -> tuple[str, dt.datetime]:
    """Give a user a new calendar address. Returns its secret, which is kept nowhere, and since when it is good."""
    token, now = secrets.token_urlsafe(32), utcnow()
    with writing(who.office.id) as store:
        store.lock()
        store.calendar.open_feed(who.user_id, _hash(token), now)
        store.trail.note(Noted(Act.FEED_OPENED, "staff", who.user_id))
    return token, now


def close_feed(who: SessionRow) -> None:
    """Take a user's calendar address back, if there is one."""
    with writing(who.office.id) as store:
        store.calendar.close_feed(who.user_id)
        store.trail.note(Noted(Act.FEED_CLOSED, "staff", who.user_id))


def feed_since(who: SessionRow) -> dt.datetime | None:
    """Since when a user has the calendar address that they have; ``None`` where they have none."""
    with reading(who.office.id) as store:
        return store.calendar.feed_since(who.user_id)


def feed_of(token: str, language: str, now: dt.datetime) -> Feed:
    """The calendar that an address with this secret opens. Raises ``NotFound`` for a secret that is good no longer."""
    with directory() as lookup:
        owner: Owner | None = lookup.feed(_hash(token))
    if owner is None:
        raise NotFound
    with reading(owner.office) as store:
        zone, rows = store.zone, store.calendar.planned(owner.user, now - DAYS_BACK, now + DAYS_AHEAD)
    return write_feed(rows, zone, language, now)


def write_feed(rows: Sequence[PlannedRow], zone: zoneinfo.ZoneInfo, language: str, now: dt.datetime) -> Feed:
    """What is planned as a calendar in the office's time zone."""
    words = Words(language, zone)
    calendar = Calendar()
    calendar.add("prodid", "-//Banso//JA")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", gettext("Visits (Banso)"))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    mark = hashlib.sha256(language.encode())
    for uid, row in _by_uid(rows).items():
        ends_at = row.ends_at or row.starts_at + ASSUMED_LENGTH
        event = Event()
        event.add("uid", uid)
        event.add("dtstamp", now)
        event.add("dtstart", row.starts_at.astimezone(zone))
        event.add("dtend", ends_at.astimezone(zone))
        event.add("summary", words.code("method", row.method))
        event.add("class", "PRIVATE")
        calendar.add_component(event)
        mark.update(f"{uid} {row.starts_at} {ends_at} {row.method}\n".encode())
    calendar.add_missing_timezones()
    return Feed(calendar.to_ical(), mark.hexdigest())


def _by_uid(rows: Sequence[PlannedRow]) -> dict[str, PlannedRow]:
    """A time of a recurring visit keeps its id when an appointment takes its place: in the calendar it is moved. A
    second appointment in the same place has an id of its own.
    """
    by_uid: dict[str, PlannedRow] = {}
    for row in rows:
        own = _uid(row.appointment) if row.appointment else ""
        uid = _uid(row.series, row.occurrence) if row.series and row.occurrence else own
        by_uid[own if uid in by_uid else uid] = row
    return by_uid


def _uid(*parts: object) -> str:
    return str(uuid.uuid5(_EVENTS, "/".join(str(part) for part in parts)))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
