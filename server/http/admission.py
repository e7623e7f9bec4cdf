"""Who is let in: login and password, within limits on how often anybody may be wrong."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from typing import Final

from server.ground.errors import PasswordEnded, WrongCredentials
from server.ground.trail import Act, Noted, Origin, note_later, origin
from server.http import attempts
from server.http.known_devices import token_of
from server.services.identities import passwords_ended
from server.services.passwords import account_of, check, fold_login
from server.store import utcnow
from server.store.attempts import Bucket
from server.store.directory import AccountRow

log = logging.getLogger("banso.admission")

WITHIN: Final = dt.timedelta(minutes=15)
MOST_FOR_ONE_LOGIN: Final = 10
MOST_FROM_ONE_ADDRESS: Final = 30
MOST_IN_ALL: Final = 1_000
MOST_FROM_A_KNOWN_DEVICE: Final = 10


def admit(login: str, password: str, *, judge: Callable[[str, str], AccountRow] = check) -> AccountRow:
    """The account of a login and its password, as ``judge`` finds it: an active one, unless it is asked for others.

    An attempt takes its place before it is judged, and gives it back unless it was wrong. So many attempts at once
    count as many one after another, and nobody who is right is counted. Raises ``WrongCredentials``, and
    ``TooManyAttempts`` without looking at the password.
    """
    place = attempts.take(*_buckets(fold_login(login)))
    try:
        account = judge(login, password)
        if passwords_ended(account):
            raise PasswordEnded
    except WrongCredentials:
        _note_failure(fold_login(login))
        raise
    except Exception:  # raised on: only its place is given back
        place.give_back()
        raise
    place.give_back()
    return account


def _note_failure(login: str) -> None:
    """Note for the office of a login that an attempt at it was wrong. It is written after the answer, so that the
    answer takes no longer than that to a login that nobody has.
    """
    account = account_of(login)
    if account is None:
        log.info("sign_in_failed_unknown")
        return
    whose = Origin(address=origin().address)
    note_later(account.office_id, Noted(Act.SIGN_IN_FAILED, "staff", account.id, origin=whose, at=utcnow()))


def _buckets(login: str) -> list[Bucket]:
    """What an attempt counts for. Attempts from a known device are counted apart, whatever others do to its login."""
    known = token_of(login)
    if known is not None:
        return [attempts.bucket("device", known, MOST_FROM_A_KNOWN_DEVICE, WITHIN)]
    return [
        attempts.bucket("login", login, MOST_FOR_ONE_LOGIN, WITHIN),
        attempts.bucket("address", attempts.address(), MOST_FROM_ONE_ADDRESS, WITHIN),
        attempts.bucket("everybody", "", MOST_IN_ALL, WITHIN),
    ]
