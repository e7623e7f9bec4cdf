"""A backup that is read back, and the way back from it, for a large office."""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from bench.exchanges import Figures, fill
from bench.notes import cases, notes
from bench.office import ROOT, Office
from bench.phone import Phone

RECORDS = 1_000_000
SEED = 2_000
"""Notes that come in by the protocol; the others are copies of them under other ids, written into the tables."""

_TABLES = {"record": ("id", "head"), "change": ("id", "record", "head"), "support": ("id",)}


def measure(records: int = RECORDS, seed: int = SEED) -> Figures:
    """Seconds of a verified backup by the command while the server runs, and of a restore onto a bare folder: sealed,
    and as it is."""
    with Office() as office, Phone(office) as writer:
        fill(writer, cases())
        fill(writer, notes(min(seed, records)))
        office.stop()
        _multiply(office.database, records)
        office.start()
        plain, bare_plain = office.folder / "plain", Path(tempfile.mkdtemp(prefix="banso-bench-bare-"))
        safe, bare = office.folder / "safe", Path(tempfile.mkdtemp(prefix="banso-bench-bare-"))
        try:
            said_plain, backed_up_plain, _ = _flask(office.folder, "backup", str(plain), plain="yes")
            _flask(office.folder, "backup-key", "make")
            output, backed_up, backup_cpu = _flask(office.folder, "backup", str(safe))
            office.stop()
            _, restored_plain, _ = _flask(bare_plain, "restore", said_plain.splitlines()[0])
            shutil.copy(office.folder / "backup.key", bare)
            _, restored, restore_cpu = _flask(bare, "restore", output.splitlines()[0])
            size = (bare / "banso.db").stat().st_size
        finally:
            shutil.rmtree(bare_plain)
            shutil.rmtree(bare)
    return {
        "backup_plain_s": round(backed_up_plain, 1),
        "restore_plain_s": round(restored_plain, 1),
        "backup_sealed_ratio": round(backed_up / backed_up_plain, 2),
        "restore_sealed_ratio": round(restored / restored_plain, 2),
        "backup_s": round(backed_up, 1),
        "restore_s": round(restored, 1),
        "backup_cpu_s": round(backup_cpu, 1),
        "restore_cpu_s": round(restore_cpu, 1),
        "backup_records": records,
        "backup_mb": round(size / 1e6),
    }


def _multiply(path: Path, records: int) -> None:
    """Copy the notes of a database until there are so many records in it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        # Nobody needs what this would leave if it broke off.
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-500000"):
            database.execute(f"PRAGMA {pragma}")
        database.execute("BEGIN")
        (there,) = database.execute("SELECT count(*) FROM record").fetchone()
        (seq,) = database.execute("SELECT seq FROM office").fetchone()
        database.execute(
            "CREATE TEMP TABLE note AS SELECT office_id, id FROM record WHERE kind = 'support' ORDER BY id"
        )
        (seeds,) = database.execute("SELECT count(*) FROM note").fetchone()
        for copy in range(1, -(-(records - there) // seeds) + 1):
            wanted = min(seeds, records - there - (copy - 1) * seeds)
            for table, ids in _TABLES.items():
                _copy(database, table, ids, copy, wanted, seq)
        database.execute("UPDATE office SET seq = (SELECT max(seq) FROM record)")
        (made,) = database.execute("SELECT count(*) FROM record").fetchone()
        if made != max(records, there):
            raise RuntimeError(f"{made} records were made, not {records}")
        database.execute("COMMIT")


def _copy(database: sqlite3.Connection, table: str, ids: tuple[str, ...], copy: int, wanted: int, seq: int) -> None:
    columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
    values = [
        # The first digits are a moment, so that later copies come at the end of the indexes as later notes do.
        f"printf('%08x', {0x01950000 + copy}) || substr({table}.\"{name}\", 9)"
        if name in ids
        else f"{table}.seq + {copy * seq}"
        if name == "seq"
        else f'{table}."{name}"'
        for name in columns
    ]
    names = ", ".join(f'"{name}"' for name in columns)
    note = f"{table}.record" if table == "change" else f"{table}.id"
    database.execute(
        f"INSERT INTO {table} ({names}) SELECT {', '.join(values)} FROM note"
        f" CROSS JOIN {table} ON {table}.office_id = note.office_id AND {note} = note.id"
        f" WHERE note.rowid <= {wanted} ORDER BY note.rowid"
    )


def _flask(instance: Path, *command: str, plain: str = "no") -> tuple[str, float, float]:
    """Run a command. Returns what it said, how many seconds it took, and how many of them a processor was at it."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("BANSO_", "DATABASE_"))}
    began, cpu = time.perf_counter(), _children_cpu_s()
    done = subprocess.run(
        (sys.executable, "-m", "flask", "--app", "server", *command),
        cwd=ROOT,
        env=own | {"BANSO_INSTANCE": str(instance), "BANSO_BACKUP_PLAIN": plain},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"flask {command[0]} failed:\n{done.stderr}")
    return done.stdout, time.perf_counter() - began, _children_cpu_s() - cpu


def _children_cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
