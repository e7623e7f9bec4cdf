"""Whether a password may be chosen: long enough, and none that is tried first.

How many guesses one takes is reckoned by zxcvbn from lists that come with it, so that nobody is asked over the net
(``docs/decisions/0020-accounts.md``). To its lists come words that a welfare office in Japan would think of, and those
that stand around the account itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Final, Literal

from zxcvbn import zxcvbn

from server.services.passwords import PASSWORD_LENGTH

PASSWORD_LIMIT: Final = 200
"""Characters. What is longer than this is no password that anybody types."""
LEAST_GUESSES_LOG10: Final = 9
"""A billion guesses: at the cost of one hash of ours, years on a good machine."""

_LOOKED_AT: Final = 72
"""Characters that zxcvbn takes; a password that is hard to guess so far is so altogether."""

_OURS: Final = tuple(Path(__file__).with_name("common_words.txt").read_text("utf-8").split())

_WORD: Final = re.compile(r"\w{3,}")


def problem_with(password: str, *, about: Iterable[str] = ()) -> Literal["too_short", "too_long", "too_common"] | None:
    """What is wrong with a password; ``None`` where it may be chosen. ``about`` are texts that others know of the
    account: its login and name, the office's name.
    """
    if len(password) < PASSWORD_LENGTH:
        return "too_short"
    if len(password) > PASSWORD_LIMIT:
        return "too_long"
    known = [word for text in about for word in (text.casefold(), *_WORD.findall(_folded(text)))]
    guesses = zxcvbn(_folded(password)[:_LOOKED_AT], user_inputs=[*known, *_OURS])["guesses_log10"]
    return None if float(guesses) >= LEAST_GUESSES_LOG10 else "too_common"


def _folded(text: str) -> str:
    """Full-width letters and half-width kana make nothing harder to guess."""
    return unicodedata.normalize("NFKC", text)
