"""An office of its own for the tests: a database in a temporary folder, and the server that production starts."""

from __future__ import annotations

import datetime as dt
import json
import os
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Container, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any
from urllib.error import URLError

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import update

from server import create_app
from server.ground.config import Settings
from server.ground.ids import new_id
from server.ground.installation import installation_of
from server.ground.push_key import Sender
from server.jobs.reminding import remind
from server.models.notice import PushSubscription
from server.office.erasing import carry_on_all
from server.reminders.giving import DueNotice, give
from server.reminders.ticking import Ticker
from server.services.accounts import hire, revoke_device
from server.services.casework import change_record
from server.services.searching import take_over_due
from server.store import Office as OfficeStore
from server.store import directory, reading, utcnow, writing
from server.store.accounts import DeviceRow
from server.store.db import db
from server.store.directory import OfficeRow, SessionRow
from server.store.push import Address
from server.store.recovery import HELD
from sync.changes import Author
from sync.exchange import push
from sync.fields import Json, write_moment
from tests.server.judging import assign, judge
from tests.server.push.due import send_due

ROOT = Path(__file__).parents[2]
SECRET = "for-these-tests-only-" * 3
PASSWORD = "tegami-wo-oku-2026"
START_WITHIN_S = 60


@dataclass(frozen=True)
class Worker:
    """Somebody with an account."""

    id: str
    login: str
    name: str
    role: str


@dataclass(frozen=True)
class Client:
    """Somebody with a case; ``id`` is the case's."""

    id: str
    person: str
    name: str


class Office:
    """What the office does at its own desks, through the same functions that its pages use."""

    def __init__(self, folder: Path, database_url: str | None = None) -> None:
        self.folder = folder
        self.second_factor = "offered"
        self.settings: dict[str, str] = {}
        self.further_phones = "free"
        self._database = folder / "banso.db"
        self.database_url = database_url or f"sqlite:///{self._database}"
        key = folder / "vapid.pem"
        settings = Settings("production", SECRET, self.database_url, serving=False, push_key=key)
        self._app: Flask = create_app(settings)
        # Production sends nothing to this machine; the push service of the tests is here.
        self._sender = Sender(key, settings.push_contact, local=True)
        installation_of(self._app).sender = self._sender
        self._numbers = count(1)
        self._row = OfficeRow(new_id(), "山の辺 くらし相談センター", "Asia/Tokyo", demonstration=False)
        with self._app.app_context():
            upgrade()
            with directory(write=True) as found:
                found.add_office(self._row, utcnow())
        self.supervisor = self.hire("主任 典子", role="supervisor")

    def hire(self, name: str, *, role: str = "worker") -> Worker:
        """A new account, with the password that all of them have."""
        login = f"user{next(self._numbers)}"
        with self.writing() as store:
            user = hire(store, login=login, name=name, role=role, password=PASSWORD, now=utcnow())
        return Worker(user, login, name, role)

    def open_case(self, name: str, main: Worker, *others: Worker, safety_notes: str = "", address: str = "") -> Client:
        """A new client's case, in the charge of these workers. Notes and address are the household's."""
        client = Client(new_id(), new_id(), name)
        with self.writing() as store:
            person: dict[str, Json] = {"name": name}
            known: dict[str, Json] = {"safety_notes": safety_notes or None, "address": address or None}
            if any(known.values()):
                person["household"] = new_id()
                household = {field: value for field, value in known.items() if value is not None}
                self._create(store, "household", person["household"], {"name": f"{name} 世帯"} | household)
            self._create(store, "person", client.person, person)
            self._create(store, "case", client.id, {"person": client.person, "state": "open"})
            assign(store, self.desk(), client.id, main.id, [other.id for other in others], now=utcnow())
        return client

    def hand_on(self, client: Client, to: Worker) -> None:
        """The case is somebody else's from now on."""
        with self.writing() as store:
            assign(store, self.desk(), client.id, to.id, now=utcnow())

    def write(self, kind: str, fields: dict[str, Json], *, by: Worker | None = None) -> str:
        """A new record, written by the supervisor unless another is named. Returns its id."""
        record = new_id()
        with self.writing() as store:
            change_record(store, self.desk(by), kind, record, fields, seen=None, now=utcnow())
        return record

    def change(self, kind: str, record: str, fields: dict[str, Json], *, by: Worker | None = None) -> None:
        """Changes a record as it is, as the supervisor unless another is named."""
        with self.writing() as store:
            seen = store.records.by_id([record])[record].head
            change_record(store, self.desk(by), kind, record, fields, seen=seen, now=utcnow())

    def remove(self, kind: str, record: str) -> None:
        """Removes a record, as the supervisor."""
        self.change(kind, record, {"deleted": True})

    def write_notes(
        self,
        client: Client,
        count: int,
        fields_of: Callable[[int], dict[str, Json]] = lambda number: {},
    ) -> None:
        """Many notes of the past at once; ``fields_of`` gives what is particular to each."""
        author = Author(self.supervisor.id, "supervisor")
        changes = [
            {
                "id": new_id(),
                "kind": "support",
                "record": new_id(),
                "base": None,
                "fields": {
                    "case": client.id,
                    "method": "phone_mail",
                    "started_at": "2025-04-01T01:00:00Z",
                    "narrative": f"{number}本目の電話。",
                    **fields_of(number),
                },
                "made_at": write_moment(utcnow()),
            }
            for number in range(count)
        ]
        with self.writing() as store:
            for start in range(0, count, 500):
                push(store.records, author, changes[start : start + 500], now=utcnow(), new_id=new_id)

    def disagree(self, kind: str, record: str, field: str, values: dict[Worker, Json]) -> None:
        """Each of these workers gives a field another value, none having seen the others'."""
        with self.writing() as store:
            seen = store.records.by_id([record])[record].head
            for worker, value in values.items():
                change_record(store, self.desk(worker), kind, record, {field: value}, seen=seen, now=utcnow())

    def return_note(self, note: str, comment: str) -> None:
        """The supervisor gives a note back."""
        with self.writing() as store:
            judge(store, self.desk(), note, "returned", comment, now=utcnow())

    def records(self, kind: str, scope: str | None = None) -> dict[str, dict[str, Any]]:
        """The fields of the live records of a kind by id and in that order, of one case or person or of all, read past
        the server.
        """
        with closing(sqlite3.connect(self._database)) as database:
            rows = database.execute(
                "SELECT id, fields FROM record WHERE kind = ? AND scope = coalesce(?, scope) ORDER BY id", (kind, scope)
            ).fetchall()
        found = {id_: json.loads(fields) for id_, fields in rows}
        return {id_: fields for id_, fields in found.items() if not fields.get("deleted")}

    def notes(self, client: Client) -> list[dict[str, Any]]:
        """The notes of a case."""
        return list(self.records("support", client.id).values())

    def narratives(self, client: Client) -> list[str]:
        """What the notes of a case tell, in the order in which they were begun."""
        return [note.get("narrative", "") for note in self.notes(client)]

    def record(self, record: str) -> dict[str, Any]:
        """The fields of one record."""
        with closing(sqlite3.connect(self._database)) as database:
            (fields,) = database.execute("SELECT fields FROM record WHERE id = ?", (record,)).fetchone()
        return dict(json.loads(fields))

    def open_conflicts(self, client: Client) -> list[str]:
        """The conflicts in a case that nobody has decided."""
        found = self.records("conflict", client.id)
        return [id_ for id_, fields in found.items() if fields["state"] == "open"]

    def remind(self, now: dt.datetime) -> None:
        """The jobs have their turn, at a moment of the test's choice."""
        remind(self._app, Ticker(), now)

    def end_visits(self, *, but: Container[str] = ()) -> None:
        """Ends the visits under watch except these: what one test leaves open would call for help in the next."""
        over = write_moment(utcnow() + dt.timedelta(minutes=1))
        for outing, fields in self.records("outing").items():
            called = fields.get("alarm_at", "") > fields.get("safe_at", "")
            if outing not in but and (called or "ended_at" not in fields):
                self.change("outing", outing, {"safe_at": over, "ended_at": over})

    def give(self, *notices: DueNotice) -> list[str]:
        """Writes notices, as reminders do. Returns their ids."""
        with self.writing() as store:
            return give(store, notices, utcnow())

    def push_to(self, worker: Worker, address: Address) -> None:
        """The phone that this worker has switched on takes its messages at another address from now on."""
        moved = {"endpoint": address.endpoint, "p256dh": address.p256dh, "auth": address.auth}
        with self._app.app_context(), db.engine.begin() as connection:
            mine = PushSubscription.user_id == worker.id
            assert connection.execute(update(PushSubscription).where(mine).values(moved)).rowcount == 1

    @property
    def push_key(self) -> str:
        """The public key that signs push messages."""
        return self._sender.key.public

    def deliver(self, now: dt.datetime) -> None:
        """What is to be pushed by a moment is handed to the push services."""
        with self._app.app_context():
            send_due(now=now)

    def close_case(self, client: Client) -> None:
        """A case that was closed so long ago that its time is over."""
        closed = {"opened_on": "2019-04-01", "closed_on": "2020-01-31", "state": "closed", "closure": "employment"}
        self.change("case", client.id, dict(closed))

    def carry_on_erasing(self) -> None:
        """What the scheduler does about cases whose erasure was approved."""
        made = installation_of(self._app)
        with self._app.app_context():
            carry_on_all(self._row.id, blobs=made.blobs, anchors=made.anchors, now=utcnow(), going_on=lambda: True)

    def let_search_catch_up(self) -> None:
        """What the scheduler does: what other tests wrote by the thousand is searched, too."""
        with self._app.app_context():
            take_over_due(self._row.id, lambda: True)

    def end_sessions(self, worker: Worker) -> None:
        """Signs somebody out everywhere."""
        with self.writing() as store:
            store.accounts.end_sessions_of(worker.id, utcnow())

    def revoke(self, worker: Worker) -> None:
        """Takes every phone of a worker out of use."""
        with self.writing() as store:
            for device in store.accounts.devices(worker.id):
                revoke_device(store, device.id, now=utcnow())

    def phones(self, worker: Worker) -> list[DeviceRow]:
        """What is known of a worker's phones."""
        with self._app.app_context(), reading(self._row.id) as store:
            return store.accounts.devices(worker.id)

    def held(self) -> list[str]:
        """What the notes tell that are held for a supervisor, as their phones sealed them."""
        with self._app.app_context(), reading(self._row.id) as store:
            rows = store.recovery.waiting(page=1, per_page=50).rows
        bodies = [json.loads(row.body) for row in rows if row.state == HELD]
        return [body["fields"].get("narrative", "") for body in bodies]

    def desk(self, worker: Worker | None = None) -> SessionRow:
        """The supervisor, unless another is named, at a screen of the office."""
        who = worker or self.supervisor
        return SessionRow("", self._row, who.id, who.login, who.name, who.role, None)

    @contextmanager
    def writing(self) -> Iterator[OfficeStore]:
        """The office's store, in one transaction."""
        with self._app.app_context(), writing(self._row.id) as store:
            yield store

    def close(self) -> None:
        """Lets go of the database."""
        with self._app.app_context():
            db.engine.dispose()

    def _create(self, store: OfficeStore, kind: str, record: str, fields: dict[str, Json]) -> None:
        change_record(store, self.desk(), kind, record, fields, seen=None, now=utcnow())


def environment_of(office: Office) -> dict[str, str]:
    """What the server and the commands of an office are told."""
    return {
        **os.environ,
        "BANSO_ENV": "production",
        "BANSO_SECRET_KEY": SECRET,
        "BANSO_PUSH_CONTACT": "mailto:joho@banso-tests.jp",
        # Who has set one up is asked for it; nobody has to (test_second_step.py has).
        "BANSO_SECOND_FACTOR": office.second_factor,
        # Most tests are about something else; test_devices.py has further phones approved.
        "BANSO_FURTHER_PHONES": office.further_phones,
        "DATABASE_URL": office.database_url,
        "BANSO_INSTANCE": str(office.folder),
        **office.settings,
    }


@contextmanager
def serving(office: Office, port: int = 0) -> Iterator[int]:
    """Starts the server of an office, on a port of its own unless one is given, and gives the port; stops it at the
    end.
    """
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", port))
        listening.listen(64)
        port = listening.getsockname()[1]
        environment = environment_of(office) | {"BANSO_BIND": f"fd://{listening.fileno()}"}
        with (office.folder / "server.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "server.web"],
                cwd=ROOT,
                env=environment,
                pass_fds=[listening.fileno()],
                stdout=log,
                stderr=log,
            )
            try:
                _wait_until_up(process, port, office.folder / "server.log")
                yield port
            finally:
                process.terminate()
                process.wait(30)


def _wait_until_up(process: subprocess.Popen, port: int, log: Path) -> None:
    give_up = time.monotonic() + START_WITHIN_S
    while time.monotonic() < give_up:
        if process.poll() is not None:
            break
        try:
            # The socket listens already, so that this waits for the first answer.
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=START_WITHIN_S):
                return
        except (URLError, TimeoutError):
            continue
    raise RuntimeError(f"The server did not start:\n{log.read_text()}")
