"""A morning on which many phones are to be told of something: offices, their members, and a notice to each."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import Flask

from bench.notes import TIME_ZONE
from server import create_app
from server.ground.config import Settings
from server.ground.ids import new_id
from server.reminders.giving import DueNotice, give
from server.services.accounts import hire
from server.store import Office, directory, utcnow, writing
from server.store.db import db
from server.store.directory import OfficeRow
from server.store.push import Address

MEMBERS = 20
"""Of each office, each with a phone."""


_CHEAP_HASHES = (("time_cost", 1), ("memory_cost", 8), ("parallelism", 1))


@contextmanager
def database(path: Path) -> Iterator[None]:
    """The application's database, past the server."""
    app: Flask = create_app(Settings("production", "", f"sqlite:///{path}", serving=False, argon2=_CHEAP_HASHES))
    with app.app_context():
        yield
        db.engine.dispose()


def dawn(phones: int, service_url: str) -> None:
    """Have a notice due for so many phones, each its user's only one, which take push messages at a service."""
    now = utcnow()
    for start in range(0, phones, MEMBERS):
        office = OfficeRow(new_id(), f"朝 {new_id()}", TIME_ZONE, demonstration=False)
        with directory(write=True) as lookup:
            lookup.add_office(office, now)
        with writing(office.id) as store:
            members = [_member(store, service_url, now) for _ in range(min(MEMBERS, phones - start))]
            # The morning before, at nine: not in the quiet hours, and due whenever this runs.
            nine = now.replace(hour=0, minute=0, second=0, microsecond=0) - dt.timedelta(days=1)
            give(store, [DueNotice(f"morning:{member}", member, "monitoring_due", count=2) for member in members], nine)


def _member(store: Office, service_url: str, now: dt.datetime) -> str:
    """A worker, signed in on a phone."""
    phone = new_id()
    user = hire(store, login=phone, name="測定 太郎", role="worker", password=new_id(), now=now)
    store.accounts.register_device(user, phone, "電話", now)
    store.accounts.start_session(new_id(), user, phone, now, now + dt.timedelta(days=1))
    store.push.subscribe(user, phone, Address(f"{service_url}/push/{phone}", _browser_key(), _base64(bytes(16))), now)
    return user


def _browser_key() -> str:
    point = ec.generate_private_key(ec.SECP256R1()).public_key()
    return _base64(point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
