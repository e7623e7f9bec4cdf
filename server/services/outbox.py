"""What a phone has sealed for its office: opened, and taken as the changes that it is.

An envelope may come from a phone that is locked, or that destroyed its own key and can never show its user an answer.
So what an exchange would give back for its author to mend is held here for a person, and what comes from a phone that
was taken out of use is held without being applied. The phone lets go of an envelope when it is told ``taken``, and not
before the office has stored what that rests on.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from server.ground.base64url import read_base64url
from server.ground.ids import ids_in
from server.ground.installation import installation
from server.ground.logs import count
from server.ground.outbox_keys import OutboxKey, Unopenable
from server.ground.p256 import KeyUnusable
from server.ground.strict_json import read_strict
from server.services.exchange import take_sealed
from server.services.refusals import write_refusal
from server.store import reading, utcnow, writing
from server.store.directory import SessionRow
from server.store.recovery import HELD, WaitingRow
from sync.changes import Result

VERSIONS: Final = (1, 2)
"""The forms of envelopes that are opened. Phones make the last one; a phone in a drawer may keep any."""

HELD_FOR_A_PERSON: Final = "held"
UNREADABLE: Final = "envelope_unreadable"
TOO_MUCH_HELD: Final = "too_much_held"
ERASED: Final = "record_erased"
CODES: Final = (
    *("applied", "merged", "conflict", "waiting", HELD_FOR_A_PERSON, ERASED),
    *(UNREADABLE, "internal", TOO_MUCH_HELD),
)
"""What an envelope may be answered with."""

log = logging.getLogger("banso.outbox")

_NOT_TRIED: Final[Mapping[Any, str]] = {}
"""Of a phone that was taken out of use nothing is tried, and so nothing refused."""

_STORED: Final = frozenset({"applied", "merged", "conflict"})


@dataclass(frozen=True, slots=True)
class Envelope:
    """One change as its phone sealed it, under the key of an id. ``enc`` and ``sealed`` are base64url, ``version`` is
    one of ``VERSIONS``.
    """

    change: str
    key: str
    enc: str
    sealed: str
    version: int = 1


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of an envelope. With ``taken`` the phone may let go of it; ``code`` is one of ``CODES``."""

    change: str
    taken: bool
    code: str


def take_envelopes(who: SessionRow, envelopes: Sequence[Envelope]) -> list[Answer]:
    """Take what a phone has sealed. Returns an answer for each envelope, in the order given.

    Raises ``SignedOut`` where nothing more is taken from the account.
    """
    now = utcnow()
    opened = {each: change for each in envelopes if (change := _opened(who, each)) is not None}
    answers = _hold_all(who, opened, now) if who.on_revoked_phone else _take(who, opened, now)
    count(envelopes=len(envelopes), unreadable=len(set(envelopes)) - len(opened))
    return [answers.get(each, Answer(each.change, False, UNREADABLE)) for each in envelopes]


def _take(who: SessionRow, opened: Mapping[Envelope, Any], now: dt.datetime) -> dict[Envelope, Answer]:
    """Take the changes as an exchange takes them, and hold those that it refuses."""
    results = dict(zip(opened, take_sealed(who, list(opened.values()), now), strict=True))
    refused = {each: opened[each] for each, result in results.items() if _is_for_a_person(result)}
    held = _hold(who, refused, now, {each: write_refusal(results[each]) for each in refused})
    waiting = [each.change for each, result in results.items() if result.status == "waiting"]
    here = _kept(who, waiting)
    return {each: _answer(each, result, held, here) for each, result in results.items()}


def _answer(envelope: Envelope, result: Result, held: set[str], waiting: set[str]) -> Answer:
    if result.status in _STORED:
        return Answer(envelope.change, True, result.status)
    if result.status == "waiting":
        return Answer(envelope.change, envelope.change in waiting, "waiting")
    if result.code == ERASED:
        return Answer(envelope.change, True, ERASED)
    if not _is_for_a_person(result):
        return Answer(envelope.change, False, "internal")
    return _held(envelope, held)


def _hold_all(who: SessionRow, opened: Mapping[Envelope, Any], now: dt.datetime) -> dict[Envelope, Answer]:
    """Hold everything that the office does not have: nothing of a phone that was taken out of use is applied."""
    with reading(who.office.id) as store:
        entries = store.records.entries({each.change for each in opened})
        named = {each: ids_in(json.dumps(change)) for each, change in opened.items()}
        erased = store.records.erased({id_ for ids in named.values() for id_ in ids})
    here = {id_: "applied" for id_, entry in entries.items() if entry.author == who.user_id}
    here |= {each.change: ERASED for each, ids in named.items() if ids & erased}
    held = _hold(who, {each: change for each, change in opened.items() if each.change not in here}, now)
    return {
        each: Answer(each.change, True, here[each.change]) if each.change in here else _held(each, held)
        for each in opened
    }


def _held(envelope: Envelope, held: set[str]) -> Answer:
    if envelope.change in held:
        return Answer(envelope.change, True, HELD_FOR_A_PERSON)
    return Answer(envelope.change, False, TOO_MUCH_HELD)


def _hold(
    who: SessionRow, changes: Mapping[Envelope, Any], now: dt.datetime, refusals: Mapping[Envelope, str] = _NOT_TRIED
) -> set[str]:
    """Hold changes for a person to read, with why they were refused. Returns the ids of those that are kept, all of
    them but past a bound.
    """
    if not changes:
        return set()
    device = None if who.phone is None else who.phone.id
    rows = {
        each.change: WaitingRow(each.change, who.user_id, device, json.dumps(change), now, HELD, refusals.get(each))
        for each, change in changes.items()
    }
    with writing(who.office.id) as store:
        store.lock()
        return store.recovery.hold(list(rows.values()), now)


def _kept(who: SessionRow, changes: Sequence[str]) -> set[str]:
    """Those of some changes that the office keeps whole while they wait."""
    if not changes:
        return set()
    with reading(who.office.id) as store:
        return store.recovery.kept(who.user_id, changes)


def _is_for_a_person(result: Result) -> bool:
    """Whether a change was refused for good: what failed by a mistake of ours is sent again, and what was erased is not
    kept here in another place."""
    return result.status == "rejected" and result.code not in {"internal", ERASED}


def _opened(who: SessionRow, envelope: Envelope) -> dict[str, Any] | None:
    """The change in an envelope; ``None`` where it is not what its phone sealed for this office, user and change."""
    enc, sealed = read_base64url(envelope.enc), read_base64url(envelope.sealed)
    if enc is None or sealed is None:
        return None
    bound_to = f"{who.office.id}\n{who.user_id}\n{envelope.change}"
    if envelope.version == 1:
        text = open_sealed(who.office.id, envelope.key, enc, sealed, b"banso-outbox-1", bound_to.encode())
    else:
        text = open_sealed(who.office.id, envelope.key, enc, sealed, f"banso-outbox-2\n{bound_to}".encode())
    try:
        change = None if text is None else read_strict(text)
    except (ValueError, RecursionError):
        return None
    return change if isinstance(change, dict) and change.get("id") == envelope.change else None


def open_sealed(
    office: str, key_id: str, enc: bytes, sealed: bytes, info: bytes, aad: bytes | None = None
) -> bytes | None:
    """What was sealed for an office's key with an id, which may be anything; ``None`` where it does not open."""
    key = _key(office, key_id)
    try:
        return None if key is None else key.open(enc, sealed, info=info, aad=aad)
    except Unopenable:
        return None


def _key(office: str, key_id: str) -> OutboxKey | None:
    try:
        return installation().outbox_keys.of_id(office, key_id)
    except KeyUnusable:
        log.error("outbox_key_unusable", extra={"office": office})
        return None
