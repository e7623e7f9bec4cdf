"""Text as people type it: without what nobody sees, and each letter spelled one way.

``static/app/sync/plain.ts`` has the same rules; ``tests/cases/plain_text.json`` holds both to them.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# U+0000 cannot be stored by PostgreSQL, half a surrogate pair cannot be written as UTF-8, and the other control
# characters are never typed: they come from broken input.
_NOT_PLAIN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
PLAIN_PATTERN: Final = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
"""The same for the API's description, whose JSON has no halves of surrogate pairs."""

# Nothing to see, or the direction of writing turned round: two names that look the same would be two, and one would
# read backwards. A joiner before an emoji makes one picture of two, and stays.
_UNSEEN: Final = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
    "|\u200d(?![\u2600-\u27bf\U0001f000-\U0001faff])"
)

# Unicode's composition would put another letter in the place of these: 神 (U+FA19) is a spelling of a name.
_COMPATIBILITY: Final = "\uf900-\ufaff\U0002f800-\U0002fa1f"
_COMPOSED_APART: Final = re.compile(f"[^{_COMPATIBILITY}]+")

_AROUND: Final = (
    "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)
"""White space as browsers trim it: Python's own would leave a byte order mark, and take U+0085."""


def is_plain(text: str) -> bool:
    """Whether a text holds only what people type: no control characters but tabs and line ends, no half surrogate
    pairs.
    """
    return _NOT_PLAIN.search(text) is None


def canonical_text(text: str, *, line: bool) -> str:
    """A plain text in its one spelling: composed (NFC, but for compatibility ideographs, which are letters of their own
    in names), without white space around, and as a ``line`` without characters that nobody sees.
    """
    if not text.isascii():
        if not unicodedata.is_normalized("NFC", text):
            text = _COMPOSED_APART.sub(lambda part: unicodedata.normalize("NFC", part[0]), text)
        if line:
            text = _UNSEEN.sub("", text)
    return text.strip(_AROUND)
