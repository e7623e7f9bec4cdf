"""The extensions, made once and bound to an application by ``create_app``."""

from __future__ import annotations

from flask import request
from flask_babel import Babel
from flask_compress import Compress
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect

from server.models import Base


class _HeaderFirst(CSRFProtect):
    """Looks for the token among the headers first: to look for it in a form opens the body, and fixes how large that
    may be before the view has said so."""

    def _get_csrf_token(self) -> str | None:
        return request.headers.get("X-CSRF-Token") or super()._get_csrf_token()


db = SQLAlchemy(metadata=Base.metadata)
migrate = Migrate()
login_manager = LoginManager()
csrf = _HeaderFirst()
babel = Babel()
compress = Compress()
