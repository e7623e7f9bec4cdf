"""Signatures of phones: ECDSA on P-256 with SHA-256, in the spellings of browsers."""

from __future__ import annotations

import base64
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from server.ground.base64url import read_base64url

_HALF: Final = 32
"""Bytes of each of the two numbers of a signature."""
_POINT: Final = 65


def is_key(key: str) -> bool:
    """Whether this is a public key: an uncompressed point of the curve, in base64url."""
    return _public(key) is not None


def is_signed(key: str, text: bytes, signature: str) -> bool:
    """Whether whoever has the private key signed a text."""
    public, signed = _public(key), _bytes(signature)
    if public is None or signed is None or len(signed) != 2 * _HALF:
        return False
    halves = (int.from_bytes(signed[:_HALF]), int.from_bytes(signed[_HALF:]))
    try:
        public.verify(encode_dss_signature(*halves), text, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def _public(key: str) -> ec.EllipticCurvePublicKey | None:
    point = _bytes(key)
    if point is None or len(point) != _POINT:
        return None
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError:
        return None


def _bytes(text: str) -> bytes | None:
    """The bytes that base64url without padding spells; ``None`` for any but the one spelling of them."""
    decoded = read_base64url(text)
    if decoded is None:
        return None
    return decoded if base64.urlsafe_b64encode(decoded).rstrip(b"=").decode() == text else None
