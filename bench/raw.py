"""The physical limit: the same notes into one plain SQLite table and out again, by the driver alone."""

from __future__ import annotations

import json
import sqlite3
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from bench.notes import Change

_COLUMNS = (
    "id",
    "case",
    "method",
    "place",
    "started_at",
    "travel_minutes",
    "narrative",
    "next_on",
    "purpose",
    "reason",
)
_NAMES = ", ".join(f'"{name}"' for name in _COLUMNS)
_CREATE = f"CREATE TABLE note (seq INTEGER PRIMARY KEY, {_NAMES}, UNIQUE (id))"
_INSERT = f"INSERT INTO note ({_NAMES}) VALUES ({', '.join('?' * len(_COLUMNS))})"


def push_and_pull(batches: Sequence[Sequence[Change]]) -> tuple[float, float]:
    """Notes written a second, each batch decoded from JSON and on the disk before the next; and notes read a second."""
    count = sum(len(batch) for batch in batches)
    texts = [json.dumps(batch, ensure_ascii=False) for batch in batches]
    with tempfile.TemporaryDirectory(prefix="banso-bench-") as folder, closing(_opened(Path(folder))) as database:
        began = time.perf_counter()
        for text in texts:
            with database:
                database.executemany(_INSERT, [_row(change) for change in json.loads(text)])
        pushed = time.perf_counter()
        rows = database.execute(f"SELECT {_NAMES} FROM note ORDER BY seq")
        json.dumps([dict(zip(_COLUMNS, row, strict=True)) for row in rows], ensure_ascii=False).encode()
        pulled = time.perf_counter()
    return count / (pushed - began), count / (pulled - pushed)


def _opened(folder: Path) -> sqlite3.Connection:
    database = sqlite3.connect(folder / "raw.db")
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute(_CREATE)
    return database


def _row(change: Change) -> tuple[Any, ...]:
    fields = change["fields"]
    return (change["record"], *(fields.get(name) for name in _COLUMNS[1:]))
