"""Settings, from the environment.

``BANSO_ENV`` is ``production`` unless something says otherwise; only ``flask dev`` says ``development``. Production
refuses to serve without a secret key of its own.
"""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

from server.backups.schedule import HOURS
from server.retention import Retention, read_retention
from server.store import engine_options

Environment = Literal["production", "development", "testing"]

SECRET_KEY_LENGTH: Final = 32
BODY_LIMIT: Final = 1 << 20
"""Bytes of a request, where a view does not say otherwise."""

BACKUP_KEEP: Final = 14
"""How many verified backups are kept, where nothing else is said."""

DEFAULT_CONTACT: Final = "mailto:banso@localhost.localdomain"
"""Whom push services may turn to, where nobody is named. Not all of them put up with it."""


class Misconfigured(Exception):
    """The server must not start like this; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What differs between installations.

    ``serving`` is whether requests will be answered, or only a command is run. ``blobs`` is the folder of the
    attachments' contents, if it is not in the instance; ``push_key`` the file of the key for push messages, and
    ``push_contact`` whom the push services may turn to. ``backup_folder`` is where the scheduler makes a backup every
    ``backup_hours`` hours, of which ``backup_keep`` are kept; without it there is no schedule. ``argon2`` overrides the
    cost of password hashes (tests).
    """

    environment: Environment
    secret_key: str = field(repr=False)
    database_url: str = field(repr=False)
    serving: bool = True
    proxies: int = 0
    blobs: Path | None = None
    push_key: Path | None = None
    push_contact: str = DEFAULT_CONTACT
    backup_folder: Path | None = None
    backup_hours: int = 24
    backup_keep: int = BACKUP_KEEP
    argon2: tuple[tuple[str, int], ...] = ()
    retention: Retention = field(default_factory=Retention)

    @property
    def pushes_locally(self) -> bool:
        """Whether push messages may be sent to this machine: never where addresses come from strangers."""
        return self.environment != "production"

    @property
    def https(self) -> bool:
        """Whether browsers reach the server by HTTPS only."""
        return self.environment == "production"

    def to_flask(self) -> dict[str, Any]:
        """The same as the configuration of Flask and its extensions."""
        return {
            "SETTINGS": self,
            "SECRET_KEY": self.secret_key,
            "TESTING": self.environment == "testing",
            "MAX_CONTENT_LENGTH": BODY_LIMIT,
            # __Host-: from this host, over HTTPS and for all paths, or not at all.
            "SESSION_COOKIE_NAME": "__Host-banso" if self.https else "banso",
            "SESSION_COOKIE_SECURE": self.https,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "PERMANENT_SESSION_LIFETIME": dt.timedelta(days=90),
            "SESSION_REFRESH_EACH_REQUEST": False,
            "SQLALCHEMY_DATABASE_URI": self.database_url,
            "SQLALCHEMY_ENGINE_OPTIONS": engine_options(self.database_url),
            # Access is checked first, then the token (server.access); a token is good for as long as its session.
            "WTF_CSRF_CHECK_DEFAULT": False,
            "WTF_CSRF_TIME_LIMIT": None,
            # Our pages send no referrer at all, so it cannot be compared; the token is enough.
            "WTF_CSRF_SSL_STRICT": False,
            "COMPRESS_ALGORITHM": ["zstd", "gzip"],
            "COMPRESS_LEVEL": 1,
            "COMPRESS_ZSTD_LEVEL": 1,
            "COMPRESS_MIMETYPES": [
                "application/json",
                "application/javascript",
                "application/manifest+json",
                "text/css",
                "text/csv",
                "text/html",
                "text/javascript",
                "image/svg+xml",
            ],
            "BABEL_DEFAULT_LOCALE": "ja",
            "BABEL_DEFAULT_TIMEZONE": "Asia/Tokyo",
            "API_TITLE": "Banso",
            "API_VERSION": "1",
            "OPENAPI_VERSION": "3.1.0",
        }


def read_settings(environ: Mapping[str, str], instance: Path, *, serving: bool) -> Settings:
    """Read the environment. Raises ``Misconfigured`` where it must not be served like this."""
    environment = environ.get("BANSO_ENV", "production")
    if environment not in {"production", "development"}:
        raise Misconfigured(f"BANSO_ENV is {environment!r}; it may be 'production' or 'development'.")
    database = "banso.db" if environment == "production" else "banso-dev.db"
    return Settings(
        environment="production" if environment == "production" else "development",
        secret_key=_secret_key(environ.get("BANSO_SECRET_KEY"), serving=serving),
        database_url=_database_url(environ.get("DATABASE_URL"), instance / database),
        serving=serving,
        proxies=int(environ.get("BANSO_PROXIES", "0")),
        blobs=Path(environ["BANSO_BLOBS"]) if "BANSO_BLOBS" in environ else None,
        push_key=Path(environ["BANSO_PUSH_KEY"]) if "BANSO_PUSH_KEY" in environ else None,
        retention=_retention(environ),
        push_contact=_push_contact(environ.get("BANSO_PUSH_CONTACT", DEFAULT_CONTACT)),
        backup_folder=Path(environ["BANSO_BACKUP_DIR"]) if environ.get("BANSO_BACKUP_DIR") else None,
        backup_hours=_backup_hours(environ.get("BANSO_BACKUP_HOURS", "24")),
        backup_keep=_backup_keep(environ.get("BANSO_BACKUP_KEEP", str(BACKUP_KEEP))),
    )


def _secret_key(given: str | None, *, serving: bool) -> str:
    if given is not None and len(given) >= SECRET_KEY_LENGTH:
        return given
    if not serving:
        # A command answers no requests, so that nothing it signs is ever read again.
        return secrets.token_hex(SECRET_KEY_LENGTH)
    raise Misconfigured(
        f"BANSO_SECRET_KEY must be set, to at least {SECRET_KEY_LENGTH} random characters that nobody else knows: "
        "python -c 'import secrets; print(secrets.token_hex(32))'"
    )


def _retention(environ: Mapping[str, str]) -> Retention:
    try:
        return read_retention(environ)
    except ValueError as error:
        raise Misconfigured(str(error)) from error


def _backup_hours(given: str) -> int:
    if given in map(str, HOURS):
        return int(given)
    raise Misconfigured(f"BANSO_BACKUP_HOURS must divide a day: {', '.join(map(str, HOURS))}.")


def _backup_keep(given: str) -> int:
    if given.isascii() and given.isdigit() and int(given) > 0:
        return int(given)
    raise Misconfigured("BANSO_BACKUP_KEEP must be how many backups are kept, at least 1.")


def _push_contact(given: str) -> str:
    if re.fullmatch(r"mailto:[^@\s]+@[\w.-]+|https://[\w.-]+\.[\w-]+", given, re.ASCII):
        return given
    raise Misconfigured("BANSO_PUSH_CONTACT must be mailto: and an address, or https:// and the name of a site.")


def _database_url(given: str | None, default: Path) -> str:
    if given is None:
        return f"sqlite:///{default}"
    # What hosting providers set, in the words of SQLAlchemy and of the driver that we use.
    for prefix in ("postgres://", "postgresql://"):
        if given.startswith(prefix):
            return "postgresql+psycopg://" + given.removeprefix(prefix)
    return given
