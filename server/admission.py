"""Who is let in: login and password, within limits on how often anybody may be wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Final

from server import attempts
from server.auth import check, fold_login
from server.errors import WrongCredentials
from server.known_devices import token_of
from server.store.attempts import Bucket
from server.store.rows import AccountRow

WITHIN: Final = dt.timedelta(minutes=15)
MOST_FOR_ONE_LOGIN: Final = 10
MOST_FROM_ONE_ADDRESS: Final = 30
MOST_IN_ALL: Final = 1_000
MOST_FROM_A_KNOWN_DEVICE: Final = 10


def admit(login: str, password: str, *, judge: Callable[[str, str], AccountRow] = check) -> AccountRow:
    """The account of a login and its password, as ``judge`` finds it: an active one, unless it is asked for others.

    An attempt takes its place before it is judged, and gives it back unless it was wrong: so many at once are no more
    than so many one after another, and whoever is right is never counted. Raises ``WrongCredentials``, and
    ``TooManyAttempts`` without looking at the password.
    """
    place = attempts.take(*_buckets(fold_login(login)))
    try:
        account = judge(login, password)
    except WrongCredentials:
        raise
    except Exception:  # raised on: only its place is given back
        place.give_back()
        raise
    place.give_back()
    return account


def _buckets(login: str) -> list[Bucket]:
    """What an attempt counts for. That of a known device is its own affair, whatever others do to its login."""
    known = token_of(login)
    if known is not None:
        return [attempts.bucket("device", known, MOST_FROM_A_KNOWN_DEVICE, WITHIN)]
    return [
        attempts.bucket("login", login, MOST_FOR_ONE_LOGIN, WITHIN),
        attempts.bucket("address", attempts.address(), MOST_FROM_ONE_ADDRESS, WITHIN),
        attempts.bucket("everybody", "", MOST_IN_ALL, WITHIN),
    ]
