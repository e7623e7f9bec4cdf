"""What a phone is told at the end of a round trip, as JSON."""

from __future__ import annotations

import datetime as dt
import json
import logging
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

from server.ground.installation import installation
from server.ground.p256 import KeyUnusable
from server.services.cursors import write_cursor
from server.store.backups import Covered
from server.store.directory import SessionRow
from sync.changes import CLOCK_TOLERANCE, Result
from sync.fields import write_moment
from sync.followup import Thresholds
from sync.store import Page

log = logging.getLogger("banso.exchange")

_encode: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def exchange_reply(
    who: SessionRow,
    results: Sequence[Result],
    page: Page,
    thresholds: Thresholds,
    covered: Covered | None,
    offset: dt.timedelta,
    now: dt.datetime,
) -> bytes:
    """The reply as JSON. Stored fields are JSON already and go out as they are."""
    records = ",".join(
        f'{{"kind":"{kind}","id":"{id_}","scope":"{scope}","seq":{seq},"head":"{head}","fields":{fields}}}'
        for kind, id_, scope, seq, head, fields in page.records
    )
    rest = _encode(
        {
            "gone": page.gone,
            "erased": list(page.erased),
            "cursor": write_cursor(page, who.office.id, who.user_id, now),
            "seq": page.anchor.seq,
            "more": page.more,
            "remaining": page.remaining,
            "server_time": write_moment(now),
            "clock_offset_s": int(offset.total_seconds()),
            "clock_warning": abs(offset) > CLOCK_TOLERANCE,
            "thresholds": asdict(thresholds),
            "contact_within_s": int(installation().settings.session_limits.phone_contact.total_seconds()),
            "covered": None if covered is None else {"seq": covered.seq, "at": write_moment(covered.at)},
            **_outbox_key(who.office.id),
            **({"delivery": True} if who.only_delivers else {}),
        }
    )
    answers = json.dumps([result.to_wire() for result in results], separators=(",", ":"))
    return f'{{"results":{answers},"records":[{records}],{rest[1:]}'.encode()


def _outbox_key(office: str) -> dict[str, Any]:
    """The key that the phone is to seal for. Where the keys cannot be reached the reply goes without: what the phone
    has sent is stored by now, and the phone must hear so.
    """
    try:
        key = installation().outbox_keys.current(office)
    except KeyUnusable:
        log.error("outbox_key_unusable", extra={"office": office})
        return {}
    return {"outbox_key": {"id": key.id, "public": key.public}}
