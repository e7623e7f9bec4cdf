"""Why a push service refuses a message, in as few of its own words as help whoever looks after the server."""

from __future__ import annotations

import json
import re
from typing import Final
from urllib.parse import urlsplit

REASON_LENGTH: Final = 80

GONE: Final = frozenset({404, 410})
"""The address is no longer in use."""
LATER: Final = frozenset({408, 429})
"""To be tried again, as after trouble of the service (5xx)."""
SENDER: Final = frozenset({401, 403})
"""The service does not take messages of this sender: its contact, its key or its clock is wrong. That can be mended."""

_NAMES: Final = ("reason", "error", "message", "detail")
"""Where push services that answer in JSON say why: Apple's in ``reason``, others in one of the rest."""
_TAG: Final = re.compile(r"<[^>]*>?")
_LINK: Final = re.compile(r"\S*:?//\S*")
_SECRET: Final = re.compile(r"[A-Za-z0-9_+/=.:-]{32,}")
"""Longer than any word: a token, a key, or an address."""
_UNPRINTABLE: Final = re.compile(r"[^ -~]+")
_HIDDEN: Final = "..."
_TELLING: Final = 8
"""Characters. A shorter part of an address gives nothing away."""


def is_refusal(status: int) -> bool:
    """Whether a status says that the service will not take what is sent like this."""
    return 400 <= status < 500 and status not in GONE | LATER


def reason_of(body: bytes, endpoint: str) -> str | None:
    """The reason in the body of a refusal: ``BadJwtToken``, or the beginning of a sentence. ``None`` where it has none.

    It is printable, at most ``REASON_LENGTH`` long, and holds nothing of the ``endpoint``, which lets whoever knows it
    send something to the phone.
    """
    reason = _explanation(body.decode("utf-8", "replace"))
    _, _, path, query, _ = urlsplit(endpoint)
    for part in sorted(re.split(r"[/?&=]", f"{path}?{query}"), key=len, reverse=True):
        if len(part) >= _TELLING:
            reason = reason.replace(part, _HIDDEN)
    for secret in (_LINK, _SECRET):
        reason = secret.sub(_HIDDEN, reason)
    reason = " ".join(_UNPRINTABLE.sub(" ", _TAG.sub(" ", reason)).split())
    return reason[:REASON_LENGTH].strip() or None


def _explanation(text: str) -> str:
    """What a body says: in JSON the field that says why, otherwise all of it."""
    try:
        answer = json.loads(text)
    except ValueError:
        return text
    if not isinstance(answer, dict):
        return ""
    return next((answer[name] for name in _NAMES if isinstance(answer.get(name), str)), "")
