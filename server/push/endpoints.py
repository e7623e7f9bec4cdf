"""Where push messages may be sent to: the addresses come from browsers, and the server calls them.

So they are public HTTPS addresses and nothing else. A name is resolved once, its addresses are checked, and those are
connected to: a name that means another machine a moment later reaches nothing within the network of the office.
"""

from __future__ import annotations

import io
import ipaddress
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import urlsplit

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager, Timeout
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

ENDPOINT_LENGTH: Final = 1_000
CONNECT_S: Final = 5
READ_S: Final = 10
TOTAL_S: Final = 15
"""All that one delivery may take, from the look for the address to the last byte of the answer."""

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
    only. What is done with them ends with the time of ``within``, however the other side spreads its bytes."""
    pools = PoolManager(
        num_pools=most,
        maxsize=most,
        timeout=Timeout(connect=CONNECT_S, read=READ_S),
        retries=False,
    )
    pools.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool if local else _PublicPool}
    return pools


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        ip = ip.ipv4_mapped or ip.sixtofour or _translated(ip) or ip
    return ip.is_global and not ip.is_multicast and (ip.version == 4 or ip in _UNICAST)


def _translated(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The address that a gateway between the two internets calls for this one (RFC 6052)."""
    return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if address in _TRANSLATED else None


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """What this thread does with ``connections`` in the block fails with a timeout once the time is over.

    urllib3 and the socket count from each byte anew: a service that sends one now and then would be waited for as long
    as it likes.
    """
    _budget.ends = time.monotonic() + seconds
    try:
        yield
    finally:
        _budget.ends = None


_budget = threading.local()


def _left(at_most: float) -> float:
    """Seconds that may be waited for now. Raises ``TimeoutError`` where there are none."""
    ends = getattr(_budget, "ends", None)
    left = at_most if ends is None else min(at_most, ends - time.monotonic())
    if left <= 0:
        raise TimeoutError("the time is over")
    return left


class _BoundedReader(io.RawIOBase):
    """Reads from a socket; each read waits for no longer than there is time."""

    def __init__(self, own: socket.socket) -> None:
        super().__init__()
        self._own = own
        self._raw: Any = own.makefile("rb", buffering=0)

    def readable(self) -> bool:
        """It is there to be read."""
        return True

    def readinto(self, buffer: Any) -> int | None:
        """Raises ``TimeoutError`` where nothing comes in time."""
        self._own.settimeout(_left(READ_S))
        count: int | None = self._raw.readinto(buffer)
        return count

    def close(self) -> None:
        """Let go of the socket, as the file of a socket does."""
        if not self.closed:
            self._raw.close()
        super().close()


class _BoundedSocket:
    """A connected socket whose reading and writing ends with the time of ``within``."""

    def __init__(self, own: socket.socket) -> None:
        self._own = own

    def __getattr__(self, name: str) -> Any:
        return getattr(self._own, name)

    def sendall(self, data: Any, *flags: int) -> None:
        """Raises ``TimeoutError`` where nobody takes it in time."""
        self._own.settimeout(_left(READ_S))
        self._own.sendall(data, *flags)

    def makefile(self, mode: str, *_: Any, **__: Any) -> io.BufferedReader:
        """What the answer is read from."""
        if mode != "rb":
            raise ValueError(mode)
        return io.BufferedReader(_BoundedReader(self._own))


class _Bounded:
    """What the two kinds of connections have in common."""

    def connect(self) -> None:
        """Connect, and do the handshake, while there is time."""
        connection: Any = self
        try:
            connection.timeout = _left(CONNECT_S)
            super().connect()  # type: ignore[misc]  # the class it is mixed into has it
        except TimeoutError as error:
            raise ConnectTimeoutError(connection, "the time is over") from error
        connection.sock = _BoundedSocket(connection.sock)


class _Connection(_Bounded, HTTPConnection):
    """Without encryption: to this machine, in tests."""


class _SecureConnection(_Bounded, HTTPSConnection):
    """To anywhere."""


class _PublicConnection(_SecureConnection):
    """To public addresses."""

    def _new_conn(self) -> socket.socket:
        addresses = [address[0] for *_, address in _resolved(self.host, self.port or 443, self)]
        if not all(is_public(str(address)) for address in addresses):
            raise NewConnectionError(self, "not a public address")
        for address in addresses:
            try:
                return socket.create_connection((str(address), self.port), timeout=_left(CONNECT_S))
            except OSError:
                continue
        raise NewConnectionError(self, "nobody answers")


def _resolved(host: str, port: int, connection: HTTPConnection) -> list[Any]:
    """What a name stands for. The system's own look-up takes as long as the name's server likes; it is left behind
    then, and ends by itself."""
    addresses: list[Any] = []
    failed: list[OSError] = []

    def look() -> None:
        try:
            addresses.extend(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except OSError as error:
            failed.append(error)

    looking = threading.Thread(target=look, name="push-name", daemon=True)
    looking.start()
    looking.join(_left(CONNECT_S))
    if failed:
        raise NewConnectionError(connection, "the name does not resolve") from failed[0]
    if looking.is_alive() or not addresses:
        raise NewConnectionError(connection, "the name does not resolve in time")
    return addresses


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


class _PublicPool(HTTPSConnectionPool):
    ConnectionCls = _PublicConnection
