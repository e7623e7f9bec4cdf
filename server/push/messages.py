"""What a push message says, to the phone and to the service that carries it."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Final

from server.store.deliveries import ClaimedRow
from sync.reminders import REMINDERS, Reminder

PLAIN_BYTES: Final = 160
"""All messages are of one length, so that it tells a push service nothing."""


def payload_of(delivery: ClaimedRow) -> bytes:
    """The message: the kind of the notice, of how many things it tells, and its id. The phone makes the words."""
    payload = {"kind": delivery.reminder, "count": delivery.count or 1, "notice": delivery.notice}
    return json.dumps(payload).encode().ljust(PLAIN_BYTES)


def headers_of(reminder: str | None, notice: str) -> dict[str, str]:
    """How a push service is to treat it (RFC 8030): how long to keep it for a phone that is off, whether to wake one
    that sleeps, and the topic by which the same notice, sent again, takes the place of the first."""
    topic = base64.urlsafe_b64encode(hashlib.sha256(notice.encode()).digest()[:24]).decode()
    treated = REMINDERS.get(reminder or "", Reminder(""))
    return {
        "TTL": str(treated.lasts_s),
        "Urgency": "high" if treated.prompt else "normal",
        "Topic": topic,
    }
