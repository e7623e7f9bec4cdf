"""Hands messages to push services: encrypted for the phone (RFC 8291), signed with our key (RFC 8292)."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import Final

from py_vapid import Vapid02
from pywebpush import WebPusher
from urllib3.exceptions import HTTPError
from urllib3.exceptions import TimeoutError as NoAnswer

from server.ground.push_key import Sender
from server.push.backoff import read_retry_after
from server.push.endpoints import TOTAL_S, audience_of, connections, is_endpoint, within
from server.push.messages import headers_of, payload_of
from server.push.refusals import is_refusal, reason_of
from server.store import utcnow
from server.store.deliveries import ClaimedRow
from server.store.incidents import log_incident
from server.store.push import Address
from sync.reminders import SAFETY

TOKEN_LASTS_S: Final = 12 * 3_600
"""A day is the most that push services accept."""

_RENEWED_BEFORE_S: Final = 3_600
_MOST_SERVICES: Final = 100
_MOST_CONNECTIONS: Final = 64
_READ_BYTES: Final = 4_096
_NEVER: Final = 0
"""In place of a status: the message cannot be sent, and is not tried again."""

_LEFT_ALONE_S: Final = 20
"""For how long a push service that did not answer is not asked for anything that can wait, so that the others need not
wait for it."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a push service said: its status, for how many seconds to wait, and why it refuses. ``status`` is ``None``
    where there was no answer."""

    status: int | None
    retry_after: float | None = None
    reason: str | None = None


class PostOffice:
    """The way to the push services. It may be used by several threads at once.

    Nothing here is ever logged: an address lets whoever knows it send something to the phone.
    """

    def __init__(self, sender: Sender) -> None:
        """Raises ``KeyUnusable``."""
        self._sender = sender
        self._vapid = Vapid02(sender.key.private)
        self._pools = connections(_MOST_CONNECTIONS, local=sender.local)
        self._tokens: dict[str, tuple[float, str]] = {}
        self._silent: dict[str, float] = {}
        self._lock = threading.Lock()

    def send(self, delivery: ClaimedRow) -> Reply:
        """Hand a message over. Never raises: a delivery that cannot be sent must not hold up another."""
        if delivery.address is None:
            return Reply(410)
        if not is_endpoint(delivery.address.endpoint, local=self._sender.local):
            return Reply(_NEVER)
        service = audience_of(delivery.address.endpoint)
        if delivery.reminder not in SAFETY and time.monotonic() < self._silent.get(service, 0):
            return Reply(None)
        try:
            with within(TOTAL_S):
                return self._sent(delivery, delivery.address, service)
        except NoAnswer:
            self._leave_alone(service)
            return Reply(None)
        except HTTPError:
            return Reply(None)
        except Exception as error:  # noqa: BLE001 - whatever it is, only this delivery is at fault
            log_incident(error)
            return Reply(_NEVER)

    def _leave_alone(self, service: str) -> None:
        with self._lock:
            if len(self._silent) >= _MOST_SERVICES:
                self._silent.clear()
            self._silent[service] = time.monotonic() + _LEFT_ALONE_S

    def _sent(self, delivery: ClaimedRow, address: Address, service: str) -> Reply:
        keys = {"p256dh": address.p256dh, "auth": address.auth}
        sealed = WebPusher({"endpoint": address.endpoint, "keys": keys}).encode(payload_of(delivery))["body"]
        response = self._pools.request(
            "POST",
            address.endpoint,
            body=sealed,
            headers={
                **headers_of(delivery.reminder, delivery.notice),
                "Authorization": self._token_for(service),
                "Content-Encoding": "aes128gcm",
                "Content-Type": "application/octet-stream",
            },
            redirect=False,
            preload_content=False,
        )
        try:
            # Read to its end, the connection can be used again; a longer answer is nothing that we need.
            body = response.read(_READ_BYTES, decode_content=False)
            wait = read_retry_after(response.headers.get("Retry-After"))
            if not is_refusal(response.status):
                return Reply(response.status, wait)
            self._forget_token(service)
            return Reply(response.status, wait, reason_of(body, address.endpoint))
        finally:
            response.close() if response.length_remaining else response.release_conn()

    def _forget_token(self, service: str) -> None:
        """A service that refuses is told anew who we are: the token may have been signed by a clock that was wrong."""
        with self._lock:
            self._tokens.pop(service, None)

    def _token_for(self, audience: str) -> str:
        """The signed token for a push service; each is used for hours."""
        now = utcnow().timestamp()
        with self._lock:
            expires, token = self._tokens.get(audience, (0.0, ""))
            # One that is good for longer than any is made for was made before the clock was set back.
            if not _RENEWED_BEFORE_S <= expires - now <= TOKEN_LASTS_S:
                expires = now + TOKEN_LASTS_S
                claims = {"aud": audience, "sub": self._sender.contact, "exp": int(expires)}
                token = self._vapid.sign(claims)["Authorization"]
                if len(self._tokens) >= _MOST_SERVICES:
                    self._tokens.clear()
                self._tokens[audience] = expires, token
        return token
