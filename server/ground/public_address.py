"""Under which address browsers reach this installation: it is configured, and never taken from a request.

Passkeys are bound to it, and a provider of identities sends people back to it. Whoever can choose the ``Host`` of a
request would choose both.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

NAME: Final = "BANSO_ADDRESS"

_LABEL: Final = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST: Final = re.compile(rf"{_LABEL}(?:\.{_LABEL})*", re.ASCII)
_THIS_MACHINE: Final = "localhost"


@dataclass(frozen=True, slots=True)
class PublicAddress:
    """``origin`` is scheme, host and port as browsers write them; ``host`` is the name that passkeys are bound to."""

    origin: str
    host: str

    def of(self, path: str) -> str:
        """The whole address of one of our paths."""
        return self.origin + path


def read_public_address(environ: Mapping[str, str]) -> PublicAddress | None:
    """The address of this installation; ``None`` where none is configured. Raises ``ValueError``, which says what may
    stand there.
    """
    address = environ.get(NAME, "")
    if not address:
        return None
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise ValueError(_SAID) from error
    default = {"https": 443, "http": 80}.get(parts.scheme)
    secure = parts.scheme == "https" or (parts.scheme == "http" and host == _THIS_MACHINE)
    bare = parts.path in {"", "/"} and not (parts.query or parts.fragment or parts.username or parts.password)
    if not (secure and bare and _HOST.fullmatch(host)) or _is_number(host):
        raise ValueError(_SAID)
    return PublicAddress(f"{parts.scheme}://{host}" + ("" if port in {None, default} else f":{port}"), host)


_SAID: Final = (
    f"{NAME} must be the address under which browsers reach this server, with https and a name, and nothing behind it: "
    "https://banso.your-city.lg.jp (http only for localhost)."
)


def _is_number(host: str) -> bool:
    """Whether a host is an address of the net: browsers bind no passkey to one."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
