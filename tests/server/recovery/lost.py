"""What phones do after a loss, and what the office knows of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from server.store import reading
from server.store.numbers import PhoneNumbers
from tests.server.people import Client, OfficeUnderTest

PutBack = Callable[[], None]
"""Puts the copy of a database in its place."""


def again(*changes: dict[str, Any]) -> list[dict[str, Any]]:
    """Changes as a phone offers them to an office that has lost its history."""
    return [sent | {"offered_again": True} for sent in changes]


def numbers_of(office: OfficeUnderTest, phone: Client) -> PhoneNumbers:
    with office.app.app_context(), reading(office.id) as store:
        return next(row for row in store.numbers.phones() if row.device == phone.device)
