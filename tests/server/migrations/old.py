"""Databases as earlier commits made them, with an office's notes in them.

``COMMIT.sqlite.sql`` and ``COMMIT.postgresql.sql`` are the tables as the migrations of that commit built them,
``COMMIT.data.sql`` what its code wrote there: two workers, a case, a note that was merged and disagreed on.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Final

import psycopg

HERE: Final = Path(__file__).parent
OFFICE: Final = "00000000-0000-8000-8000-000000000001"
NOTE: Final = "00000000-0000-0000-0000-000000010007"

COMMITS: Final = ("d3edd98", "97fd380")
"""The first: before ``change`` had ``own`` and ``untaken``. The second: before notes had an index by ``review``."""


def make(url: str, commit: str) -> None:
    """Fill an empty database as it was left by a commit."""
    dialect = "sqlite" if url.startswith("sqlite") else "postgresql"
    script = "".join((HERE / f"{commit}.{part}.sql").read_text("utf-8") for part in (dialect, "data"))
    if dialect == "sqlite":
        connection = sqlite3.connect(url.removeprefix("sqlite:///"))
        connection.executescript(script)
        connection.close()
        return
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as server:
        server.execute(script.encode())
