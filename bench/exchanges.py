"""The exchange over HTTP: push, full pull, one-change pull, and what the size of the office does to it."""

from __future__ import annotations

import itertools
import json
import statistics
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bench import raw
from bench.notes import Change, cases, edit, notes
from bench.office import Office
from bench.phone import Phone

BATCH = 100
BIG_BATCH = 500
RUNS = 3
PULLS = 20

Figures = dict[str, float]


@dataclass(frozen=True, slots=True)
class _Run:
    push_notes_per_s: float
    pull_notes_per_s: float
    one_change_pull_ms: float
    wire_bytes_per_note: float
    plain_bytes_per_note: float


def measure(count: int, runs: int = RUNS) -> Figures:
    """Push ``count`` notes in batches to a new office and pull them, beside raw SQLite; the best of several runs."""
    made = list(notes(count))
    batches = list(_batches(made, BATCH))
    raw_runs, our_runs = [], []
    for _ in range(runs):
        raw_runs.append(raw.push_and_pull(batches))
        our_runs.append(_run(made))
    best = max(our_runs, key=lambda run: run.push_notes_per_s)
    return {
        "push_notes_per_s": round(best.push_notes_per_s),
        "pull_notes_per_s": round(max(run.pull_notes_per_s for run in our_runs)),
        "one_change_pull_ms": round(min(run.one_change_pull_ms for run in our_runs), 2),
        "pull_bytes_per_note": round(best.plain_bytes_per_note),
        "pull_wire_bytes_per_note": round(best.wire_bytes_per_note),
        "raw_push_notes_per_s": round(max(push for push, _ in raw_runs)),
        "raw_pull_notes_per_s": round(max(pull for _, pull in raw_runs)),
    }


def measure_growth(small: int = 2_000, large: int = 200_000) -> Figures:
    """The one-change pull from a caseload of ``large`` records over that from one of ``small``.

    Each is in an office of its own. Both servers are up at the same time and asked in turn, so that a busy moment of
    the machine meets both.
    """
    with Office() as one, Office() as other, Phone(one) as writer, Phone(other) as large_writer:
        noted = _first_of(writer, small), _first_of(large_writer, large)
        with Phone(one) as reader, Phone(other) as large_reader:
            sides = list(zip((writer, large_writer), (reader, large_reader), noted, strict=True))
            for _, each, _ in sides:
                each.catch_up()
            times: tuple[list[float], list[float]] = ([], [])
            for number, (place, (author, each, note)) in itertools.product(range(PULLS), enumerate(sides)):
                author.exchange(json.dumps([edit(note, number)]) if number == 0 else "[]")
                times[place].append(_one_change_pull(each))
    ours, large_ours = (statistics.median(side) * 1e3 for side in times)
    return {
        "pull_growth_ratio": round(large_ours / ours, 2),
        f"one_change_pull_at_{small}_ms": round(ours, 2),
        f"one_change_pull_at_{large}_ms": round(large_ours, 2),
    }


def fill(phone: Phone, changes: Iterable[Change]) -> None:
    """Send changes in large batches."""
    for text in _texts(_batches(changes, BIG_BATCH)):
        phone.exchange(text)


def _run(made: list[Change]) -> _Run:
    texts = list(_texts(_batches(made, BATCH)))
    with Office() as office, Phone(office) as writer:
        fill(writer, cases())
        began = time.perf_counter()
        for text in texts:
            writer.exchange(text)
        push = time.perf_counter() - began
        with Phone(office) as reader:
            pull, wire, plain = _pull(reader, len(made))
            writer.exchange(json.dumps([edit(made[0], 5)]))
            one = statistics.median(_one_change_pull(reader) for _ in range(PULLS))
    count = len(made)
    return _Run(count / push, count / pull, one * 1e3, wire / count, plain / count)


def _pull(reader: Phone, expected: int) -> tuple[float, int, int]:
    """Seconds and bytes (on the wire, and unpacked) of a pull of everything."""
    noted = wire = plain = 0
    began = time.perf_counter()
    more = True
    while more:
        reply = reader.exchange()
        noted += sum(record["kind"] == "support" for record in reply.body["records"])
        wire, plain, more = wire + reply.wire_bytes, plain + reply.plain_bytes, reply.body["more"]
    seconds = time.perf_counter() - began
    if noted != expected:
        raise RuntimeError(f"{noted} notes came, not {expected}")
    return seconds, wire, plain


def _one_change_pull(reader: Phone) -> float:
    """Seconds of a pull that brings one record. The cursor stays, so that it can be asked again."""
    cursor = reader.cursor
    began = time.perf_counter()
    reply = reader.exchange()
    seconds = time.perf_counter() - began
    if len(reply.body["records"]) != 1:
        raise RuntimeError(f"{len(reply.body['records'])} records came, not 1")
    reader.cursor = cursor
    return seconds


def _first_of(writer: Phone, count: int) -> Change:
    """Fill an office with as many notes. Returns the first."""
    made = notes(count)
    first = next(made)
    fill(writer, cases())
    fill(writer, itertools.chain([first], made))
    return first


def _batches(changes: Iterable[Change], size: int) -> Iterator[list[Change]]:
    remaining = iter(changes)
    while batch := list(itertools.islice(remaining, size)):
        yield batch


def _texts(batches: Iterable[list[Change]]) -> Iterator[str]:
    return (json.dumps(batch, ensure_ascii=False, separators=(",", ":")) for batch in batches)
