"""``python -m bench.peers`` measures the exchange beside other sync servers, in one run.

The peers and their client live in ``../shared/bench``, which is no part of this repository: ``up.sh`` starts Kinto on
PostgreSQL and pouchdb-server, ``peers.py`` measures them. Without that folder there is nothing to do.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from bench import results
from bench.exchanges import BATCH, Figures
from bench.office import ROOT

SCRIPTS: Final = ROOT.parent / "shared" / "bench"
_HOME: Final = Path(tempfile.gettempdir()) / "banso-peers"
_START_WITHIN_S: Final = 900
_LINE: Final = re.compile(
    r"(?P<name>\S.*?) +push +(?P<push>\d+) notes/s +pull +(?P<pull>\d+) notes/s"
    r" +one-change pull +(?P<one>[\d.]+) ms +pulled +(?P<bytes>\d+) B/note"
)


def main() -> None:
    """Measure the peers and ourselves, print the ratios, and keep them under ``peers`` in ``latest.json``."""
    if not (SCRIPTS / "up.sh").exists():
        print(f"The peers are not here ({SCRIPTS.name} beside this repository has none): nothing to measure.")
        return
    with _running():
        figures = results.measured(["exchange"], results.COUNT)
        peers = _measured(results.COUNT)
    figures["peers"] = {**peers, "ratios": _ratios(figures, peers)}
    results.keep(figures)
    results.show(figures)
    for name, peer in peers.items():
        print(f"{name:16} " + "  ".join(f"{key} {value:,}" for key, value in peer.items()))
    for name, value in figures["peers"]["ratios"].items():
        print(f"{name:48} {value}")


@contextmanager
def _running() -> Iterator[None]:
    """The peers, from their start until everything that was started has been stopped."""
    path = f"{ROOT / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"
    starting = subprocess.Popen((SCRIPTS / "up.sh",), env={**os.environ, "PATH": path}, start_new_session=True)
    try:
        if starting.wait(timeout=_START_WITHIN_S):
            raise RuntimeError("The peers did not start.")
        yield
    finally:
        # All that up.sh started is in its process group, but PostgreSQL, which made itself independent.
        with suppress(ProcessLookupError):
            os.killpg(starting.pid, signal.SIGTERM)
        with suppress(FileNotFoundError, ProcessLookupError):
            os.kill(int((_HOME / "pgdata" / "postmaster.pid").read_text().splitlines()[0]), signal.SIGINT)


def _measured(count: int) -> dict[str, Figures]:
    client = (_HOME / "kinto" / "bin" / "python", SCRIPTS / "peers.py", str(count), str(BATCH))
    output = subprocess.run(client, capture_output=True, text=True, check=True).stdout
    print(output)
    figures = {match["name"].strip(): match for match in map(_LINE.match, output.splitlines()) if match}
    return {
        name: {
            "push_notes_per_s": int(match["push"]),
            "pull_notes_per_s": int(match["pull"]),
            "one_change_pull_ms": float(match["one"]),
            "pull_bytes_per_note": int(match["bytes"]),
        }
        for name, match in figures.items()
    }


def _ratios(ours: dict[str, Any], peers: dict[str, Figures]) -> Figures:
    """Ours over each peer's, and over raw SQLite's in the same run."""
    return {
        f"{figure} / {name}": round(ours[figure] / peer[figure], 2)
        for name, peer in peers.items()
        for figure in ("push_notes_per_s", "pull_notes_per_s")
    }


if __name__ == "__main__":
    main()
