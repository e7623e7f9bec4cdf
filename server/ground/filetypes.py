"""The types of files that are taken, by what they begin with: a name and a header are only what the sender says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

HEAD_BYTES: Final = 1024
"""How much of a file must be there to tell. A PDF may have other bytes before its mark (ISO 32000, Annex H)."""

_BEGINNINGS: Final[Mapping[str, Callable[[bytes], bool]]] = {
    "image/jpeg": lambda head: head.startswith(b"\xff\xd8\xff"),
    "image/png": lambda head: head.startswith(b"\x89PNG\r\n\x1a\n"),
    "image/webp": lambda head: head[:4] == b"RIFF" and head[8:12] == b"WEBP",
    "application/pdf": lambda head: b"%PDF-" in head[:HEAD_BYTES],
}


def type_of(head: bytes) -> str | None:
    """Of which of the types known here a file is that begins with ``head``; ``None`` for any other."""
    return next((media_type for media_type in _BEGINNINGS if begins_like(media_type, head)), None)


def begins_like(media_type: str, head: bytes) -> bool:
    """Whether ``head``, the first bytes of a file, is that of a file of this type. Nothing begins like a type that is
    not known here.
    """
    known = _BEGINNINGS.get(media_type)
    return known is not None and known(head)
