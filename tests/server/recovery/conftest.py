"""Offices on both databases, which are put back to an earlier point, and a phone that holds a case."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.server.people import Client, OfficeUnderTest
from tests.server.putting_back import copied
from tests.server.recovery.lost import PutBack


@pytest.fixture
def office(anywhere: Flask) -> OfficeUnderTest:
    """An office on SQLite and on PostgreSQL."""
    return OfficeUnderTest(anywhere).open()


@pytest.fixture
def backup(office: OfficeUnderTest, tmp_path: Path) -> Callable[[], PutBack]:
    """Copies the office's database; what comes back puts the copy in its place."""
    numbers: Iterator[int] = itertools.count(1)
    return lambda: copied(office.app, tmp_path, next(numbers))


@pytest.fixture
def phone(office: OfficeUnderTest, case: str) -> Client:
    """The worker's phone, which has received the case."""
    phone = office.client("worker")
    phone.pull()
    return phone
