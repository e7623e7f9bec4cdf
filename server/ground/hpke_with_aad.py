"""HPKE (RFC 9180) with additional data: base mode, DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM, one message.

Envelopes of version 1 were sealed so. The library's public call has no additional data, so that their key schedule is
written out here, of the library's primitives; the names are those of the RFC. Its vector is opened in every run of the
tests. Nothing is sealed so any more (docs/decisions/0021-sealed-outbox.md).
"""

from __future__ import annotations

from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

_VERSION: Final = b"HPKE-v1"
_KEM: Final = b"KEM\x00\x10"
_SUITE: Final = b"HPKE\x00\x10\x00\x01\x00\x02"
_BASE_MODE: Final = b"\x00"
_HASH_BYTES: Final = 32
_KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12


def open_with_aad(private: ec.EllipticCurvePrivateKey, enc: bytes, sealed: bytes, *, info: bytes, aad: bytes) -> bytes:
    """The text that was sealed. Raises ``InvalidTag``, or ``ValueError`` where ``enc`` is no point of the curve."""
    shared = _decap(private, enc)
    context = _BASE_MODE + _extract(_SUITE, b"", b"psk_id_hash", b"") + _extract(_SUITE, b"", b"info_hash", info)
    secret = _extract(_SUITE, shared, b"secret", b"")
    key = _expand(_SUITE, secret, b"key", context, _KEY_BYTES)
    nonce = _expand(_SUITE, secret, b"base_nonce", context, _NONCE_BYTES)
    return AESGCM(key).decrypt(nonce, sealed, aad)


def _decap(private: ec.EllipticCurvePrivateKey, enc: bytes) -> bytes:
    dh = private.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), enc))
    own = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return _expand(_KEM, _extract(_KEM, b"", b"eae_prk", dh), b"shared_secret", enc + own, _HASH_BYTES)


def _extract(suite: bytes, salt: bytes, label: bytes, material: bytes) -> bytes:
    """``LabeledExtract``: HKDF-Extract is HMAC under the salt."""
    mac = HMAC(salt or bytes(_HASH_BYTES), SHA256())
    mac.update(_VERSION + suite + label + material)
    return mac.finalize()


def _expand(suite: bytes, key: bytes, label: bytes, info: bytes, length: int) -> bytes:
    """``LabeledExpand``."""
    labelled = length.to_bytes(2) + _VERSION + suite + label + info
    return HKDFExpand(SHA256(), length, labelled).derive(key)
