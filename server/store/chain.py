"""The digests that bind the trail: of its rows to each other, and of the change log to it.

They are reckoned from what is stored, column by column, and are the same on both databases. The columns are listed here
and not read off the tables: a column that is added later is no part of what was anchored before it came.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from sqlalchemy import RowMapping

from sync.fields import write_moment

BEGINNING: Final = "0" * 64
"""What stands in the place of a digest before the first row."""

TRAIL: Final = (
    "office_id",
    "number",
    "at",
    "what",
    "actor",
    "device",
    "address",
    "about_kind",
    "about",
    "scope",
    "reason",
    "details",
    "previous",
)
"""What a row of the trail is bound by: all but the digest itself."""

CHANGE: Final = (
    "id",
    "kind",
    "record",
    "base",
    "fields",
    "resolves",
    "before",
    "own",
    "untaken",
    "seq",
    "head",
    "author",
    "device",
    "made_at",
    "received_at",
    "status",
    "conflicts",
    "late",
    "stamp",
    "brought_by",
)
"""What a row of the change log is anchored by."""

Columns = Mapping[str, Any] | RowMapping
"""A row, by the names of its columns."""

canonical = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False).encode
"""A value as the one JSON text that there is of it."""


def link(row: Columns) -> str:
    """The digest of a row of the trail."""
    return digest_of({name: plain(row[name]) for name in TRAIL})


def digest_of_changes(rows: Iterable[Columns]) -> str:
    """The digest of some rows of the change log, in the order of their seq."""
    return digest_of_all(digest_of_change(row) for row in rows)


def digest_of_change(row: Columns) -> str:
    """The digest of one row of the change log. It stays when the row is erased (``server.models.erasure``)."""
    return digest_of([plain(row[name]) for name in CHANGE])


def digest_of_all(digests: Iterable[str]) -> str:
    """The digest of some digests, in their order."""
    whole = hashlib.sha256()
    for digest in digests:
        whole.update(digest.encode())
    return whole.hexdigest()


def mark_of(seq: int, change: str, stamp: str | None) -> str:
    """The digest by which a cursor that names an erased change is recognised. No cursor can be made from it without the
    change's id.
    """
    return digest_of([seq, change, stamp])


def digest_of(value: Any) -> str:
    """The digest of a JSON value."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def plain(value: Any) -> Any:
    """A column's value as JSON."""
    return write_moment(value) if isinstance(value, dt.datetime) else value
