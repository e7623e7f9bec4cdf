"""Attempts that are bounded: passwords, calendar addresses, notices to try push messages out.

They are counted in the database, so that several processes count together and a restart forgets nothing
(``docs/decisions/0010-sign-in-limits.md``). What is kept is a count under a digest of fixed length. An attempt past a
limit reads and writes nothing, so that whoever goes on trying keeps nobody from writing.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import ipaddress
import math
from dataclasses import dataclass

from flask import current_app, request

from server.ground.errors import TooManyAttempts
from server.store import attempts, utcnow
from server.store.attempts import Bucket, PlaceRow

_IPV6_OF_ONE_HOUSE = 64
"""Bits: whoever has a line has all addresses below."""


@dataclass(frozen=True, slots=True)
class Place:
    """The place that an attempt has taken."""

    rows: tuple[PlaceRow, ...]

    def give_back(self) -> None:
        """Undo the attempt: it turned out not to be one that is bounded."""
        with attempts(write=True) as store:
            store.give_back(self.rows)


def bucket(kind: str, whose: str, most: int, lasts: dt.timedelta) -> Bucket:
    """Attempts of a kind, counted for somebody: under a digest, however long the text is that names them."""
    return Bucket(f"{kind}:{digest(whose)}", most, lasts)


def refuse_past(*buckets: Bucket) -> None:
    """Raise ``TooManyAttempts`` where one of these is full. Takes no place."""
    now = utcnow()
    with attempts(write=False) as store:
        full_until = store.full_until(buckets, now)
    if full_until is not None:
        raise TooManyAttempts(retry_after_s=math.ceil((full_until - now).total_seconds()))


def take(*buckets: Bucket) -> Place:
    """Take a place in each of these before the attempt is judged. Raises ``TooManyAttempts``; then it has taken none.

    What counts no longer is removed when a place is the first of its kind since then.
    """
    refuse_past(*buckets)
    now = utcnow()
    with attempts(write=True) as store:
        rows = store.take(buckets, now)
        if rows is None:
            raise TooManyAttempts(retry_after_s=math.ceil(max(each.lasts for each in buckets).total_seconds()))
        if any(row.ends_at == now + each.lasts for row in rows for each in buckets if each.name == row.bucket):
            store.drop_ended(now)
    return Place(tuple(rows))


def digest(text: str) -> str:
    """A digest that only this installation can make, 32 characters."""
    key = hashlib.sha256(current_app.config["SECRET_KEY"].encode()).digest()
    return hashlib.blake2b(text.encode(errors="surrogatepass"), key=key, digest_size=16).hexdigest()


def address() -> str:
    """Whose line a request comes from: an address, or with IPv6 the network that one house has."""
    try:
        ip = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return ""
    if isinstance(ip, ipaddress.IPv6Address):
        mapped = ip.ipv4_mapped
        return str(mapped or ipaddress.ip_network((ip, _IPV6_OF_ONE_HOUSE), strict=False))
    return str(ip)
