"""Between the password, or the word of a provider, and being let in: who has given the one and not yet the other.

The browser keeps it, signed, for ten minutes. It is good for the account's present password and no other one, and lets
nobody read anything. Wrong codes are bounded as wrong passwords are: here by account, since whoever tries them has its
password (``docs/decisions/0020-accounts.md``).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from flask import session

from server.ground.errors import SecondFactorWrong
from server.http import attempts
from server.http.auth import Way
from server.http.known_devices import token_of
from server.services.factors import check
from server.store import directory, utcnow, writing
from server.store.attempts import Bucket
from server.store.directory import AccountRow

LASTS: Final = dt.timedelta(minutes=10)
_KEPT: Final = "second_step"

MOST_CODES: Final = 5
WITHIN: Final = dt.timedelta(minutes=15)
MOST_CODES_A_DAY: Final = 20
"""Of a million codes three are good at a time: with so many guesses a day, one in 17,000 days comes in."""


@dataclass(frozen=True, slots=True)
class Held:
    """Who has done the first step, whether on a screen that several use, and where they were on their way to. ``way``
    is by what, where that was no password.
    """

    account: AccountRow
    shared: bool
    onward: str
    way: Way | None = None


def hold(account: AccountRow, *, shared: bool, onward: str, way: Way | None = None) -> None:
    """Remember in this browser that somebody did the first step."""
    session[_KEPT] = {
        "office": account.office_id,
        "user": account.id,
        "password": _mark(account),
        "until": int((utcnow() + LASTS).timestamp()),
        "shared": shared,
        "onward": onward,
        "way": way,
    }


def held() -> Held | None:
    """Who has done the first step in this browser. ``None`` where nobody has, where it was too long ago, or where the
    account has another password by now.
    """
    kept: dict[str, Any] = session.get(_KEPT) or {}
    if not kept or kept["until"] < utcnow().timestamp():
        return None
    with directory() as lookup:
        account = lookup.account_of(kept["office"], kept["user"])
    if account is None or not account.active or _mark(account) != kept["password"]:
        return None
    return Held(account, bool(kept["shared"]), str(kept["onward"]), kept.get("way"))


def judge_code(account: AccountRow, typed: str) -> None:
    """Take a code of an account's authenticator, or a recovery code. Raises ``SecondFactorWrong``, and
    ``TooManyAttempts`` without looking at it.
    """
    place = attempts.take(*_buckets(account))
    try:
        with writing(account.office_id) as store:
            right = check(store, account.id, typed, now=utcnow())
    except Exception:  # raised on: only its place is given back
        place.give_back()
        raise
    if not right:
        raise SecondFactorWrong
    place.give_back()


def take_place_for_enrolment(account: AccountRow) -> attempts.Place:
    """A place for the first code of an authenticator that is being set up, to be given back if it was right."""
    return attempts.take(*_buckets(account))


def _buckets(account: AccountRow) -> list[Bucket]:
    """The buckets in which an attempt at a code counts. A browser in which the account has signed in before has buckets
    of its own, so that somebody elsewhere who has the password cannot shut its owner out.
    """
    whose = token_of(account.login) or account.id
    return [
        attempts.bucket("code", whose, MOST_CODES, WITHIN),
        attempts.bucket("codes", whose, MOST_CODES_A_DAY, dt.timedelta(days=1)),
    ]


def _mark(account: AccountRow) -> str:
    return attempts.digest(account.password_hash)
