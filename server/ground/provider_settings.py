"""The provider of identities by which people of a city sign in (OpenID Connect), as an installation configures it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from server.ground.public_address import NAME as ADDRESS

ISSUER: Final = "BANSO_OIDC_ISSUER"
CLIENT: Final = "BANSO_OIDC_CLIENT_ID"
SECRET: Final = "BANSO_OIDC_SECRET"  # noqa: S105 - the name of a variable
SHOWN_AS: Final = "BANSO_OIDC_NAME"
STRONG: Final = "BANSO_OIDC_SECOND_FACTOR"
OFFICE: Final = "BANSO_OIDC_OFFICE"
PASSWORDS: Final = "BANSO_OIDC_PASSWORDS"

_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_KINDS: Final = ("amr", "acr")


@dataclass(frozen=True, slots=True)
class ProviderSettings:
    """``strong`` are the values of ``amr`` and ``acr`` that are believed to mean more than a password, each as
    ``("amr", "mfa")``. ``office`` is the only office whose accounts it lets in, where one is named; ``passwords``
    whether an account that is bound to it may sign in with a password of its own, too.
    """

    issuer: str
    client_id: str
    secret: str = field(repr=False)
    shown_as: str = ""
    strong: frozenset[tuple[str, str]] = frozenset()
    office: str | None = None
    passwords: bool = True

    @property
    def on_this_machine(self) -> bool:
        """Whether the issuer is a process on this machine: only then nothing need be encrypted on the way to it."""
        parts = urlsplit(self.issuer)
        return parts.scheme == "http" and parts.hostname in _LOOPBACK


def read_provider(environ: Mapping[str, str], *, has_address: bool) -> ProviderSettings | None:
    """The provider of an installation; ``None`` where there is none. Raises ``ValueError``, which says what to do."""
    issuer = environ.get(ISSUER, "")
    if not issuer:
        return None
    if not has_address:
        raise ValueError(f"{ISSUER} is set, and {ADDRESS} is not: the provider sends people back to that address.")
    if not environ.get(CLIENT):
        raise ValueError(f"{CLIENT} must be what the provider calls this installation.")
    passwords = environ.get(PASSWORDS, "kept")
    if passwords not in {"kept", "ended"}:
        raise ValueError(f"{PASSWORDS} must be 'kept' or 'ended'.")
    settings = ProviderSettings(
        issuer,
        environ[CLIENT],
        _secret(environ.get(SECRET, "")),
        environ.get(SHOWN_AS, ""),
        _strong(environ.get(STRONG, "")),
        environ.get(OFFICE) or None,
        passwords == "kept",
    )
    parts = urlsplit(issuer)
    if not (settings.on_this_machine or (parts.scheme == "https" and parts.hostname)) or parts.query or parts.fragment:
        raise ValueError(f"{ISSUER} must be the provider's https address, exactly as its tokens name it.")
    return settings


def _secret(file: str) -> str:
    try:
        secret = Path(file).read_text("utf-8").strip() if file else ""
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"{SECRET} names a file that cannot be read: {type(error).__name__}.") from error
    if not secret:
        raise ValueError(f"{SECRET} must name a file that holds the secret that the provider gave this installation.")
    return secret


def _strong(values: str) -> frozenset[tuple[str, str]]:
    strong = set()
    for each in values.split():
        kind, _, value = each.partition(":")
        if kind not in _KINDS or not value:
            raise ValueError(f"{STRONG} must be values that the provider gives, each as amr:mfa or acr:some-value.")
        strong.add((kind, value))
    return frozenset(strong)
