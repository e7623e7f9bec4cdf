"""Ids: those that the server makes, and those that stand in texts."""

from __future__ import annotations

import datetime as dt
import re
import secrets
import time
import uuid
from typing import Final

_ID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.ASCII)


def new_id() -> str:
    """A UUID of version 7 (RFC 9562): sorted by time, so that indexes grow at their end, and otherwise random."""
    return _id_at(time.time_ns() // 1_000_000)


def new_id_after(other: str) -> str:
    """A new id that sorts behind another, also where the clock has been set back since that was made."""
    return _id_at(max(time.time_ns() // 1_000_000, _milliseconds(other) + 1))


def ids_in(text: str) -> set[str]:
    """The ids that stand in a text, in their canonical spelling."""
    return set(_ID.findall(text.lower()))


def made_at(made: str) -> dt.datetime:
    """When an id was made, by the clock of whoever made it."""
    return dt.datetime.fromtimestamp(_milliseconds(made) / 1_000, dt.UTC)


def _milliseconds(made: str) -> int:
    return uuid.UUID(made).int >> 80


def _id_at(milliseconds: int) -> str:
    value = milliseconds << 80 | 0x7 << 76 | secrets.randbits(12) << 64 | 0b10 << 62 | secrets.randbits(62)
    return str(uuid.UUID(int=value))
