"""What a phone proves its requests with, in Python: a key of its own, and what it signs (docs/protocol.md, Proof)."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

HEADER = "Banso-Proof"
NONCE = "Banso-Nonce"


@dataclass
class PhoneKey:
    """The key of one phone, and the nonce that the office gave it last."""

    device: str
    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    nonce: str = ""

    @property
    def public(self) -> str:
        """The public half, as it is registered."""
        public = self.private.public_key()
        return _written(public.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint))

    def hear(self, headers: Mapping[str, str] | Any) -> None:
        """Keep what an answer gives for the next request."""
        self.nonce = headers.get(NONCE) or self.nonce

    def proof(self, method: str, path: str, body: bytes = b"") -> dict[str, str]:
        """The header that proves a request."""
        digest = hashlib.sha256(body).hexdigest()
        text = "\n".join(("banso-proof-1", method, path, digest, self.nonce, self.device)).encode()
        r, s = decode_dss_signature(self.private.sign(text, ec.ECDSA(hashes.SHA256())))
        return {HEADER: f"{self.nonce} {digest} {_written(r.to_bytes(32) + s.to_bytes(32))}"}


def _written(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
