"""Published tables of any office, as files: those of Otaru, and random ones that add up."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any, Final

from hypothesis import strategies as st

from server.reports.crossings import AGES
from server.reports.published import MONTHLY
from sync.codes import CODE_LISTS
from sync.describe import read_words

OTARU: Final = Path(__file__).parents[3] / "server" / "demo" / "data" / "otaru_r5"
CARRIED: Final = 197
METHODS: Final = ("phone_mail", "visit_accompaniment", "interview", "coordination_meeting", "other_agency_meeting")
ROUTES: Final = ("self", "family_acquaintance", "agency_within_city", "agency_outside_city", "other")
ITEMS: Final = read_words("ja")["codes"]["issue_item"]

Files = dict[str, bytes]


def otaru() -> Files:
    """The tables of Otaru, FY2023."""
    return {path.name: path.read_bytes() for path in sorted(OTARU.glob("*.csv"))}


def columns_of(name: str) -> list[str]:
    """The published columns of a monthly table."""
    return [column.name for column in MONTHLY[name].columns if not column.beside]


def as_file(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([header, *rows])
    return out.getvalue().encode()


def rows_of(content: bytes | str) -> list[dict[str, str]]:
    """The rows of a file, whatever the order of its columns."""
    text = content if isinstance(content, str) else content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


@st.composite
def tables(draw: st.DrawFn) -> tuple[Files, int]:
    """Tables that add up, of one to three months from any on, their columns in any order; and how many were carried."""
    carried = draw(st.integers(0, 3))
    first = draw(st.integers(2015 * 12, 2040 * 12))
    months = [f"{month // 12:04}-{month % 12 + 1:02}" for month in range(first, first + draw(st.integers(1, 3)))]
    rng = Random(draw(st.integers(0, 2**32)))
    monthly: dict[str, dict[str, dict[str, int]]] = {name: {} for name in MONTHLY}
    still_open = carried
    for month in months:
        for name, cells in _month(rng, still_open, begins=not carried and month == months[0]).items():
            monthly[name][month] = cells
        still_open = monthly["consultations"][month]["open_at_month_end"]
    files = {f"{name}.csv": _shuffled(rng, "month", columns_of(name), rows) for name, rows in monthly.items()}
    if draw(st.booleans()):
        files["issue_by_age.csv"] = _items(rng, monthly["age_bands"])
    return files, carried


def _month(rng: Random, still_open: int, *, begins: bool) -> dict[str, dict[str, int]]:
    """A month's numbers. The first of an office that has nothing yet has a new case."""
    new = rng.randrange(int(begins), 5)
    closed = rng.randrange(still_open + new + 1)
    sexes, routes = _spread(rng, new, ("male", "female")), _spread(rng, new, ROUTES)
    ages = _spread(rng, new, (*AGES, "unknown"))
    issues = {code: rng.randrange(new + 1) for code in CODE_LISTS["issue"]}
    closures = _spread(rng, closed, CODE_LISTS["closure"])
    methods = {code: rng.randrange(5) for code in (*METHODS, "internal_meeting")}
    plans = {f"plans_{what}": rng.randrange(3) for what in ("new", "renewed", "ended")}
    return {
        "consultations": {
            "new": new,
            **sexes,
            **plans,
            "closed": closed,
            "open_at_month_end": still_open + new - closed,
        }
        | {"contacts": sum(methods[code] for code in ("phone_mail", "visit_accompaniment", "interview"))},
        "support_methods": methods | {"total": sum(methods.values())},
        "routes": routes
        | {"agencies_total": routes["agency_within_city"] + routes["agency_outside_city"], "total": new},
        "age_bands": ages | {"total": new},
        "issues": issues | {"total": sum(issues.values())},
        "closures": closures | {"total": closed},
    }


def _spread(rng: Random, count: int, codes: Sequence[str]) -> dict[str, int]:
    drawn = rng.choices(codes, k=count)
    return {code: drawn.count(code) for code in codes}


def _items(rng: Random, ages: Mapping[str, Mapping[str, int]]) -> bytes:
    most = {age: sum(month[age] for month in ages.values()) for age in AGES}
    rows = {word: {age: rng.randrange(most[age] + 1) for age in AGES} for word in ITEMS.values()}
    return _shuffled(rng, "issue", AGES, rows)


def _shuffled(rng: Random, first: str, columns: Sequence[str], rows: Mapping[str, Mapping[str, int]]) -> bytes:
    header = rng.sample([first, *columns], len(columns) + 1)
    return as_file(header, [[{first: key, **cells}[name] for name in header] for key, cells in rows.items()])
