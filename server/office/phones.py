"""Phones as the office's pages show them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flask_babel import LazyString, lazy_gettext

from server.services.registration import ASKED_LASTS, code_of, waits
from server.store import Office, Seen
from server.store.accounts import DeviceRow

HOW: Final[Mapping[str, LazyString]] = {
    "invitation": lazy_gettext("by the invitation"),
    "phone": lazy_gettext("approved on another phone"),
    "office": lazy_gettext("approved at the office"),
    "command": lazy_gettext("approved by a command"),
    "free": lazy_gettext("without approval"),
    "again": lazy_gettext("with a new key"),
    "before": lazy_gettext("before phones were approved"),
}
"""How a phone came to be registered (``server.services.registration``)."""


@dataclass(frozen=True, slots=True)
class ShownPhone:
    """A phone, how it was let in, and the number to compare where it waits."""

    device: DeviceRow
    how: str
    code: str | None


@dataclass(frozen=True, slots=True)
class PhoneCount:
    """How many phones an account has in use, and whether another one waits."""

    in_use: int
    waits: bool


def phones_of(store: Office, user: str, now: dt.datetime) -> list[ShownPhone]:
    """Somebody's phones, those that wait first, then by when they were last seen."""
    phones = [_shown(device, now) for device in store.accounts.devices(user)]
    return sorted(phones, key=lambda phone: phone.code is None)


def phone_counts(store: Office, now: dt.datetime) -> dict[str, PhoneCount]:
    """How many phones each account has in use, and whether one waits."""
    counts: dict[str, PhoneCount] = {}
    for device in store.accounts.devices():
        before = counts.get(device.user_id, PhoneCount(0, waits=False))
        counts[device.user_id] = PhoneCount(before.in_use + device.in_use, waits=before.waits or waits(device, now))
    return counts


def waiting_count(store: Office, _: Seen, now: dt.datetime) -> int:
    """How many phones of the office wait."""
    return store.devices.waiting_count(now - ASKED_LASTS)


def _shown(device: DeviceRow, now: dt.datetime) -> ShownPhone:
    code = code_of(device.asked_key) if device.asked_key is not None and waits(device, now) else None
    return ShownPhone(device, str(HOW.get(device.approved_how or "", "")), code)
