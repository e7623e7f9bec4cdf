"""Photos as a camera makes them, and how they are known again in the files of a browser."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from pathlib import Path

from playwright.sync_api import Browser

_PAINT = """() => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 1200, height: 900 });
  const context = canvas.getContext("2d");
  for (let y = 0; y < 900; y += 6)
    for (let x = 0; x < 1200; x += 6) {
      context.fillStyle = `hsl(${Math.random() * 360} 80% ${30 + Math.random() * 40}%)`;
      context.fillRect(x, y, 6, 6);
    }
  return canvas.toDataURL("image/jpeg", 0.9).split(",")[1];
}"""

_PIECE = 24
"""Bytes of a compressed picture that stand nowhere by chance."""
_PIECES = 40


def photo(browser: Browser, remark: str) -> bytes:
    """A JPEG that no other is like, with a remark in its EXIF and in a comment. A page of its own paints it."""
    page = browser.new_page()
    plain = base64.b64decode(page.evaluate(_PAINT))
    page.close()
    return plain[:2] + _segment(0xE1, _exif(remark)) + _segment(0xFE, remark.encode()) + plain[2:]


def document(remark: str) -> bytes:
    """A PDF that says it in the open."""
    return f"%PDF-1.4\n% {remark}\n1 0 obj<</Title({remark})>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n".encode()


def pieces(content: bytes) -> list[bytes]:
    """Parts of a file, evenly over all of it: whoever has kept any longer part of it in the open has one of them."""
    step = max(1, (len(content) - _PIECE) // _PIECES)
    return [content[start : start + _PIECE] for start in range(0, len(content) - _PIECE, step)]


def files_with(profile: Path, parts: Iterable[bytes]) -> list[str]:
    """The files of a browser's profile that hold any of some bytes as they are."""
    sought = list(parts)
    files = [file for file in sorted(profile.rglob("*")) if file.is_file() and not file.is_symlink()]
    return [str(file.relative_to(profile)) for file in files if _holds(file.read_bytes(), sought)]


def _holds(content: bytes, parts: list[bytes]) -> bool:
    return any(part in content for part in parts)


def _segment(marker: int, content: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(content) + 2).to_bytes(2) + content


def _exif(remark: str) -> bytes:
    """One entry, ``ImageDescription``, in the byte order of Motorola."""
    text = remark.encode() + b"\0"
    entry = (0x010E).to_bytes(2) + (2).to_bytes(2) + len(text).to_bytes(4) + (26).to_bytes(4)
    return b"Exif\0\0" + b"MM\0*" + (8).to_bytes(4) + (1).to_bytes(2) + entry + bytes(4) + text
