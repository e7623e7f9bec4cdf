"""The session's cookie, which does not become too old because a clock was set."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import SignatureExpired, TimestampSigner, URLSafeTimedSerializer


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
    """Flask's own, with that signer."""

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """The same keys and the same form: cookies that are out stay good."""
        made: Any = super().get_signing_serializer(app)
        if made is not None:
            made.signer = _Signer
        return made  # type: ignore[no-any-return]  # made to set its signer


def init_app(app: Flask) -> None:
    """Have the application's sessions read so."""
    app.session_interface = Sessions()
