"""The list of home visits and accompaniments (訪問・同行支援): how often, by month, client and destination."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from server.reports.destinations import Destination


@dataclass(frozen=True, slots=True)
class Visit:
    """One home visit or accompaniment.

    ``month`` is ``2013-07``; ``person`` tells clients of one name apart; ``order`` sorts what happened within a month.
    ``entry`` and ``line`` are where a record from an old register stood in it, and ``None`` for a record of our own.
    """

    month: str
    person: str
    client: str
    destination: Destination
    order: tuple[str, ...]
    entry: int | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list."""

    month: str
    entry: int
    client: str
    destination: str
    count: int

    @property
    def cells(self) -> tuple[str, ...]:
        """The line as it is printed."""
        return (self.month, str(self.entry), self.client, self.destination, str(self.count))


@dataclass(frozen=True, slots=True)
class AccompanimentList:
    """The list. A client-month is one client in one month, which the list gives one entry number."""

    lines: tuple[Line, ...]
    visits: int
    client_months: int


def accompaniment_list(visits: Iterable[Visit]) -> AccompanimentList:
    """List visits and accompaniments by month, then by entry, then in their order.

    Entry numbers are those of the register that a client-month came from. Client-months of our own follow within their
    month, numbered on from the highest number before them.
    """
    client_months: dict[tuple[str, int | None, str], list[Visit]] = {}
    for visit in sorted(visits, key=_place_in_list):
        client_months.setdefault((visit.month, visit.entry, visit.person), []).append(visit)
    lines: list[Line] = []
    last = 0
    for (month, entry, _), rows in client_months.items():
        number = last + 1 if entry is None else entry
        last = max(last, number)
        counts = Counter((visit.line, str(visit.destination)) for visit in rows)
        lines += [Line(month, number, rows[0].client, agency, count) for (_, agency), count in counts.items()]
    return AccompanimentList(tuple(lines), sum(line.count for line in lines), len(client_months))


def by_destination(visits: Iterable[Visit]) -> list[tuple[str, int, int]]:
    """Each destination as it is printed, how often somebody went there, and with how many clients; the most visited
    first.
    """
    times: Counter[str] = Counter()
    clients: defaultdict[str, set[str]] = defaultdict(set)
    for visit in visits:
        times[str(visit.destination)] += 1
        clients[str(visit.destination)].add(visit.person)
    rows = [(destination, count, len(clients[destination])) for destination, count in times.items()]
    return sorted(rows, key=lambda row: (-row[1], row[0]))


def _place_in_list(visit: Visit) -> tuple[str, bool, int, int, tuple[str, ...]]:
    return (visit.month, visit.entry is None, visit.entry or 0, visit.line or 0, visit.order)
