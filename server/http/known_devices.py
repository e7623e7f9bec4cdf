"""Browsers in which somebody has signed in before, told by a cookie that only a sign-in gives.

Their attempts are counted by themselves, so that nobody can lock out somebody who signs in where they always do. The id
of a device is no proof: others may know it. The cookie names nobody: it holds digests of logins, each with a random
token.
"""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Final

from flask import Response, after_this_request, current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from server.http.attempts import digest
from server.http.cookies import DIGEST, EARLIER, cookie_name

LASTS: Final = dt.timedelta(days=400)
"""As long as browsers keep a cookie at most; each sign-in renews it."""
MOST_USERS: Final = 5
"""Of one browser: those who signed in last."""


def token_of(login: str) -> str | None:
    """What tells this browser as one in which a login, in its folded spelling, has signed in; ``None`` where it has
    not."""
    return _tokens().get(digest(login))


def remember(login: str) -> None:
    """Note in this browser, with the answer to this request, that a login has signed in here."""
    tokens, whose = _tokens(), digest(login)
    token = tokens.pop(whose, None) or secrets.token_urlsafe(16)
    kept = dict([*tokens.items(), (whose, token)][-MOST_USERS:])
    value = _serializer().dumps(kept)

    @after_this_request
    def _tell(response: Response) -> Response:
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        response.set_cookie(_name(), value, max_age=LASTS, secure=secure, httponly=True, samesite="Lax")
        return response


def _tokens() -> dict[str, str]:
    try:
        return dict(_serializer().loads(request.cookies.get(_name(), ""), max_age=int(LASTS.total_seconds())))
    except BadSignature:
        return {}


def _name() -> str:
    return cookie_name("banso-known")


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(
        current_app.config["SECRET_KEY"],
        salt="banso-known-device",
        signer_kwargs={"digest_method": DIGEST},
        fallback_signers=[{"digest_method": EARLIER}],
    )
