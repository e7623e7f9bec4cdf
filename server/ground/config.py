"""Settings, from the environment.

``BANSO_ENV`` is ``production`` unless something says otherwise; only ``flask dev`` says ``development``. Production
refuses to serve without a secret key of its own and a contact for the push services.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final, Literal, TypeVar

from server.ground.provider_settings import ProviderSettings, read_provider
from server.ground.public_address import PublicAddress, read_public_address
from server.ground.retention import Retention, read_retention
from server.ground.session_limits import SessionLimits, read_session_limits

Environment = Literal["production", "development", "testing"]
SecondFactors = Literal["required", "offered"]
"""Whether those whose role needs a second factor come in without one. Whoever has one is asked for it either way."""
FurtherPhones = Literal["approved", "free"]
"""Whether a phone that is not the first of its account waits until somebody approves it, or registers by itself."""

SECRET_KEY_LENGTH: Final = 32
BODY_LIMIT: Final = 1 << 20
"""Bytes of a request, where a view does not say otherwise."""

BACKUP_HOURS: Final = (1, 2, 3, 4, 6, 8, 12, 24)
"""How many hours may lie between backups: what divides a day, so that they come at the same times of each."""
BACKUP_KEEP: Final = 14
"""How many verified backups are kept, where nothing else is said."""

BACKUP_DAYS: Final = 90
"""After how many days a backup goes, however few there are, but for the newest: what was erased ends with it."""

LOCAL_CONTACT: Final = "mailto:banso@localhost.localdomain"
"""Whom push services may turn to where nobody is served but this machine. Apple's refuses every message that names it,
so that production has no default."""


_Chosen = TypeVar("_Chosen")
_Word = TypeVar("_Word", bound=str)


class Misconfigured(Exception):
    """The server must not start like this; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What differs between installations.

    ``serving`` is whether requests will be answered, or only a command is run. ``blobs`` is the folder of the
    attachments' contents, if it is not in the instance; ``push_key`` the file of the key for push messages, and
    ``push_contact`` whom the push services may turn to. ``outbox_keys`` is the folder of the keys of sealed outboxes;
    ``anchors`` that in which it is written down how far trails have come, if it is not beside the database.
    ``factor_key`` is the file of the key under which the secrets of second factors are sealed. ``backup_folder`` is
    where the scheduler makes a backup every ``backup_hours`` hours, of which ``backup_keep`` are kept, none for longer
    than ``backup_days``; without it there is no schedule. They are sealed with the key in the file ``backup_key``; only
    with ``backup_plain`` are they made without one. ``address`` is under which browsers reach it: without one there are
    no passkeys; ``provider`` is who else says who somebody is. ``argon2`` overrides the cost of password hashes
    (tests).
    """

    environment: Environment
    secret_key: str = field(repr=False)
    database_url: str = field(repr=False)
    serving: bool = True
    proxies: int = 0
    blobs: Path | None = None
    push_key: Path | None = None
    push_contact: str = LOCAL_CONTACT
    outbox_keys: Path | None = None
    anchors: Path | None = None
    backup_folder: Path | None = None
    backup_hours: int = 24
    backup_keep: int = BACKUP_KEEP
    backup_days: int = BACKUP_DAYS
    backup_key: Path | None = None
    backup_plain: bool = False
    second_factor: SecondFactors = "offered"
    further_phones: FurtherPhones = "free"
    factor_key: Path | None = None
    address: PublicAddress | None = None
    provider: ProviderSettings | None = None
    argon2: tuple[tuple[str, int], ...] = ()
    retention: Retention = field(default_factory=Retention)
    session_limits: SessionLimits = field(default_factory=SessionLimits)

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
            "SECRET_KEY": self.secret_key,
            "TESTING": self.environment == "testing",
            "MAX_CONTENT_LENGTH": BODY_LIMIT,
            # __Host-: from this host, over HTTPS and for all paths, or not at all.
            "SESSION_COOKIE_NAME": "__Host-banso" if self.https else "banso",
            "SESSION_COOKIE_SECURE": self.https,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "PERMANENT_SESSION_LIFETIME": self.session_limits.phone,
            "SESSION_REFRESH_EACH_REQUEST": False,
            "SQLALCHEMY_DATABASE_URI": self.database_url,
            # Access is checked first, then the token (server.http.access); a token is good for as long as its session.
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
    production = environment == "production"
    address = _read(read_public_address, environ)
    database = "banso.db" if production else "banso-dev.db"
    return Settings(
        environment="production" if production else "development",
        secret_key=_secret_key(environ.get("BANSO_SECRET_KEY"), serving=serving),
        database_url=_database_url(environ.get("DATABASE_URL"), instance / database),
        serving=serving,
        proxies=int(environ.get("BANSO_PROXIES", "0")),
        blobs=Path(environ["BANSO_BLOBS"]) if "BANSO_BLOBS" in environ else None,
        anchors=Path(environ["BANSO_ANCHORS"]) if environ.get("BANSO_ANCHORS") else None,
        push_key=Path(environ["BANSO_PUSH_KEY"]) if "BANSO_PUSH_KEY" in environ else None,
        outbox_keys=Path(environ["BANSO_OUTBOX_KEYS"]) if "BANSO_OUTBOX_KEYS" in environ else None,
        second_factor=_strict_or_not(environ, "BANSO_SECOND_FACTOR", "required", "offered", production=production),
        further_phones=_strict_or_not(environ, "BANSO_FURTHER_PHONES", "approved", "free", production=production),
        factor_key=Path(environ["BANSO_FACTOR_KEY"]) if "BANSO_FACTOR_KEY" in environ else None,
        address=address,
        provider=_read(partial(read_provider, has_address=address is not None), environ),
        retention=_read(read_retention, environ),
        session_limits=_read(read_session_limits, environ),
        push_contact=_push_contact(environ.get("BANSO_PUSH_CONTACT", ""), production=production, serving=serving),
        backup_folder=Path(environ["BANSO_BACKUP_DIR"]) if environ.get("BANSO_BACKUP_DIR") else None,
        backup_hours=_backup_hours(environ.get("BANSO_BACKUP_HOURS", "24")),
        backup_key=Path(environ["BANSO_BACKUP_KEY"]) if "BANSO_BACKUP_KEY" in environ else None,
        backup_plain=environ.get("BANSO_BACKUP_PLAIN") == "yes",
        backup_keep=_backup_count(
            "BANSO_BACKUP_KEEP", "backups are kept", environ.get("BANSO_BACKUP_KEEP", str(BACKUP_KEEP))
        ),
        backup_days=_backup_count(
            "BANSO_BACKUP_DAYS", "days a backup is kept", environ.get("BANSO_BACKUP_DAYS", str(BACKUP_DAYS))
        ),
    )


def _secret_key(value: str | None, *, serving: bool) -> str:
    if value is not None and len(value) >= SECRET_KEY_LENGTH:
        return value
    if not serving:
        # A command answers no requests, so that nothing it signs is ever read again.
        return secrets.token_hex(SECRET_KEY_LENGTH)
    raise Misconfigured(
        f"BANSO_SECRET_KEY must be set, to at least {SECRET_KEY_LENGTH} random characters that nobody else knows: "
        "python -c 'import secrets; print(secrets.token_hex(32))'"
    )


def _read(reader: Callable[[Mapping[str, str]], _Chosen], environ: Mapping[str, str]) -> _Chosen:
    try:
        return reader(environ)
    except ValueError as error:
        raise Misconfigured(str(error)) from error


def _strict_or_not(environ: Mapping[str, str], name: str, strict: _Word, lax: _Word, *, production: bool) -> _Word:
    """Which of two words was chosen; where none was, the strict one in production alone."""
    value = environ.get(name)
    if value is None:
        return strict if production else lax
    if value == strict:
        return strict
    if value == lax:
        return lax
    raise Misconfigured(f"{name} must be '{strict}' or '{lax}'.")


def _backup_hours(value: str) -> int:
    if value in map(str, BACKUP_HOURS):
        return int(value)
    raise Misconfigured(f"BANSO_BACKUP_HOURS must divide a day: {', '.join(map(str, BACKUP_HOURS))}.")


def _backup_count(name: str, what: str, value: str) -> int:
    if value.isascii() and value.isdigit() and int(value) > 0:
        return int(value)
    raise Misconfigured(f"{name} must be how many {what}, at least 1.")


# A name of the open internet: with a dot, ending in letters, and none of those that are set apart for other uses
# (RFC 2606, 6761, 6762) or for examples (JPRS: example.jp, example.co.jp).
_CONTACT: Final = re.compile(
    r"(?:mailto:[^@\s]+@|https://)((?:[a-z0-9-]+\.)+[a-z][a-z0-9-]*)", re.ASCII | re.IGNORECASE
)
_NOBODYS: Final = frozenset({"localhost", "localdomain", "local", "internal", "invalid", "test", "example"})


def _push_contact(value: str, *, production: bool, serving: bool) -> str:
    """Whom push services may turn to. A command sends nothing and needs no contact."""
    if not production or not (value or serving):
        return value or LOCAL_CONTACT
    match = _CONTACT.fullmatch(value)
    if match and _is_somebodys(match[1].lower().split(".")):
        return value
    fault = f"is {value!r}" if value else "is not set"
    raise Misconfigured(
        f"BANSO_PUSH_CONTACT {fault}. It must be an address of the open internet at which push services reach whoever "
        "looks after this server: mailto:somebody@your-city.lg.jp, or https:// and the name of your site. Apple takes "
        "no messages from a sender without one, so that calls for help would not reach iPhones."
    )


def _is_somebodys(labels: list[str]) -> bool:
    """Whether a domain can exist on the open internet."""
    return labels[-1] not in _NOBODYS and "example" not in labels


def _database_url(value: str | None, default: Path) -> str:
    if value is None:
        return f"sqlite:///{default}"
    # What hosting providers set, in the words of SQLAlchemy and of the driver that we use.
    for prefix in ("postgres://", "postgresql://"):
        if value.startswith(prefix):
            return "postgresql+psycopg://" + value.removeprefix(prefix)
    return value
