"""A year's tables of one office, in a database with the support records of a hundred."""

from __future__ import annotations

import datetime as dt
import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from flask_migrate import upgrade

from bench.exchanges import Figures
from bench.morning import database
from bench.notes import TIME_ZONE
from bench.pushes import p95_ms
from server.demo.people import person, told
from server.ground.ids import new_id
from server.office.reports import Period, reports
from server.reports.months import fiscal_year
from server.reports.published import MONTHLY
from server.store import directory, reading, utcnow, writing
from server.store.directory import OfficeRow
from server.store.reader import THE_OFFICE
from server.store.writer import Writer
from sync.codes import CODE_LISTS
from sync.fields import Json
from sync.store import Record

OFFICES: Final = 100
NOTES: Final = 10_000
"""Of each office, over three years: about what a city with seven workers writes."""

_CASES: Final = 600
_CLOSED: Final = 0.6
_YEARS: Final = (2021, 2022, 2023)
_AT_ONCE: Final = 10
"""An office's notes are written in so many parts, the offices in turn, as they come in life."""
_ROUNDS: Final = 6
_TIMES: Final = 10
_WARM: Final = 3


@dataclass(frozen=True, slots=True)
class _Office:
    id: str
    cases: tuple[str, ...]


def measure(offices: int = OFFICES, notes: int = NOTES) -> Figures:
    """How long the seven tables of a year take, with one office in the database and with all of them: by turns, so that
    whatever else the machine does concerns both.
    """
    rng = random.Random(11)
    alone: list[float] = []
    beside: list[float] = []
    with tempfile.TemporaryDirectory(prefix="banso-bench-") as folder:
        own, every = Path(folder) / "own.db", Path(folder) / "every.db"
        with database(own):
            upgrade()
            first = _open(rng)
            _fill([first], notes, rng)
        shutil.copy(own, every)
        with database(every):
            _fill([_open(rng) for _ in range(offices - 1)], notes, rng)
        for _ in range(_ROUNDS):
            for path, times in ((own, alone), (every, beside)):
                with database(path):
                    times.extend(_times(first))
    return {
        "report_ms": p95_ms(beside),
        "report_p50_ms": round(statistics.median(beside) * 1e3, 1),
        "report_alone_ms": p95_ms(alone),
        "report_growth_ratio": round(statistics.median(beside) / statistics.median(alone), 2),
        "report_notes": offices * notes,
    }


def _times(office: _Office) -> list[float]:
    """The seconds that each of some years' tables took, all seven together."""
    period = Period(*fiscal_year(_YEARS[-1]))
    times = []
    for number in range(_WARM + _TIMES):
        began = time.perf_counter()
        with reading(office.id) as store:
            seen = store.as_seen_by(THE_OFFICE)
            for name in (*MONTHLY, "issue_by_age"):
                reports()[name].table(store, seen, period)
        if number >= _WARM:
            times.append(time.perf_counter() - began)
    return times


def _open(rng: random.Random) -> _Office:
    """An office with its cases, most of them closed by now."""
    office = _Office(new_id(), tuple(new_id() for _ in range(_CASES)))
    with directory(write=True) as lookup:
        lookup.add_office(OfficeRow(office.id, f"測定 {office.id}", TIME_ZONE, demonstration=False), utcnow())
    with writing(office.id) as store:
        Writer(store.tenant).project(record for case in office.cases for record in _taken_in(case, rng))
    return office


def _taken_in(case: str, rng: random.Random) -> Iterator[Record]:
    """A client and their case."""
    opened, age, client = _day(rng), rng.choice(CODE_LISTS["age_band"][:-1]), new_id()
    yield _record("person", client, client, person(rng, rng.choice(("male", "female")), age, opened))
    fields: dict[str, Json] = {"person": client, "state": "open", "opened_on": opened.isoformat(), "age_band": age}
    fields |= {"route": rng.choice(CODE_LISTS["route"]), "issues": sorted(rng.sample(CODE_LISTS["issue"], 2))}
    fields |= {"issue_items": sorted(rng.sample(CODE_LISTS["issue_item"], 3))}
    if rng.random() < _CLOSED:
        ended = opened + dt.timedelta(days=rng.randrange(400))
        fields |= {"state": "closed", "closed_on": ended.isoformat(), "closure": rng.choice(CODE_LISTS["closure"])}
    yield _record("case", case, case, fields)


def _fill(offices: list[_Office], notes: int, rng: random.Random) -> None:
    """Write the notes of some offices into the table that lists read, a part of each office's in turn."""
    for _ in range(_AT_ONCE):
        for office in offices:
            with writing(office.id) as store:
                Writer(store.tenant).project(_note(office, rng) for _ in range(notes // _AT_ONCE))


def _note(office: _Office, rng: random.Random) -> Record:
    case, method = rng.choice(office.cases), rng.choice(CODE_LISTS["method"])
    fields = {"case": case, "method": method, "started_at": f"{_day(rng)}T01:00:00Z", "review": "read"}
    return _record("support", new_id(), case, fields | told(rng, method))


def _record(kind: str, id_: str, scope: str, fields: dict[str, Json]) -> Record:
    return Record(kind, id_, scope, 1, id_, id_, fields)


def _day(rng: random.Random) -> dt.date:
    since, _ = fiscal_year(_YEARS[0])
    _, until = fiscal_year(_YEARS[-1])
    return since + dt.timedelta(days=rng.randrange((until - since).days + 1))
