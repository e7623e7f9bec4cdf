"""The extensions that read requests and answer them, made once and bound to an application by ``create_app``."""

from __future__ import annotations

from flask import request
from flask_babel import Babel
from flask_compress import Compress
from flask_login import LoginManager
from flask_wtf import CSRFProtect


class _HeaderFirst(CSRFProtect):
    """Looks for the token in the headers first. Reading it from a form would open the body, and so fix how large the
    body may be before the view has declared it."""

    def _get_csrf_token(self) -> str | None:
        return request.headers.get("X-CSRF-Token") or super()._get_csrf_token()


login_manager = LoginManager()
csrf = _HeaderFirst()
babel = Babel()
compress = Compress()
