"""Who reads, and how far: what every query that is scoped asks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from sync.roles import OFFICE_ROLE, Permission, may


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who reads. ``reader_of`` alone makes one, from the table of permissions.

    ``office`` is every case of the office, ``own_cases`` those in the user's charge; without either there is no case.
    ``sensitive`` is what people said and what happened to them. ``unrestricted`` is the office itself, from which no
    case is withheld.
    """

    user: str
    office: bool = False
    own_cases: bool = False
    sensitive: bool = False
    unrestricted: bool = False


def reader_of(user: str, role: str) -> Reader:
    """How far a user of a role reads. One whose role is unknown reads nothing."""
    return Reader(
        user,
        office=may(role, Permission.READ_OFFICE),
        own_cases=may(role, Permission.READ_OWN_CASES),
        sensitive=may(role, Permission.READ_SENSITIVE),
    )


THE_OFFICE: Final = replace(reader_of("", OFFICE_ROLE), unrestricted=True)
"""The office itself, which reads all that is its own: for jobs, reports and services, and for no page."""
