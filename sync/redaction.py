"""What a record is to those who may not read what people said: the same without its sensitive fields.

The exchange, the office pages, histories, conflicts, sheets and searches ask here. Where nothing is left out field by
field, a permission guards the whole: attachments and printed cases ask for ``READ_SENSITIVE``, reports for
``READ_REPORTS``, calendars and notices on phones for ``USE_PHONE``, and who has the last two has the first
(``tests/sync/test_roles.py``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sync.records import KINDS
from sync.store import Record


def shown(kind: str, fields: Iterable[str], *, sensitive: bool) -> list[str]:
    """Those of a kind's fields that are shown: all of them, or, unless ``sensitive`` is allowed, those that are not."""
    hidden = frozenset[str]() if sensitive else KINDS[kind].sensitive
    return [name for name in fields if name not in hidden]


def redacted(record: Record, *, sensitive: bool) -> Record:
    """A record with only those of its fields that are shown."""
    if sensitive:
        return record
    return replace(
        record, fields={name: record.fields[name] for name in shown(record.kind, record.fields, sensitive=False)}
    )
