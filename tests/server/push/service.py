"""A push service of the tests' own, and a browser that takes what it carries.

The browser decrypts as RFC 8291 and RFC 8188 say, from the specifications: a mistake of the library that encrypts
is not made twice.
"""

from __future__ import annotations

import base64
import json
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from server.ground.ids import new_id
from server.store.push import Address

Headers = dict[str, str]


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass(frozen=True)
class Message:
    """What the service was handed: to whom, with what headers, and the encrypted body."""

    path: str
    headers: Headers
    body: bytes


@dataclass
class PushService:
    """Carries nothing anywhere, but notes it; ``answer`` may say otherwise than 201, with headers, or wait for
    ``slow`` first; ``body`` goes with every answer."""

    url: str
    messages: list[Message] = field(default_factory=list)
    answer: Callable[[Message], tuple[int, Headers]] = lambda _: (201, {})
    body: bytes = b""
    slow: threading.Event = field(default_factory=threading.Event)

    def received(self, browser: Browser) -> list[Message]:
        """What came for one browser."""
        return [message for message in list(self.messages) if browser.endpoint.endswith(message.path)]


class Browser:
    """A browser's half of a subscription."""

    def __init__(self, service_url: str) -> None:
        self.endpoint = f"{service_url}/push/{new_id()}"
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._point = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self._secret = new_id().encode()[:16]

    @property
    def address(self) -> Address:
        return Address(self.endpoint, b64(self._point), b64(self._secret))

    @property
    def subscription(self) -> dict[str, Any]:
        """As the browser spells it."""
        return {"endpoint": self.endpoint, "keys": {"p256dh": b64(self._point), "auth": b64(self._secret)}}

    def opened(self, message: Message) -> Any:
        """The message in clear (RFC 8291, section 3.4, and RFC 8188, section 2)."""
        assert message.headers["content-encoding"] == "aes128gcm"
        salt, (record_size, id_length) = message.body[:16], struct.unpack("!LB", message.body[16:21])
        sender, sealed = message.body[21 : 21 + id_length], message.body[21 + id_length :]
        assert len(sealed) <= record_size
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)
        shared = self._key.exchange(ec.ECDH(), public)
        info = b"WebPush: info\x00" + self._point + sender
        secret = _hmac(_hmac(self._secret, shared), info + b"\x01")
        pseudo = _hmac(salt, secret)
        key = _hmac(pseudo, b"Content-Encoding: aes128gcm\x00\x01")[:16]
        nonce = _hmac(pseudo, b"Content-Encoding: nonce\x00\x01")[:12]
        padded = AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\x00")
        assert padded.endswith(b"\x02"), "the one record is the last"
        return json.loads(padded[:-1])


def claims_of(message: Message, public_key: str) -> dict[str, Any]:
    """The claims of a message's token, after its signature has been checked (RFC 8292, RFC 7515)."""
    scheme, _, parameters = message.headers["authorization"].partition(" ")
    given = dict(part.strip().split("=", 1) for part in parameters.split(","))
    assert (scheme, given["k"]) == ("vapid", public_key)
    head, claims, signature = given["t"].split(".")
    assert json.loads(unb64(head))["alg"] == "ES256"
    raw = unb64(signature)
    assert len(raw) == 64
    numbers = (int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unb64(public_key))
    signed = f"{head}.{claims}".encode()
    public.verify(utils.encode_dss_signature(*numbers), signed, ec.ECDSA(hashes.SHA256()))
    found: dict[str, Any] = json.loads(unb64(claims))
    assert time.time() < found["exp"] <= time.time() + 24 * 3600
    return found


@contextmanager
def push_service() -> Iterator[PushService]:
    """A push service on this machine, as long as the block lasts."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    service = PushService(f"http://127.0.0.1:{server.server_address[1]}")
    server.service = service  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Server(ThreadingHTTPServer):
    # As many as connect at once: those beyond it would be made to wait by the system, for longer than a connection may.
    request_queue_size = 128


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:  # named by http.server
        service: PushService = self.server.service  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        message = Message(self.path, headers, body)
        service.messages.append(message)
        status, more = service.answer(message)
        self.send_response_only(status)
        for name, value in {"Content-Length": str(len(service.body)), **more}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(service.body)

    do_GET = do_POST  # noqa: N815 - named by http.server

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - named by http.server
        """Says nothing."""


def _hmac(key: bytes, data: bytes) -> bytes:
    made = hmac.HMAC(key, hashes.SHA256())
    made.update(data)
    return made.finalize()
