"""The way to the provider of identities and back, as this browser goes it.

What it was sent with is kept in the browser, signed, for ten minutes and one answer. A phone that comes back has its
identity kept for five, until the app signs in with it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final, Literal

from flask import session

from server.ground.provider import Asked, Provider, Shown, ask
from server.services.passkeys import Challenge
from server.store import directory, utcnow, writing
from server.store.directory import AccountRow

Purpose = Literal["sign_in", "phone", "confirm", "bind", "link"]

WAY_LASTS: Final = dt.timedelta(minutes=10)
IDENTITY_LASTS: Final = dt.timedelta(minutes=5)
_SENT: Final = "provider"
_SHOWN: Final = "identity"


@dataclass(frozen=True, slots=True)
class Sent:
    """What a browser was sent to the provider for. ``whose`` is the account that it is about, or the secret of its
    link; ``anew`` whether the provider was to ask although it knew.
    """

    asked: Asked
    purpose: Purpose
    whose: str
    onward: str
    shared: bool
    anew: bool
    until: dt.datetime


def send(provider: Provider, purpose: Purpose, *, whose: str = "", onward: str = "", shared: bool = False) -> str:
    """Where this browser goes now. On a screen that several use the provider asks anew, whoever is signed in there, and
    where somebody shows once more who they are. Raises ``ProviderUnavailable``.
    """
    asked, now, anew = ask(), utcnow(), purpose == "confirm"
    address = provider.address(asked, now=now, anew=anew or shared)
    session[_SENT] = {
        "asked": [asked.state, asked.nonce, asked.verifier],
        "purpose": purpose,
        "whose": whose,
        "onward": onward,
        "shared": shared,
        "anew": anew,
        "until": int((now + WAY_LASTS).timestamp()),
    }
    return address


def come_back() -> Sent | None:
    """What this browser was sent with. It cannot be taken a second time. ``None`` where that is too long ago, or never
    was.
    """
    kept: dict[str, Any] = session.pop(_SENT, None) or {}
    if not kept:
        return None
    until = dt.datetime.fromtimestamp(kept["until"], dt.UTC)
    if utcnow() >= until:
        return None
    more = {name: kept[name] for name in ("purpose", "whose", "onward", "shared", "anew")}
    return Sent(Asked(*kept["asked"]), until=until, **more)


def is_first_answer(account: AccountRow, sent: Sent) -> bool:
    """Whether nobody came back with the same before: a copy of the browser's cookie opens nothing."""
    nonce = Challenge(sent.asked.nonce.encode(), sent.until)
    with writing(account.office_id) as store:
        return store.passkeys.answer(nonce.hash, nonce.expires_at, utcnow())


def keep_identity(account: AccountRow, shown: Shown) -> None:
    """Remember in this browser that the provider said who its user is."""
    session[_SHOWN] = {
        "office": account.office_id,
        "user": account.id,
        "strong": shown.strong,
        "until": int((utcnow() + IDENTITY_LASTS).timestamp()),
    }


def identity() -> tuple[AccountRow, bool] | None:
    """Whose identity is remembered here, and whether they gave the provider more than a password."""
    kept: dict[str, Any] = session.get(_SHOWN) or {}
    if not kept or kept["until"] < utcnow().timestamp():
        return None
    with directory() as lookup:
        account = lookup.account_of(kept["office"], kept["user"])
    return None if account is None else (account, bool(kept["strong"]))
