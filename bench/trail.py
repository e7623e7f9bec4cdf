"""What the trail costs: a case page and a note that a phone saves, with it and without, in one run."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from itertools import islice
from typing import Any, Final

from bench.exchanges import Figures, fill
from bench.looking import AS_BUILT, FIRST, MODES, NOTHING
from bench.notes import CASES, case_id, cases, notes
from bench.office import Office
from bench.phone import Phone
from bench.pushes import p95_ms

NOTES: Final = 5_000
PAGES: Final = 600
SAVES: Final = 300

_BREATH_S: Final = 0.02
"""Between two questions, so that what one server still does is not in the way of the next one. Nobody clicks faster."""
_WARM: Final = 10

Times = dict[str, list[float]]


class _Side:
    """A server in one of the modes, with a phone that is signed in there."""

    def __init__(self, mode: str, count: int, saves: int, kept: ExitStack) -> None:
        self.office = kept.enter_context(Office())
        self.office.stop()
        self.office.start("-m", "bench.looking", mode)
        self.phone = kept.enter_context(Phone(self.office))
        fill(self.phone, cases())
        fill(self.phone, notes(count))
        self.phone.catch_up()
        self.phone.open_office()
        self.notes: Iterator[Any] = islice(notes(count + saves), count, None)

    def open(self, number: int) -> None:
        """Open the page of a case."""
        self.phone.page(f"/office/cases/{case_id(number % CASES)}")

    def save(self, note: str) -> None:
        """Save a note, as a phone does."""
        self.phone.exchange(note)


def measure(count: int = NOTES, pages: int = PAGES, saves: int = SAVES) -> Figures:
    """Three servers side by side, each asked in turn: one that notes looks as it does, one that notes nothing, and one
    that notes each look before it answers. What else the machine does hits all of them alike."""
    with ExitStack() as kept:
        sides = {mode: _Side(mode, count, saves, kept) for mode in MODES}
        for number in range(_WARM):
            for side in sides.values():
                side.open(number)
        worked = {mode: -side.office.worked_s() for mode, side in sides.items()}
        read = _in_turn({mode: [partial(side.open, number) for number in range(pages)] for mode, side in sides.items()})
        for mode, side in sides.items():
            worked[mode] += side.office.worked_s()
        saved = _in_turn(
            {mode: [partial(side.save, json.dumps([note])) for note in side.notes] for mode, side in sides.items()}
        )
    return _figures(read, saved, {mode: spent / pages * 1e3 for mode, spent in worked.items()})


def _in_turn(acts: dict[str, list[Callable[[], None]]]) -> Times:
    """The seconds that each of some acts took, one of each mode after the other; nobody is always the first."""
    times: Times = {mode: [] for mode in MODES}
    for number in range(len(acts[AS_BUILT])):
        first = number % len(MODES)
        for mode in MODES[first:] + MODES[:first]:
            began = time.perf_counter()
            acts[mode][number]()
            times[mode].append(time.perf_counter() - began)
            time.sleep(_BREATH_S)
    return times


def _figures(read: Times, saved: Times, worked: dict[str, float]) -> Figures:
    def figures_of(name: str, times: Times) -> Figures:
        figures: Figures = {}
        for mode, called in ((AS_BUILT, ""), (NOTHING, "_without_trail"), (FIRST, "_noted_first")):
            figures[f"{name}{called}_p50_ms"] = round(statistics.median(times[mode]) * 1e3, 2)
            figures[f"{name}{called}_p95_ms"] = p95_ms(times[mode])
        for end in ("p50", "p95"):
            figures[f"{name}_{end}_ratio"] = round(
                figures[f"{name}_{end}_ms"] / figures[f"{name}_without_trail_{end}_ms"], 2
            )
        return figures

    figures = figures_of("case_page", read) | figures_of("trail_save", saved)
    first, before = figures["case_page_noted_first_p95_ms"], figures["case_page_without_trail_p95_ms"]
    figures["case_page_noted_first_p95_ratio"] = round(first / before, 2)
    figures["case_page_cpu_ms"] = round(worked[AS_BUILT], 2)
    figures["case_page_without_trail_cpu_ms"] = round(worked[NOTHING], 2)
    return figures
