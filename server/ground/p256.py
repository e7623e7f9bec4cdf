"""Key pairs on the curve P-256, as they lie in private files and as browsers know them."""

from __future__ import annotations

import base64
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec


class KeyUnusable(Exception):
    """A key file cannot be read or made, or holds something else than a P-256 key; the message says which."""


def new_pem() -> bytes:
    """A new private key, as a file holds it."""
    return ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def read_key(path: Path, purpose: str) -> ec.EllipticCurvePrivateKey:
    """The private key in a file. Raises ``KeyUnusable``, which names the ``purpose``."""
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise unusable(path, purpose, error) from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise KeyUnusable(f"The key for {purpose}, {path}, is not a P-256 key.")
    return key


def unusable(path: Path, purpose: str, error: Exception) -> KeyUnusable:
    """What is raised where a key's file cannot be used."""
    return KeyUnusable(f"The key for {purpose}, {path}, cannot be used: {type(error).__name__}.")


def public_point(private: ec.EllipticCurvePrivateKey) -> str:
    """The public key: the uncompressed point, 65 bytes, in base64url."""
    point = private.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()
