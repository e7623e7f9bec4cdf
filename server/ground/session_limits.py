"""How long somebody stays signed in, by where: the one place where it is said.

``docs/operations.md`` says the same for whoever runs it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Final


@dataclass(frozen=True, slots=True)
class SessionLimits:
    """Minutes, each with its default. An installation may say otherwise: ``BANSO_SESSION_`` and the name in capitals,
    ``BANSO_SESSION_SHARED_IDLE_MINUTES`` for instance.
    """

    phone_minutes: int = 90 * 24 * 60
    """A phone of those who go on visits, from its sign-in: its own lock protects what is on it."""

    phone_contact_minutes: int = 14 * 24 * 60
    """How long a phone shows what it keeps without an answer of the office: a fortnight on an island fits in."""

    office_minutes: int = 12 * 60
    """A screen at the office, and whoever has no work on a phone, from the sign-in."""

    shared_idle_minutes: int = 30
    """A screen at the office that several use, from when it was last used. It ends after ``office_minutes`` as well."""

    @property
    def phone(self) -> dt.timedelta:
        """How long a phone stays signed in."""
        return dt.timedelta(minutes=self.phone_minutes)

    @property
    def phone_contact(self) -> dt.timedelta:
        """How long a phone shows what it keeps without an answer of the office."""
        return dt.timedelta(minutes=self.phone_contact_minutes)

    @property
    def office(self) -> dt.timedelta:
        """How long a screen at the office stays signed in."""
        return dt.timedelta(minutes=self.office_minutes)

    @property
    def shared_idle(self) -> dt.timedelta:
        """How long a screen that several use stays signed in without being used."""
        return dt.timedelta(minutes=self.shared_idle_minutes)

    def end(self, *, since: dt.datetime, now: dt.datetime, shared: bool) -> dt.datetime:
        """When a session at the office that began at ``since`` and is used ``now`` ends if it is not used again."""
        return min(since + self.office, now + self.shared_idle) if shared else since + self.office


PREFIX: Final = "BANSO_SESSION_"
SHORTEST_MINUTES: Final = 5
LONGEST_MINUTES: Final = 365 * 24 * 60


def read_session_limits(environ: Mapping[str, str]) -> SessionLimits:
    """What an installation has chosen. Raises ``ValueError``, which names the variable, for what is no number of
    minutes within reason."""
    chosen: dict[str, int] = {}
    for field in fields(SessionLimits):
        name = PREFIX + field.name.upper()
        value = environ.get(name)
        if value is None:
            continue
        minutes = int(value) if value.isascii() and value.isdigit() else 0
        if not SHORTEST_MINUTES <= minutes <= LONGEST_MINUTES:
            raise ValueError(f"{name} must be a number of minutes from {SHORTEST_MINUTES} to {LONGEST_MINUTES}.")
        chosen[field.name] = minutes
    return SessionLimits(**chosen)
