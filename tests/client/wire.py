"""Two ways to an office: into a Flask application, and over HTTP to a server that is running."""

from __future__ import annotations

import gzip
import http.client
import json
from collections.abc import Mapping
from http.cookies import SimpleCookie
from typing import Any, Protocol

from flask.testing import FlaskClient

from tests.proofs import PhoneKey

Json = Any


class Problem(Exception):
    """An answer that is none of the good ones (protocol.md, Problems)."""

    def __init__(self, status: int, body: Mapping[str, Json], retry_after_s: int) -> None:
        self.code: str = body.get("code", str(status))
        super().__init__(f"{status} {self.code} {body.get('errors', '')}")
        self.status, self.retry_after_s = status, retry_after_s


class Wire(Protocol):
    """Carries one request and gives its answer, with the cookies of the answers before. With a ``key``, ``ask`` proves
    by it that a request is this phone's (protocol.md, Proof).
    """

    key: PhoneKey | None

    def carry(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, Any, bytes]:
        """Returns status, headers and body."""


class InProcess:
    """A Flask application in this process."""

    def __init__(self, client: FlaskClient) -> None:
        self._client = client
        self.key: PhoneKey | None = None

    def carry(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, Any, bytes]:
        response = self._client.open(path, method=method, data=body, headers=dict(headers))
        return response.status_code, response.headers, response.data


class OverHttp:
    """A server at a port of this machine."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.key: PhoneKey | None = None
        self._cookies: SimpleCookie = SimpleCookie()

    def carry(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, Any, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        try:
            cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in self._cookies.items())
            connection.request(method, path, body, {**headers, **({"Cookie": cookies} if cookies else {})})
            response = connection.getresponse()
            for line in response.headers.get_all("Set-Cookie", []):
                self._cookies.load(line)
            return response.status, response.headers, response.read()
        finally:
            connection.close()


def ask(wire: Wire, method: str, path: str, body: Json = None, headers: Mapping[str, str] | None = None) -> Json:
    """Send JSON, compressed, and read JSON. Raises ``Problem``."""
    sent = b"" if body is None else gzip.compress(json.dumps(body).encode())
    said = {} if body is None else {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    status, answer, told = _answered(wire, method, path, sent, {**said, **(headers or {})})
    if wire.key is not None and answer.get("code") == "proof_needed":
        # The nonce has had its time; the answer brought another.
        status, answer, told = _answered(wire, method, path, sent, {**said, **(headers or {})})
    if status >= 300:
        raise Problem(status, answer, int(told.get("Retry-After", "0")))
    return answer


def _answered(
    wire: Wire, method: str, path: str, body: bytes, headers: Mapping[str, str]
) -> tuple[int, Json, Mapping[str, str]]:
    proof = {} if wire.key is None else wire.key.proof(method, path, body)
    status, told, content = wire.carry(method, path, body, {**headers, **proof})
    if wire.key is not None:
        wire.key.hear(told)
    return status, json.loads(content) if content else {}, told
