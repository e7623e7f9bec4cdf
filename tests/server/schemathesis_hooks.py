"""What schemathesis must know of this server to get past its door. It runs in a process of its own and loads this.

Every request is signed in as ``BANSO_LOGIN``. A request that ends its session gets one of its own to end, so that the
others go on. That is another user's, ``BANSO_LEAVER``: schemathesis reads the first one's login in an answer, and locks
it out with passwords of its own making.
"""

from __future__ import annotations

import base64
import gzip
import http.cookiejar
import itertools
import json
import os
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterable
from typing import Any

import schemathesis
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import strategies as st

from tests.proofs import PhoneKey

BASE = os.environ["BANSO_BASE"]
LOGIN, LEAVER, PASSWORD = (os.environ[f"BANSO_{name}"] for name in ("LOGIN", "LEAVER", "PASSWORD"))
MOST_LEAVING = 15
"""How often somebody signs in only to leave: a server need not let them do so without end. After that nobody leaves."""

CASE = os.environ["BANSO_CASE"]
COOKIE = "banso"


class Session:
    """A phone that is signed in, or nobody's browser: its cookie, and the token that goes with it."""

    user = ""
    key: PhoneKey | None = None

    def __init__(self, login: str | None, known: Iterable[http.cookiejar.Cookie] = ()) -> None:
        self._jar = http.cookiejar.CookieJar()
        for cookie in known:
            self._jar.set_cookie(cookie)
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._jar))
        self.token = ""
        self.token = self._ask("/api/csrf")["csrf_token"]
        if login is not None:
            device = {"id": str(uuid.uuid4()), "name": "schemathesis"}
            session = self._ask("/api/session", {"login": login, "password": PASSWORD, "device": device})
            self.token, self.user = session["csrf_token"], session["user"]["id"]
            self.key = self._registered(PhoneKey(device["id"]))
        self.cookie = next(cookie.value for cookie in self._jar if cookie.name == COOKIE)
        self.known = [cookie for cookie in self._jar if cookie.name != COOKIE]

    def _registered(self, key: PhoneKey) -> PhoneKey:
        """As the app does it: the first try brings a nonce."""
        body = json.dumps({"key": key.public}).encode()
        for _ in range(2):
            headers = {"Content-Type": "application/json", "X-CSRF-Token": self.token}
            headers |= key.proof("POST", "/api/registration", body)
            request = urllib.request.Request(BASE + "/api/registration", body, headers)
            try:
                with self._opener.open(request, timeout=30) as response:
                    key.hear(response.headers)
            except urllib.error.HTTPError as refused:
                key.hear(refused.headers)
        return key

    def _ask(self, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json", "X-CSRF-Token": self.token}
        with self._opener.open(urllib.request.Request(BASE + path, data, headers), timeout=30) as response:
            return json.load(response)


_shared = Session(LOGIN)
_known = Session(LEAVER).known
"""By which the leaver's phone is known: what strangers are refused for leaves it alone."""

_leaving = itertools.count()
_proving: dict[str, Session] = {}


@schemathesis.auth(refresh_interval=None, retry_on=[])
class SignedIn:
    """Gives each request its session."""

    def get(self, case: Any, context: Any) -> Session:
        if (case.method, case.operation.path) != ("DELETE", "/api/session"):
            return _shared
        return Session(LEAVER, _known) if next(_leaving) < MOST_LEAVING else Session(None)

    def set(self, case: Any, data: Session, context: Any) -> None:
        case.headers["X-CSRF-Token"] = data.token
        case.cookies[COOKIE] = data.cookie
        _proving[case.id] = data
        if _is_id(case.headers.get("Banso-User")):
            case.headers["Banso-User"] = data.user


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: Any) -> None:
    """Compress what is said to be compressed, as it goes out."""
    session = _proving.pop(case.id, None)
    kwargs["auth"] = lambda request: _proven(_compressed(request), session)


def _proven(request: Any, session: Session | None) -> Any:
    """Prove the request as it goes out, if it is a phone's."""
    if session is not None and session.key is not None:
        body = request.body or b""
        body = body.encode() if isinstance(body, str) else body
        request.headers.update(session.key.proof(request.method, request.path_url, body))
    return request


def _compressed(request: Any) -> Any:
    if request.headers.get("Content-Encoding") == "gzip" and request.body:
        body = request.body.encode() if isinstance(request.body, str) else request.body
        request.body = gzip.compress(body)
        request.headers["Content-Length"] = str(len(request.body))
    return request


@schemathesis.hook
def map_body(context: Any, body: Any) -> Any:
    """Let the changes be about a case that is there, so that they get further than its absence."""
    for change in body.get("changes", ()) if isinstance(body, dict) else ():
        fields = change.get("fields") if isinstance(change, dict) else None
        if isinstance(fields, dict) and "case" in fields:
            fields["case"] = CASE
    return body


def _is_id(value: Any) -> bool:
    try:
        return str(uuid.UUID(value)) == str(value).lower()
    except (ValueError, TypeError, AttributeError):
        return False


def _point(number: int) -> str:
    key = ec.derive_private_key(number, ec.SECP256R1()).public_key()
    point = key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


schemathesis.openapi.format("p256-point", st.integers(1, 1 << 128).map(_point))
