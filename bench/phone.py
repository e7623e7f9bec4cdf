"""A phone's half of the exchange without a browser: it signs in, sends and receives as the phone app does.

Bodies are gzipped as the app packs them. Replies are asked for as Chromium does over HTTPS, and read whole.
"""

from __future__ import annotations

import copy
import gzip
import http.client
import json
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Self
from urllib.parse import urlencode

from backports import zstd

from bench.office import LOGIN, PASSWORD, Office
from tests.proofs import NONCE, PhoneKey

PAGE = 1000
"""Records asked for at once, as the app does."""

_JSON = {"Content-Type": "application/json"}
_PACK_LEVEL = 6
"""What ``CompressionStream`` uses."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply, and its bytes as they came over the wire and unpacked."""

    body: Any
    wire_bytes: int
    plain_bytes: int


class Phone:
    """Signed in to an office, with a connection that stays open, and the cursor of its last exchange."""

    def __init__(self, office: Office) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", office.port, timeout=600)
        self._cookies: dict[str, str] = {}
        token = self._ask("GET", "/api/csrf").body["csrf_token"]
        device = {"id": str(uuid.uuid4()), "name": "bench"}
        credentials = {"login": LOGIN, "password": PASSWORD, "device": device}
        session = self._ask(
            "POST", "/api/session", json.dumps(credentials).encode(), {**_JSON, "X-CSRF-Token": token}
        ).body
        self.user: str = session["user"]["id"]
        self._headers = {
            **_JSON,
            "Content-Encoding": "gzip",
            "X-CSRF-Token": session["csrf_token"],
            "Banso-Protocol": "1",
            "Banso-User": self.user,
        }
        self.cursor: str | None = None
        self._key = PhoneKey(device["id"])
        self._key.nonce = self._nonce
        self._prove("/api/registration", gzip.compress(json.dumps({"key": self._key.public}).encode()))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def again(self) -> Self:
        """The same session on a connection of its own, for what is about connections and not about signing in."""
        other = copy.copy(self)
        connection = http.client.HTTPConnection(self._connection.host, self._connection.port, timeout=600)
        vars(other).update(_cookies=dict(self._cookies), _connection=connection)
        return other

    def exchange(self, changes: str = "[]", page: int = PAGE, *, taken: Collection[str] = ("applied",)) -> Reply:
        """One round trip with changes that are JSON already. All of them must be ``taken``; the cursor goes on."""
        head = {"cursor": self.cursor, "limit": page, "now": None, "queued": 0}
        body = f'{{"changes":{changes},{json.dumps(head)[1:]}'.encode()
        reply = self._prove("/api/exchange", gzip.compress(body, _PACK_LEVEL))
        refused = [result for result in reply.body["results"] if result["status"] not in taken]
        if refused:
            raise RuntimeError(f"not applied: {refused[0]}")
        self.cursor = reply.body["cursor"]
        return reply

    def catch_up(self) -> int:
        """Receive until nothing is left. Returns how many records came."""
        received = 0
        while True:
            body = self.exchange().body
            received += len(body["records"])
            if not body["more"]:
                return received

    def open_office(self) -> None:
        """Give the password once more, for the pages of the office."""
        credentials = {"login": LOGIN, "password": PASSWORD, "csrf_token": self._headers["X-CSRF-Token"]}
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": self._cookie()}
        response = self._answer("POST", "/office/sign-in", urlencode(credentials).encode(), headers)
        response.read()
        if response.status != HTTPStatus.SEE_OTHER:
            raise RuntimeError(f"POST /office/sign-in: {response.status}")

    def page(self, address: str) -> int:
        """Open a page of the office to its last byte. Returns how many there were."""
        response = self._answer("GET", address, None, {"Accept": "text/html", "Cookie": self._cookie()})
        page = response.read()
        if response.status != HTTPStatus.OK:
            raise RuntimeError(f"GET {address}: {response.status}")
        return len(page)

    def _cookie(self) -> str:
        # The cookies are for HTTPS only, and kept by hand here: this machine's own address needs none.
        return "; ".join(f"{name}={value}" for name, value in self._cookies.items())

    def _prove(self, path: str, body: bytes) -> Reply:
        """A request that is this phone's own, as the app proves it."""
        reply = self._ask("POST", path, body, self._headers | self._key.proof("POST", path, body))
        self._key.nonce = self._nonce
        return reply

    def _ask(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Reply:
        sent = {**(headers or {}), "Accept-Encoding": "gzip, deflate, br, zstd", "Cookie": self._cookie()}
        response = self._answer(method, path, body, sent)
        wire = response.read()
        for cookie in response.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        self._nonce = response.headers.get(NONCE, "")
        plain = _unpacked(wire, response.headers.get("Content-Encoding", "identity"))
        if response.status != 200:
            raise RuntimeError(f"{method} {path}: {response.status} {plain[:300].decode(errors='replace')}")
        return Reply(json.loads(plain), len(wire), len(plain))

    def _answer(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]
    ) -> http.client.HTTPResponse:
        """Asks once more where the server has closed the connection meanwhile, as a browser does."""
        try:
            self._connection.request(method, path, body, headers)
            return self._connection.getresponse()
        except ConnectionError:
            self._connection.close()
            self._connection.request(method, path, body, headers)
            return self._connection.getresponse()


def _unpacked(wire: bytes, encoding: str) -> bytes:
    match encoding:
        case "zstd":
            return zstd.decompress(wire)
        case "gzip":
            return gzip.decompress(wire)
        case "identity":
            return wire
    raise ValueError(f"Content-Encoding {encoding!r}")
