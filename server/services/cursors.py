"""Cursors as phones keep them: how far they have read, and in which log, signed for one user of one office."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Final

from itsdangerous import BadSignature, Signer

from server.ground.errors import CursorNotYours, HistoryChanged
from server.ground.installation import installation
from sync.store import BEGINNING, START, Anchor, Page, Position

_EPOCH: Final = dt.datetime.fromtimestamp(0, dt.UTC)


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far somebody has read, the log as it was then, and when that was by the server's clock."""

    position: Position
    anchor: Anchor
    given_at: dt.datetime


FIRST: Final = Cursor(START, BEGINNING, _EPOCH)
"""Where everybody begins."""


def write_cursor(page: Page, office: str, user: str, now: dt.datetime) -> str:
    """The cursor for what follows a page that this user was given ``now``."""
    (effective, seq), (anchored, change, stamp) = page.position, page.anchor
    text = f"{effective}-{seq}-{int(now.timestamp())}-{anchored}-{stamp or ''}-{change or ''}"
    return _signer(office, user).sign(text).decode()


def read_cursor(cursor: str | None, office: str, user: str) -> Cursor:
    """What a cursor says. Raises ``CursorNotYours`` for one that was not given to this user here, and
    ``HistoryChanged`` for one of an older form, which does not name the log that it was read from.
    """
    if cursor is None:
        return FIRST
    try:
        text = _signer(office, user).unsign(cursor).decode()
    except (BadSignature, ValueError) as error:
        raise CursorNotYours from error
    try:
        effective, seq, given_at, anchored, stamp, change = text.split("-", 5)
        position, anchor = Position(int(effective), int(seq)), Anchor(int(anchored), change or None, stamp or None)
        return Cursor(position, anchor, dt.datetime.fromtimestamp(int(given_at), dt.UTC))
    except ValueError as error:
        raise HistoryChanged from error


def _signer(office: str, user: str) -> Signer:
    return Signer(installation().settings.secret_key, salt=f"cursor:{office}:{user}", digest_method=hashlib.sha256)
