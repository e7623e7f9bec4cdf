"""What a push message says, to the phone and to the service that carries it."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Final

from server.reminders.settings import SAFETY
from server.store.deliveries import ClaimedRow

PROMPT: Final = SAFETY | {"appointment_soon"}
"""Kinds of notices for which a phone is woken even where it saves its battery."""

PLAIN_BYTES: Final = 160
"""All messages are of one length, so that it tells a push service nothing."""

_HOUR_S: Final = 3_600
_DAY_S: Final = 24 * _HOUR_S
_LASTS_S: Final = {
    "visit_overrun": 2 * _HOUR_S,
    "visit_overrun_escalated": 2 * _HOUR_S,
    "alarm": 2 * _HOUR_S,
    "alarm_over": 2 * _HOUR_S,
    "appointment_soon": _HOUR_S,
    "appointments_tomorrow": 12 * _HOUR_S,
    "test": 600,
}


def payload_of(delivery: ClaimedRow) -> bytes:
    """The message: the kind of the notice, of how many things it tells, and its id. The phone makes the words."""
    said = {"kind": delivery.reminder, "count": delivery.count or 1, "notice": delivery.notice}
    return json.dumps(said).encode().ljust(PLAIN_BYTES)


def headers_of(reminder: str | None, notice: str) -> dict[str, str]:
    """How a push service is to treat it (RFC 8030): how long to keep it for a phone that is off, whether to wake one
    that sleeps, and the topic by which the same notice, sent again, takes the place of the first."""
    topic = base64.urlsafe_b64encode(hashlib.sha256(notice.encode()).digest()[:24]).decode()
    return {
        "TTL": str(_LASTS_S.get(reminder or "", 2 * _DAY_S)),
        "Urgency": "high" if reminder in PROMPT else "normal",
        "Topic": topic,
    }
