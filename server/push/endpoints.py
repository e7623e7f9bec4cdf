"""Where push messages may be sent to: the addresses come from browsers, and the server calls them.

So they are public HTTPS addresses and nothing else. A name is resolved once, its addresses are checked, and those are
connected to: a name that means another machine a moment later reaches nothing within the network of the office.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from typing import Final
from urllib.parse import urlsplit

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager, Timeout
from urllib3.connection import HTTPSConnection
from urllib3.exceptions import NewConnectionError

ENDPOINT_LENGTH: Final = 1_000
CONNECT_S: Final = 5
READ_S: Final = 10

# A name with a dot that is one of the open internet, the port of HTTPS, and a path. An address in numbers ends in no
# letters, so it is none of these.
PUBLIC_PATTERN: Final = (
    r"^https://(?:[a-z0-9-]+\.)+(?!(?:internal|invalid|local|localhost|test)(?::443)?/)"
    r"[a-z][a-z0-9-]*(?::443)?/[!-~]+$"
)
_PUBLIC: Final = re.compile(PUBLIC_PATTERN)
_LOCAL: Final = re.compile(r"https?://(?:localhost|127\.0\.0\.1)(?::[0-9]{1,5})?/[!-~]+")
# What is given out of IPv6 (RFC 4291): the rest is reserved, or was meant for networks of one's own.
_UNICAST: Final = ipaddress.IPv6Network("2000::/3")
_TRANSLATED: Final = ipaddress.IPv6Network("64:ff9b::/96")


def is_endpoint(url: str, *, local: bool) -> bool:
    """Whether messages may be sent to an address; ``local`` allows this machine besides, as tests need it.

    Only its spelling is looked at. What a name resolves to is checked at each connection.
    """
    if len(url) > ENDPOINT_LENGTH:
        return False
    if local and _LOCAL.fullmatch(url):
        return True
    return _PUBLIC.fullmatch(url) is not None


def audience_of(endpoint: str) -> str:
    """Scheme, host and port of a push service: whom a token is for."""
    scheme, host, *_ = urlsplit(endpoint)
    return f"{scheme}://{host}"


def connections(most: int, *, local: bool) -> PoolManager:
    """Connections to push services, kept open, as many as ``most`` to each. Without ``local``, to public addresses
    only."""
    pools = PoolManager(
        num_pools=most,
        maxsize=most,
        timeout=Timeout(connect=CONNECT_S, read=READ_S),
        retries=False,
    )
    if not local:
        pools.pool_classes_by_scheme = {"http": HTTPConnectionPool, "https": _PublicPool}
    return pools


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet."""
    found = ipaddress.ip_address(address)
    if isinstance(found, ipaddress.IPv6Address):
        found = found.ipv4_mapped or found.sixtofour or _translated(found) or found
    return found.is_global and not found.is_multicast and (found.version == 4 or found in _UNICAST)


def _translated(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The address that a gateway between the two internets calls for this one (RFC 6052)."""
    return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if address in _TRANSLATED else None


class _PublicConnection(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        try:
            found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise NewConnectionError(self, "the name does not resolve") from error
        addresses = [address[0] for *_, address in found]
        if not all(is_public(str(address)) for address in addresses):
            raise NewConnectionError(self, "not a public address")
        for address in addresses:
            try:
                return socket.create_connection((str(address), self.port), timeout=CONNECT_S)
            except OSError:
                continue
        raise NewConnectionError(self, "nobody answers")


class _PublicPool(HTTPSConnectionPool):
    ConnectionCls = _PublicConnection
