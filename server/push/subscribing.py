"""What a worker decides about push messages: whether this phone takes them, of which kinds, and whether they arrive."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric import ec

from server.ground.base64url import read_base64url
from server.ground.errors import InvalidRequest, NotForThisRole, NotFound
from server.ground.ids import new_id
from server.ground.installation import installation
from server.push.endpoints import is_endpoint
from server.reminders.giving import DueNotice, give
from server.store import reading, writing
from server.store.directory import SessionRow
from server.store.push import Address
from sync.reminders import REMINDERS

MUTABLE: Final = tuple(code for code, reminder in REMINDERS.items() if reminder.mutable)
"""The kinds that a worker may do without on the phone. They stand in the list of notices all the same."""

DELIVERY_STATES: Final = ("due", "claimed", "sent", "failed", "refused", "unsure", "gone")
"""What a ``Delivery`` may say of itself."""

AUTH_PATTERN: Final = "^[A-Za-z0-9_-]{22}={0,2}$"
"""How 16 bytes look in base64url."""
_POINT_BYTES: Final = 65
_SECRET_BYTES: Final = 16


def standing(session: SessionRow) -> dict[str, Any]:
    """What a phone must know to take push messages, and what this user has chosen. Raises ``NotForThisRole`` at a
    screen of the office.
    """
    sender = installation().sender
    with reading(session.office.id) as store:
        return {
            "public_key": sender.key.public,
            "subscribed": store.push.is_subscribed(session.user_id, phone_of(session)),
            "kinds": list(MUTABLE),
            "muted": [kind for kind in store.push.muted(session.user_id) if kind in MUTABLE],
        }


def subscribe(session: SessionRow, address: Address, now: dt.datetime) -> None:
    """Push this user's notices to this phone. Raises ``InvalidRequest``, with a code for each field, for an address
    that is not public or for keys of another form; and ``NotForThisRole`` at a screen of the office.
    """
    sender = installation().sender
    wrong = []
    if not is_endpoint(address.endpoint, local=sender.local):
        wrong.append("endpoint")
    if not _is_point(address.p256dh):
        wrong.append("keys.p256dh")
    if len(read_base64url(address.auth) or b"") != _SECRET_BYTES:
        wrong.append("keys.auth")
    if wrong:
        raise InvalidRequest(errors=[{"field": field, "code": "not_an_address"} for field in wrong])
    with writing(session.office.id) as store:
        store.lock()
        store.push.subscribe(session.user_id, phone_of(session), address, now)


def unsubscribe(session: SessionRow) -> None:
    """Push nothing to this phone any more. Raises ``NotForThisRole`` at a screen of the office."""
    with writing(session.office.id) as store:
        store.push.unsubscribe(session.user_id, phone_of(session))


def choose(session: SessionRow, muted: Collection[str]) -> None:
    """Push all kinds but these. Raises ``InvalidRequest`` for one that cannot be done without."""
    if set(muted) - set(MUTABLE):
        raise InvalidRequest(errors=[{"field": "muted", "code": "unknown_code"}])
    with writing(session.office.id) as store:
        store.lock()
        store.push.mute(session.user_id, muted)


def send_test(session: SessionRow, now: dt.datetime) -> str:
    """Give this user a notice that says nothing but that it has come. Returns its id.

    Raises ``NotFound`` where nothing is pushed to this phone, and ``NotForThisRole`` at a screen of the office.
    """
    with writing(session.office.id) as store:
        if not store.push.is_subscribed(session.user_id, phone_of(session)):
            raise NotFound
        (notice,) = give(store, [DueNotice(f"test:{new_id()}", session.user_id, "test")], now)
    return notice


def state_of_test(session: SessionRow, notice: str) -> str:
    """What has become of a notice on its way to this phone: one of ``DELIVERY_STATES``. Raises ``NotFound`` for a
    notice that was never to go there, and ``NotForThisRole`` at a screen of the office.
    """
    with reading(session.office.id) as store:
        state = store.push.delivery_state(session.user_id, phone_of(session), notice)
    if state is None:
        raise NotFound
    return state


def phone_of(session: SessionRow) -> str:
    """The phone of a session. Raises ``NotForThisRole`` at a screen of the office: nothing is pushed there."""
    if session.phone is None:
        raise NotForThisRole("only a phone takes push messages")
    return session.phone.id


def _is_point(text: str) -> bool:
    point = read_base64url(text)
    if point is None or len(point) != _POINT_BYTES:
        return False
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError:
        return False
    return True
