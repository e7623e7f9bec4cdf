"""A provider of identities (OpenID Connect) on this machine: a real server, with keys that change; or a lying one."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from joserfc import jwk, jwt

from server.store import utcnow

CLIENT, SECRET = "banso", "a secret: with/signs & blanks"
SUBJECT = "0f7c1d2e-the-stable-subject"


@dataclass
class OpenIdProvider:
    """``claims`` are put in place of what it says truthfully, ``header`` in the token's head; ``described`` in place of
    what it says of itself. ``up`` is whether it answers, ``token`` a token that it gives whatever is asked.
    """

    issuer: str = ""
    subject: str = SUBJECT
    claims: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=dict)
    described: dict[str, Any] = field(default_factory=dict)
    up: bool = True
    token: str | None = None
    key: jwk.RSAKey = field(default_factory=lambda: jwk.RSAKey.generate_key(2048, {"kid": "first"}))
    signs_with: jwk.RSAKey | None = None
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    requests: dict[str, str] = field(default_factory=dict)

    def rotate(self) -> None:
        """Another key, and the one before is gone."""
        self.key = jwk.RSAKey.generate_key(2048, {"kid": secrets.token_hex(4)})

    def grant(self, address: str, **more: str) -> str:
        """Somebody shows who they are where ``address`` leads. Returns the address to which their browser goes back."""
        given = dict(parse_qsl(urlsplit(address).query))
        assert given["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe()
        self.codes[code] = given
        answer = {"code": code, "state": given["state"], "iss": self.issuer} | more
        query = "&".join(f"{name}={value}" for name, value in answer.items() if value)
        back = urlsplit(given["redirect_uri"]).path + "?" + query
        self.requests[back] = address
        return back

    def document(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "end_session_endpoint": f"{self.issuer}/end",
            "authorization_response_iss_parameter_supported": True,
        } | self.described

    def answer(self, authorization: str, form: dict[str, list[str]]) -> tuple[int, dict[str, Any]]:
        """The token endpoint."""
        expected = base64.b64encode(b"banso:a+secret%3A+with%2Fsigns+%26+blanks").decode()
        asked = self.codes.pop(form.get("code", [""])[0], None)
        if authorization != f"Basic {expected}" or asked is None:
            return 400, {"error": "invalid_grant"}
        digest = hashlib.sha256(form["code_verifier"][0].encode()).digest()
        if base64.urlsafe_b64encode(digest).decode().rstrip("=") != asked["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        now = int(utcnow().timestamp())
        said = {"iss": self.issuer, "sub": self.subject, "aud": CLIENT, "exp": now + 300, "iat": now}
        said |= {"nonce": asked["nonce"], "auth_time": now} | self.claims
        said = {name: value for name, value in said.items() if value is not None}
        header = {"alg": "RS256", "kid": self.key.kid} | self.header
        token = self.token or jwt.encode(header, said, self.signs_with or self.key)
        return 200, {"id_token": token, "access_token": "unused", "token_type": "Bearer"}


@contextmanager
def served(provider: OpenIdProvider) -> Iterator[OpenIdProvider]:
    """The provider on a port of its own."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            provider.asked.append(self.path)
            pages = {
                "/.well-known/openid-configuration": provider.document,
                "/keys": lambda: {"keys": [provider.key.as_dict(private=False)]},
            }
            page = pages.get(self.path)
            if self.path.startswith("/authorize?"):
                self._send_back()
            else:
                self._say(200, page()) if page else self._say(404, {})

        def _send_back(self) -> None:
            """Whoever comes is known here, and goes back at once."""
            asked = urlsplit(dict(parse_qsl(urlsplit(self.path).query))["redirect_uri"])
            self.send_response(302)
            self.send_header("Location", f"{asked.scheme}://{asked.netloc}{provider.grant(self.path)}")
            self.end_headers()

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._say(*provider.answer(self.headers.get("Authorization", ""), parse_qs(body)))

        def _say(self, status: int, said: dict[str, Any]) -> None:
            content = json.dumps(said).encode()
            self.send_response(status if provider.up else 503)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
