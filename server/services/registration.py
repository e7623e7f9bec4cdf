"""Registering phones: the first one of an account by its invitation, further ones once somebody has approved.

A phone makes a key and gives the public half with the request to be registered; from then on it proves by it that what
it asks is its own. Whoever approves compares a short code that follows from the key, on both screens
(``docs/protocol.md``, Registration; decision 0027).
"""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Final, Literal

from server.ground.errors import NotFound, TooManyAttempts
from server.ground.installation import installation
from server.ground.trail import Act, Noted
from server.reminders.giving import DueNotice, give
from server.services.accounts import revoke_device
from server.store import Office, writing
from server.store.accounts import DeviceRow
from server.store.directory import SessionRow

INVITATION: Final = "invitation"
PHONE: Final = "phone"
OFFICE: Final = "office"
COMMAND: Final = "command"
FREE: Final = "free"
AGAIN: Final = "again"
"""How a phone was let in: by the invitation of its account, by its user on another phone, by an administrator, by a
command, because this installation asks for no approval, or because it was registered already and gave a new key."""

ASKED_LASTS: Final = dt.timedelta(days=7)
"""How long the request of a phone waits for approval. A phone that is still there asks anew."""
MOST_WAITING: Final = 5
"""Phones of one account."""
_CODE_DIGITS: Final = 6

Standing = Literal["registered", "waiting"]


def register(who: SessionRow, key: str, now: dt.datetime) -> Standing:
    """Register the phone of a session with its key, or have it wait. Asking again tells how it stands.

    Raises ``TooManyAttempts`` where too many phones of this account wait already, and ``NotFound`` at the office's own
    screens.
    """
    if who.phone is None:
        raise NotFound
    with writing(who.office.id) as store:
        store.lock()
        device = store.accounts.device(who.user_id, who.phone.id)
        if device is None:
            raise NotFound
        if device.in_use and device.key == key:
            return "registered"
        if device.in_use and device.key is None:
            store.devices.take_key(who.user_id, device.id, key)
            _note(store, Act.DEVICE_REGISTERED, device, AGAIN)
            return "registered"
        how = _way_in(store, device, now)
        if how is None:
            _ask(store, device, key, now)
            return "waiting"
        store.devices.admit(who.user_id, device.id, key, how, None, now)
        store.devices.expect_first(who.user_id, None)
        _note(store, Act.DEVICE_REGISTERED, device, how)
        return "registered"


def waits(device: DeviceRow, now: dt.datetime) -> bool:
    """Whether a phone waits to be approved."""
    return device.asked_at is not None and device.revoked_at is None and now - device.asked_at < ASKED_LASTS


def code_of(key: str) -> str:
    """The short code that phone and approver compare: it follows from the key alone."""
    number = int.from_bytes(hashlib.sha256(b"banso-phone-code-1\n" + key.encode()).digest()[:8])
    return f"{number % 10**_CODE_DIGITS:0{_CODE_DIGITS}}"


def approve(store: Office, user: str, device: str, code: str, *, how: str, by: str | None, now: dt.datetime) -> None:
    """Register a phone that waits, with the key whose code was compared, and tell its user.

    Raises ``NotFound`` where nothing waits there with that code.
    """
    store.lock()
    phone, key = _waiting(store, user, device, code, now)
    store.devices.admit(user, device, key, how, by, now)
    store.devices.expect_first(user, None)
    _note(store, Act.DEVICE_REGISTERED, phone, how)
    give(store, [DueNotice(f"phone_registered:{device}:{key}", user, "phone_registered", subject=by)], now)


def refuse(store: Office, user: str, device: str, code: str, *, now: dt.datetime) -> None:
    """Refuse a phone that waits. One that never was registered is out of use by that. One that was keeps its key, and
    signs in anew: whoever asked had its session.

    Raises ``NotFound`` where nothing waits there with that code.
    """
    phone, _ = _waiting(store, user, device, code, now)
    store.devices.ask_no_more(user, device)
    store.trail.note(Noted(Act.DEVICE_REFUSED, "device", device))
    if phone.approved_at is None:
        revoke_device(store, device, now=now)
    else:
        store.sessions.end_on(device, now)


def give_up(store: Office, user: str, device: str, *, proven: bool) -> None:
    """What becomes of a registration when its phone is signed out. One that waits is forgotten. One that has proven
    that it is this phone may give another key at its next sign-in; without a proof it asks anew then.
    """
    store.devices.forget(user, device)
    store.devices.ask_no_more(user, device)
    if proven:
        store.devices.take_key(user, device, None)


def _way_in(store: Office, device: DeviceRow, now: dt.datetime) -> str | None:
    """How a phone is let in by itself; ``None`` where somebody has to approve it."""
    if installation().settings.further_phones == "free":
        return FREE
    is_first = device.approved_at is None and not store.devices.has_one_in_use(device.user_id)
    return INVITATION if is_first and store.devices.expects_first(device.user_id, now) else None


def _ask(store: Office, device: DeviceRow, key: str, now: dt.datetime) -> None:
    if device.asked_key == key and waits(device, now):
        return
    others = [each for each in store.accounts.devices(device.user_id) if each.id != device.id and waits(each, now)]
    if len(others) >= MOST_WAITING:
        raise TooManyAttempts(int(ASKED_LASTS.total_seconds()))
    store.devices.ask(device.user_id, device.id, key, now)
    store.trail.note(Noted(Act.DEVICE_ASKED, "device", device.id))
    give(store, [DueNotice(f"phone_waits:{device.id}:{key}:{now:%Y-%m-%d}", device.user_id, "phone_waits")], now)


def _waiting(store: Office, user: str, device: str, code: str, now: dt.datetime) -> tuple[DeviceRow, str]:
    phone = store.accounts.device(user, device)
    if phone is None or phone.asked_key is None or not waits(phone, now) or code_of(phone.asked_key) != code:
        raise NotFound
    return phone, phone.asked_key


def _note(store: Office, act: Act, device: DeviceRow, how: str) -> None:
    store.trail.note(Noted(act, "device", device.id, details={"how": how}))
