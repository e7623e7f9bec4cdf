"""Challenges for passkeys, and passkeys that are shown.

A challenge is kept in the browser, signed: good for five minutes, for one purpose and where it is of an account for
that one, and for one answer (``Passkeys.answer``).
"""

from __future__ import annotations

import base64
import datetime as dt
import secrets
from typing import Any, Final, Literal

from flask import request, session

from server.ground.errors import NotFound, PasskeyWrong
from server.ground.strict_json import read_strict
from server.http import attempts
from server.services.passkeys import CHALLENGE_LASTS, Challenge, is_offered, judge, shown_by
from server.store import utcnow, writing
from server.store.directory import AccountRow

Purpose = Literal["sign_in", "second_step", "confirm", "add"]

CREDENTIAL: Final = "credential"
"""The field of a form in which a browser's script puts what a passkey answered."""
MOST_FROM_ONE_ADDRESS: Final = 30
WITHIN: Final = dt.timedelta(minutes=15)
_KEPT: Final = "passkey"
_CHALLENGE_BYTES: Final = 32


def issue(purpose: Purpose, user: str = "") -> Challenge:
    """A new challenge for this browser, in place of an earlier one. Raises ``NotFound`` where there are no passkeys."""
    if not is_offered():
        raise NotFound
    until = utcnow() + CHALLENGE_LASTS
    challenge = Challenge(secrets.token_bytes(_CHALLENGE_BYTES), until)
    session[_KEPT] = {
        "challenge": base64.b64encode(challenge.value).decode(),
        "purpose": purpose,
        "user": user,
        "until": int(until.timestamp()),
    }
    return challenge


def taken(purpose: Purpose, user: str = "") -> Challenge | None:
    """The challenge that this browser was given for a purpose. It cannot be taken a second time."""
    kept: dict[str, Any] = session.pop(_KEPT, None) or {}
    if not kept or not is_offered() or (kept["purpose"], kept["user"]) != (purpose, user):
        return None
    until = dt.datetime.fromtimestamp(kept["until"], dt.UTC)
    return Challenge(base64.b64decode(kept["challenge"]), until) if utcnow() < until else None


def credential_in_form() -> dict[str, Any]:
    """What the script of a page put into its form; nothing where that is no passkey's answer."""
    try:
        credential = read_strict(request.form.get(CREDENTIAL, "").encode(errors="surrogatepass"))
    except (ValueError, RecursionError):
        return {}
    return credential if isinstance(credential, dict) else {}


def judge_passkey(credential: dict[str, Any], purpose: Purpose, account: AccountRow | None = None) -> AccountRow:
    """Whose passkey was shown here: that of ``account``, or of any where none is named. Raises ``PasskeyWrong``, and
    ``TooManyAttempts`` without looking at it.
    """
    place = attempts.take(attempts.bucket("passkey", attempts.address(), MOST_FROM_ONE_ADDRESS, WITHIN))
    challenge = taken(purpose, account.id if account else "")
    owner = account or shown_by(credential)
    if owner is None or challenge is None:
        raise PasskeyWrong
    try:
        with writing(owner.office_id) as store:
            refused = judge(store, owner.id, credential, challenge, now=utcnow())
    except Exception:  # raised on: only its place is given back
        place.give_back()
        raise
    if refused is not None:
        raise PasskeyWrong
    place.give_back()
    return owner
