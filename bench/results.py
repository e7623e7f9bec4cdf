"""The parts of a measurement, the targets, and the file that keeps the figures."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from bench import (
    browser,
    caseload,
    exchanges,
    guesses,
    hostile,
    imports,
    pushes,
    recovery,
    reports,
    search,
    sizes,
    slow,
    taps,
    trail,
)
from bench.machine import circumstances

COUNT: Final = 10_000
LATEST: Final = Path(__file__).parent / "latest.json"

PARTS: Final[dict[str, Callable[[int], exchanges.Figures]]] = {
    "exchange": exchanges.measure,
    "phone": browser.measure,
    "sizes": lambda _: sizes.measure(),
    "growth": lambda _: exchanges.measure_growth(),
    "pushes": lambda _: pushes.measure(),
    "hostile": lambda _: hostile.measure(),
    "slow": lambda _: slow.measure(),
    "recovery": lambda _: recovery.measure(),
    "trail": lambda _: trail.measure(),
    "search": lambda _: search.measure(),
    "taps": lambda _: taps.measure(),
    "guesses": lambda _: guesses.measure(),
    "sealed": caseload.measure_sealed,
    "reports": lambda _: reports.measure(),
    "imports": lambda _: imports.measure(),
}

AT_LEAST: Final = {"push_notes_per_s": 3_300, "pull_notes_per_s": 16_000}
AT_MOST: Final = {
    "pull_growth_ratio": 1.2,
    "phone_first_sync_10k_ms": 10_000,
    "phone_save_p95_ms": 50,
    "phone_cold_start_ms": 1_000,
    "phone_unlock_ms": 1_500,
    "sealed_first_sync_ratio": 1.3,
    "sealed_save_p95_ratio": 1.2,
    "app_gzip_bytes": 130_000,
    "push_morning_s": 300,
    "hostile_merge_ms": 100,
    "slow_clients_errors": 0,
    "slow_clients_p95_ratio": 1.5,
    "restore_s": 900,
    "case_page_p95_ratio": 1.1,
    "search_ms": 200,
    "taps_visit": 4,
    "taps_call": 4,
    "taps_accompaniment": 8,
    "swipes_old_note": 6,
    "report_ms": 150,
    "report_growth_ratio": 1.2,
}


def measured(parts: Sequence[str], count: int) -> dict[str, Any]:
    """The figures of some parts, with the circumstances of this run under ``run``."""
    run = circumstances()
    figures: dict[str, Any] = {}
    for part in parts:
        print(f"Measuring: {part}", flush=True)
        figures |= PARTS[part](count)
    return {**figures, "run": {**run, "parts": list(parts), "notes": count}}


def keep(figures: dict[str, Any]) -> None:
    """Write figures into ``latest.json``. Those of other parts stay, with the run that they are from."""
    kept = json.loads(LATEST.read_text()) if LATEST.exists() else {}
    run = figures["run"]
    runs = {**kept.get("runs", {}), **dict.fromkeys(run["parts"], run)}
    known = {name: value for name, value in {**kept, **figures}.items() if name not in {"run", "runs"}}
    LATEST.write_text(json.dumps({**known, "runs": runs}, ensure_ascii=False, indent=2) + "\n")


def show(figures: dict[str, Any]) -> None:
    """Print figures, and beside them the targets."""
    for name, value in figures.items():
        if isinstance(value, int | float):
            print(f"{name:32} {value:>12,} {_target(name, value)}")


def _target(name: str, value: float) -> str:
    if name in AT_LEAST:
        return f"at least {AT_LEAST[name]:,}" + ("" if value >= AT_LEAST[name] else ": missed")
    if name in AT_MOST:
        return f"at most {AT_MOST[name]:,}" + ("" if value <= AT_MOST[name] else ": missed")
    return ""
