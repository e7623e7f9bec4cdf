"""Cases that the office restricts to named staff, and who opens one all the same, giving a reason
(docs/decisions/0025-restricted-cases.md).

The caller makes sure that the case is open to ``who``, except for ``open_with_reason``: that is for those to whom it
is not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Final

from server.ground.trail import Act, Noted
from server.reminders.ending import end
from server.reminders.events import restricted_opened, tell_apart
from server.services.casework import StaleView, change_as_server
from server.store import Office
from server.store.accounts import UserRow
from server.store.directory import SessionRow
from sync.fields import LINE_LENGTH, Json
from sync.roles import Permission
from sync.store import Record

OPEN_FOR: Final = dt.timedelta(hours=1)
"""How long somebody sees a case that they have opened with a reason: a call, a visit by the police, a hand-over."""

REASON_LENGTH: Final = LINE_LENGTH


class NotEligible(ValueError):
    """Somebody is named who would not see the case anyway."""


class NobodyLeft(ValueError):
    """Nobody is named who may read what people said in it."""


def restricted_to(case: Record) -> frozenset[str]:
    """Those to whom alone a case is open; empty where it is not restricted."""
    return frozenset(case.fields.get("restricted_to", ()))


def in_charge_of(fields: Mapping[str, Json]) -> set[str]:
    """Who is in charge of a case."""
    return {fields.get("main_worker"), *fields.get("co_workers", ())} - {None}


def candidates(store: Office, case: Record) -> list[UserRow]:
    """Those to whom a case may be restricted: those who see it now, because it is in their charge or because they see
    every case.
    """
    charge = in_charge_of(case.fields)
    return [
        user
        for user in store.accounts.users()
        if user.may(Permission.READ_OFFICE) or (user.id in charge and user.may(Permission.READ_OWN_CASES))
    ]


def check_named(store: Office, case: Record, named: Collection[str]) -> None:
    """Raise ``NotEligible`` or ``NobodyLeft`` where a case cannot be restricted to some users."""
    able = {user.id: user for user in candidates(store, case)}
    if not set(named) <= able.keys():
        raise NotEligible
    if not any(able[user].may(Permission.READ_SENSITIVE) for user in named):
        raise NobodyLeft


def restrict(
    store: Office,
    who: SessionRow,
    case: Record,
    named: frozenset[str],
    *,
    shown: Collection[str],
    reason: str,
    now: dt.datetime,
) -> bool:
    """Restrict a case to some users. It leaves the phones of the others as a case does that was handed on, and so do
    the notices about it. Returns whether anything was altered.

    ``shown`` is to whom it was restricted as the form had it. Raises ``StaleView`` where that is no longer so,
    ``NotEligible`` and ``NobodyLeft``.
    """
    _still(store, case, shown)
    check_named(store, case, named)
    if named == restricted_to(case):
        return False
    _write(store, who, case, sorted(named), now)
    details = {"named": tuple(sorted(named))}
    store.trail.note(Noted(Act.CASE_RESTRICTED, "case", case.id, case.id, reason=reason, details=details))
    end(store, store.retention.notices_about(case.id, but_for=named), now)
    return True


def lift(
    store: Office, who: SessionRow, case: Record, *, shown: Collection[str], reason: str, now: dt.datetime
) -> None:
    """Open a case to the whole office again. Raises ``StaleView``."""
    _still(store, case, shown)
    _write(store, who, case, None, now)
    store.trail.note(Noted(Act.RESTRICTION_LIFTED, "case", case.id, case.id, reason=reason))


def open_with_reason(store: Office, who: SessionRow, cases: Sequence[str], reason: str, now: dt.datetime) -> None:
    """Let a user see cases that are restricted to others, for as long as ``OPEN_FOR`` says. Those who are named, and
    whoever restricts cases, are told.
    """
    store.lock()
    minutes = int(OPEN_FOR.total_seconds()) // 60
    for case in cases:
        tell_apart(store, partial(restricted_opened, store, case, by=who.user_id, at=now))
        store.restrictions.let_in(who.user_id, case, now, now + OPEN_FOR)
        noted = Noted(Act.RESTRICTED_OPENED, "case", case, case, reason=reason, details={"minutes": minutes})
        store.trail.note(noted)


def note_sought(store: Office, reason: str) -> None:
    """Note that somebody asked to open a restricted case and named none."""
    store.trail.note(Noted(Act.RESTRICTED_SOUGHT, reason=reason))


def _still(store: Office, case: Record, shown: Collection[str]) -> None:
    store.lock()
    if restricted_to(store.records.by_id([case.id])[case.id]) != frozenset(shown):
        raise StaleView


def _write(store: Office, who: SessionRow, case: Record, named: list[str] | None, now: dt.datetime) -> None:
    store.restrictions.let_nobody_in(case.id)
    fields: dict[str, Json] = {"restricted_to": named}
    change_as_server(store, "case", case.id, fields, by=who.user_id, role=who.role, now=now)
