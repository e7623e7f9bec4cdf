"""An office with people of every role, and browsers for them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from server.ground.ids import new_id
from server.services.accounts import hire
from server.services.casework import change_as_server
from server.store import Office, directory, reading, utcnow, writing
from server.store.directory import OfficeRow
from sync.codes import CODE_LISTS
from sync.fields import write_moment
from tests.proofs import PhoneKey
from tests.server.proving import ProvingClient

PASSWORD = "a-password-for-tests"
ROLES = CODE_LISTS["role"]
VISIT = {"method": "visit", "started_at": "2026-11-20T00:30:00Z"}

BOTH_DATABASES = pytest.mark.parametrize(
    "database", ["sqlite_url", pytest.param("postgres_url", marks=pytest.mark.postgres)], indirect=True
)
"""Runs a test on SQLite and on PostgreSQL, through the fixture ``database``."""


@dataclass
class OfficeUnderTest:
    """An office in the database of ``app``. ``users`` are ids by role; the login of a role is its name at ``host``."""

    app: Flask
    host: str = "otaru"
    id: str = field(default_factory=new_id)
    users: dict[str, str] = field(default_factory=dict)
    zone: str = "Asia/Tokyo"

    def open(self) -> OfficeUnderTest:
        """Write the office and its people."""
        with self.app.app_context():
            with directory(write=True) as found:
                found.add_office(OfficeRow(self.id, "見本市くらし相談", self.zone, demonstration=False), utcnow())
            with writing(self.id) as store:
                self.users |= {role: self._hire(store, role, role) for role in ROLES}
        return self

    def login(self, name: str) -> str:
        return f"{name}@{self.host}"

    def hire(self, name: str, role: str) -> str:
        with self.app.app_context(), writing(self.id) as store:
            return self._hire(store, name, role)

    def _hire(self, store: Office, name: str, role: str) -> str:
        return hire(store, login=self.login(name), name="職員", role=role, password=PASSWORD, now=utcnow())

    def case_of(self, worker: str | None, name: str = "見本 花子") -> str:
        """A new case in the charge of a user."""
        person, case = new_id(), new_id()
        fields = {"person": person, "state": "open"} | ({"main_worker": worker} if worker else {})
        by = self.users["manager"]
        with self.app.app_context(), writing(self.id) as store:
            change_as_server(store, "person", person, {"name": name}, by=by, now=utcnow())
            change_as_server(store, "case", case, fields, by=by, now=utcnow())
        return case

    def client(self, role: str | None = None, *, device: str | None = None, login: str | None = None) -> Client:
        """A phone, signed in for a role or a login unless both are left out."""
        client = Client(self.app.test_client(), device or new_id())
        if role is not None or login is not None:
            response = client.sign_in(login or self.login(str(role)))
            assert response.status_code == 200, response.text
        return client

    def everywhere(self, role: str, *, device: str | None = None) -> Client:
        """A phone of a role that opens the pages of the office as well."""
        client = self.client(role, device=device)
        client.open_office(self.login(role))
        return client

    def stored(self, *ids: str) -> dict[str, Any]:
        """The fields of records as they are stored, by id."""
        with self.app.app_context(), reading(self.id) as store:
            return {record.id: record.fields for record in store.records.by_id(ids).values()}

    def last_seq(self) -> int:
        with self.app.app_context(), reading(self.id) as store:
            return store.records.last_seq()


@dataclass
class Client:
    """A phone's half of the protocol, in its plainest form."""

    http: FlaskClient
    device: str
    token: str = ""
    cursor: str | None = None

    def sign_in(self, login: str, password: str = PASSWORD, **more: Any) -> TestResponse:
        """Sign in, and register the phone where it is let in as one."""
        self.token = self.http.get("/api/csrf").get_json()["csrf_token"]
        body = {"login": login, "password": password, "device": {"id": self.device, "name": "電話"}} | more
        response = self.http.post("/api/session", json=body, headers={"X-CSRF-Token": self.token})
        if response.status_code == 200:
            self.token = response.get_json()["csrf_token"]
            if response.get_json()["device"] is not None and not response.get_json()["delivery"]:
                assert self.register() == "registered"
        return response

    def register(self) -> str:
        """Give the office the phone's key. Returns how it stands then: ``registered``, or ``waiting``."""
        assert isinstance(self.http, ProvingClient)
        self.http.key = self.http.key or PhoneKey(self.device)
        response = self.http.post("/api/registration", json={"key": self.http.key.public}, headers=self.headers())
        if response.status_code == 403:
            # Without a nonce yet: the answer brought one.
            response = self.http.post("/api/registration", json={"key": self.http.key.public}, headers=self.headers())
        assert response.status_code == 200, response.text
        return str(response.get_json()["state"])

    def proof(self, method: str, path: str, body: bytes = b"") -> dict[str, str]:
        """What proves a request that goes another way than through ``http``."""
        assert isinstance(self.http, ProvingClient)
        return {} if self.http.key is None else self.http.key.proof(method, path, body)

    def open_office(self, login: str, password: str = PASSWORD) -> None:
        """Give the password once more, for the pages of the office."""
        given = {"login": login, "password": password, "csrf_token": self.token}
        assert self.http.post("/office/sign-in", data=given).status_code == 303
        # Whoever has no phone gets a session of the office's pages, which has a token of its own.
        self.token = self.http.get("/api/csrf").get_json()["csrf_token"]

    def headers(self, **more: str) -> dict[str, str]:
        return {"X-CSRF-Token": self.token, "Banso-Protocol": "1", **more}

    def post(self, data: bytes, **headers: str) -> TestResponse:
        """An exchange with a body as it is."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.http.post(
            "/api/exchange", data=data, headers=self.headers(**{"Content-Type": "application/json"} | given)
        )

    def exchange(self, *changes: Any, **more: Any) -> TestResponse:
        body = {"changes": list(changes), "cursor": self.cursor, **more}
        return self.post(gzip.compress(json.dumps(body).encode()), Content_Encoding="gzip")

    def push(self, *changes: Any) -> list[dict[str, Any]]:
        """Send changes; returns the results."""
        response = self.exchange(*changes)
        assert response.status_code == 200, response.text
        results: list[dict[str, Any]] = response.get_json()["results"]
        return results

    def pull(self, **more: Any) -> dict[str, Any]:
        """Read one page and keep its cursor."""
        response = self.exchange(**more)
        assert response.status_code == 200, response.text
        page: dict[str, Any] = response.get_json()
        self.cursor = page["cursor"]
        return page


def change(kind: str, fields: Mapping[str, Any], record: str | None = None, base: str | None = None) -> dict[str, Any]:
    """A change as a phone makes it."""
    made = {"id": new_id(), "kind": kind, "record": record or new_id(), "base": base, "fields": dict(fields)}
    return made | {"made_at": write_moment(utcnow())}


def visit(case: str, **fields: Any) -> dict[str, Any]:
    """A new visit note."""
    return change("support", VISIT | {"case": case} | fields)
