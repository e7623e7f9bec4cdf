"""Base64url without padding, as browsers and push services spell bytes."""

from __future__ import annotations

import base64
import binascii


def read_base64url(text: str) -> bytes | None:
    """The bytes that a text spells; ``None`` where it spells none."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
