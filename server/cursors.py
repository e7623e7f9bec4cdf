"""Cursors as phones keep them: a position, signed for one user of one office."""

from __future__ import annotations

import hashlib

from flask import current_app
from itsdangerous import BadSignature, Signer

from server.errors import CursorNotYours
from sync.store import START, Position


def write_cursor(position: Position, office: str, user: str) -> str:
    """The cursor for a position of this user."""
    return _signer(office, user).sign(f"{position.effective}-{position.seq}").decode()


def read_cursor(cursor: str | None, office: str, user: str) -> Position:
    """The position that a cursor stands for. Raises ``CursorNotYours`` for one that was not given to this user here."""
    if cursor is None:
        return START
    try:
        effective, _, seq = _signer(office, user).unsign(cursor).decode().partition("-")
        return Position(int(effective), int(seq))
    except (BadSignature, ValueError) as error:
        raise CursorNotYours from error


def _signer(office: str, user: str) -> Signer:
    return Signer(current_app.secret_key or "", salt=f"cursor:{office}:{user}", digest_method=hashlib.sha256)
