"""A phone's half of the sealed outbox, made of what the library has for senders."""

from __future__ import annotations

import base64
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.bindings._rust import openssl
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from werkzeug.test import TestResponse

from tests.server.people import Client, OfficeUnderTest

SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def b64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64url(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class SealingPhone:
    """A phone that seals for an office. ``key`` is what the office's exchange last told it."""

    office: OfficeUnderTest
    client: Client
    user: str
    key: dict[str, str] = field(default_factory=dict)

    def pull(self) -> None:
        self.key = self.client.pull()["outbox_key"]

    def seal(self, change: Any, /, *, version: int = 2, **other: str) -> dict[str, Any]:
        """An envelope. ``other`` are the office, user or change that it is bound to, its text or purpose, if not the
        right.
        """
        purpose = f"banso-outbox-{version}"
        named = {"office": self.office.id, "user": self.user, "change": change["id"], "info": purpose} | other
        text = other.get("text", json.dumps(change, ensure_ascii=False)).encode()
        return self.seal_bytes(change["id"], text, named, version=version)

    def seal_bytes(self, change: str, text: bytes, named: dict[str, str], *, version: int = 2) -> dict[str, Any]:
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unb64url(self.key["public"]))
        bound_to = f"{named['office']}\n{named['user']}\n{named['change']}"
        if version == 1:
            # Only phones of before sealed so; there is no public call for it.
            made = openssl.hpke._encrypt_with_aad(SUITE, text, point, named["info"].encode(), bound_to.encode())
        else:
            made = SUITE.encrypt(text, point, f"{named['info']}\n{bound_to}".encode())
        said = {"change": change, "key": self.key["id"], "enc": b64url(made[:65]), "sealed": b64url(made[65:])}
        return said if version == 1 else said | {"version": version}

    def seal_content(self, attachment: str, content: bytes, /, **other: str) -> tuple[str, bytes]:
        """The key of a content, sealed, and the content under it. ``other`` are the office, user, attachment or purpose
        that the key is bound to, or the ``place`` that the content is, if not the right.
        """
        right = {"info": "banso-content-1", "office": self.office.id, "user": self.user, "attachment": attachment}
        named = right | other
        info = "\n".join(named[name] for name in right).encode()
        key, nonce = secrets.token_bytes(32), secrets.token_bytes(12)
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unb64url(self.key["public"]))
        made = SUITE.encrypt(key, point, info)
        place = other.get("place", f"contents/{attachment}").encode()
        sealed = nonce + AESGCM(key).encrypt(nonce, content, place)
        return ".".join((self.key["id"], b64url(made[:65]), b64url(made[65:]))), sealed

    def put_content(self, attachment: str, key: str, sealed: bytes) -> tuple[bool, str]:
        """What is answered to a sealed content."""
        headers = self.client.headers() | {"Content-Type": "application/octet-stream", "Banso-Sealed-Key": key}
        response = self.client.http.put(f"/api/outbox/{attachment}/content", data=sealed, headers=headers)
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.get_json()
        return answer["taken"], answer["code"]

    def post(self, *envelopes: Any, **headers: str) -> TestResponse:
        given = {"envelopes": list(envelopes)}
        return self.client.http.post("/api/outbox", json=given, headers=self.client.headers() | headers)

    def deliver(self, *envelopes: Any) -> list[dict[str, Any]]:
        response = self.post(*envelopes)
        assert response.status_code == 200, response.text
        results: list[dict[str, Any]] = response.get_json()["results"]
        return results

    def told(self, *envelopes: Any) -> list[tuple[bool, str]]:
        return [(each["taken"], each["code"]) for each in self.deliver(*envelopes)]
