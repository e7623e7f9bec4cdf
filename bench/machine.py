"""Where and with what a measurement was made."""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import os
import platform
import sqlite3
import statistics
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.office import ROOT

_PACKAGES = ("Flask", "marshmallow", "playwright", "SQLAlchemy", "waitress")


def circumstances() -> dict[str, Any]:
    """Machine, load, versions, date and commit."""
    return {
        "date": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "commit": _commit(),
        "machine": {
            "processor": _processor(),
            "cores": os.cpu_count(),
            "system": f"{platform.system()} {platform.machine()}",
            "load_before": [round(load, 2) for load in os.getloadavg()],
            "fsync_ms": _fsync_ms(),
        },
        "versions": {
            "Python": platform.python_version(),
            "SQLite": sqlite3.sqlite_version,
            **{name: importlib.metadata.version(name) for name in _PACKAGES},
        },
    }


def _commit() -> str:
    """The commit that is measured; marked where files differ from it."""
    described = subprocess.run(
        ("git", "describe", "--always", "--dirty", "--abbrev=12"), cwd=ROOT, capture_output=True, text=True, check=False
    )
    return described.stdout.strip() or "unknown"


def _processor() -> str:
    """As Linux names it, where there is Linux."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or "unknown")


def _fsync_ms(times: int = 50) -> float:
    """What it takes until 4 kB are on the disk: the median. Near nothing, it is no disk."""
    spent = []
    with tempfile.TemporaryFile(prefix="banso-bench-") as file:
        for _ in range(times):
            began = time.perf_counter()
            file.write(b"\0" * 4096)
            file.flush()
            os.fsync(file.fileno())
            spent.append(time.perf_counter() - began)
    return round(statistics.median(spent) * 1e3, 2)
