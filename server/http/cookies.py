"""What cookies are called and signed with; and the session's, which does not become too old because a clock was set."""

from __future__ import annotations

import hashlib
from typing import Any, Final

from flask import Flask, current_app, request, session
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import SignatureExpired, TimestampSigner, URLSafeTimedSerializer
from itsdangerous.encoding import base64_encode

DIGEST: Final = hashlib.sha256
"""What cookies are signed with, as HMAC."""

EARLIER: Final = hashlib.sha1
"""What they were signed with before. Nothing is signed with it any more; a session's cookie that was is taken, and its
browser is given one of now with the answer. It can go once no session of before may be left (``SessionLimits.phone``).
"""


_SIGNATURE_LENGTH: Final = len(base64_encode(DIGEST().digest()))


def cookie_name(name: str) -> str:
    """What a cookie is called: over HTTPS under a prefix, so that a browser takes it from this host alone."""
    return f"__Host-{name}" if current_app.config["SESSION_COOKIE_SECURE"] else name


class _Signer(TimestampSigner):
    """Takes a signature from ahead of the clock for one of now. The library refuses it, and so signed out whoever had
    signed in before a clock that was ahead was set right. It is our own signature all the same, and how long a session
    lasts is kept in the database."""

    def unsign(self, signed_value: Any, max_age: int | None = None, return_timestamp: bool = False) -> Any:
        """As the library's, but for an age below zero."""
        value, made_at = super().unsign(signed_value, return_timestamp=True)
        if max_age is not None and self.get_timestamp() - int(made_at.timestamp()) > max_age:
            raise SignatureExpired("too old", payload=value, date_signed=made_at)
        return (value, made_at) if return_timestamp else value


class Sessions(SecureCookieSessionInterface):
    """Flask's own, with that signer and digest."""

    digest_method = staticmethod(DIGEST)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """The same keys and the same form: cookies that are out stay good."""
        made: Any = super().get_signing_serializer(app)
        if made is not None:
            made.signer = _Signer
            made.fallback_signers = [{"key_derivation": self.key_derivation, "digest_method": EARLIER}]
        return made  # type: ignore[no-any-return]  # made to set its signer


def renew_signature() -> None:
    """Have the answer to this request sign the session's cookie anew, where it is signed as before."""
    value = request.cookies.get(current_app.config["SESSION_COOKIE_NAME"], "")
    if len(value.rpartition(".")[2]) != _SIGNATURE_LENGTH:
        session.modified = True


def init_app(app: Flask) -> None:
    """Have the application's sessions read so."""
    app.session_interface = Sessions()
