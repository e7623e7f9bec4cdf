"""The accompaniment register (同行支援・訪問支援): visits by month, client and destination, with how often."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from server.language.eras import UnreadableDate, plain
from server.registers.clients import CLIENT, read_client
from server.registers.dates import read_cell_date
from server.registers.table import Row
from server.registers.wanted import RecordCollector, Register
from server.reports.destinations import Destination, PrintedAs
from sync.dates import DueDate
from sync.fields import Json

_COUNT: Final = re.compile(r"(\d{1,2})[回件]?")
_ENTRY: Final = re.compile(r"\d{1,4}")


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """One line: what an ``entry`` number stands for is one client in one month."""

    row: Row
    month: DueDate
    client: str
    number: int | None

    @property
    def month_name(self) -> str:
        """The month, ``2013-07``."""
        return f"{self.month.year:04d}-{self.month.month:02d}"


def _place(rows: Sequence[Row], collector: RecordCollector) -> None:
    entries = [entry for row in rows if (entry := _read_entry(row)) is not None]
    namesakes = _namesakes(entries)
    lines: Counter[tuple[str, int | None]] = Counter()
    visits: Counter[str] = Counter()
    for entry in entries:
        # A line without a number is taken to be about the first of the namesakes.
        nth = 1 if entry.number is None else namesakes[entry.month_name, entry.client, entry.number]
        case = collector.case_of(entry.client, nth)
        lines[entry.month_name, entry.number] += 1
        printed_as = PrintedAs(entry.number, lines[entry.month_name, entry.number])
        if not entry.row["destination"]:
            entry.row.error("destination_missing", "destination")
        fields = {"case": case, "dated": str(entry.month), "review": None, "source": str(printed_as)}
        fields |= _said_of(Destination.read(entry.row["destination"]))
        for _ in range(_read_count(entry.row)):
            # The entry's number is no part of it: a corrected list may number its entries anew.
            same = collector.id_of("visit", case, str(entry.month), entry.row["destination"])
            visits[same] += 1
            collector.put("support", collector.id_of("visit", same, visits[same]), fields)


def _said_of(destination: Destination) -> dict[str, Json]:
    fields: dict[str, Json] = {"method": destination.method}
    if destination.place:
        fields["place"] = destination.place
    if destination.companions:
        fields["companions"] = list(destination.companions)
    return fields


def _read_entry(row: Row) -> RegisterEntry | None:
    client = read_client(row, "client")
    month = _read_month(row)
    if client is None or month is None:
        return None
    number = plain(row["entry"])
    if not _ENTRY.fullmatch(number):
        row.error("entry_unreadable", "entry")
        return RegisterEntry(row, month, client, None)
    return RegisterEntry(row, month, client, int(number))


def _read_month(row: Row) -> DueDate | None:
    """The month as printed (2013-06, H25年6月), or the day where a register gives it."""
    try:
        date = read_cell_date(row["month"])
    except UnreadableDate:
        date = None
    if date is None or date.due is None:
        row.error("month_unreadable", "month")
        return None
    if date.outside_era:
        row.warning("outside_era", "month")
    return date.due


def _read_count(row: Row) -> int:
    """How often. A line whose count cannot be read still says that it happened."""
    match = _COUNT.fullmatch(plain(row["count"]))
    if match is None:
        row.error("count_unreadable", "count")
        return 1
    if int(match[1]) == 0:
        row.warning("count_is_zero", "count")
    return int(match[1])


def _namesakes(entries: Sequence[RegisterEntry]) -> dict[tuple[str, str, int], int]:
    """Which of the persons with the same initials each entry number of a month is, counted from 1.

    Within a month two numbers are two persons, in the order of the numbers.
    """
    numbers: dict[tuple[str, str], set[int]] = defaultdict(set)
    holders: dict[tuple[str, int], str] = {}
    for entry in entries:
        if entry.number is None:
            continue
        numbers[entry.month_name, entry.client].add(entry.number)
        if holders.setdefault((entry.month_name, entry.number), entry.client) != entry.client:
            entry.row.warning("entry_changes_client", "entry")
    return {
        (*key, number): nth
        for key, same_name in numbers.items()
        for nth, number in enumerate(sorted(same_name), start=1)
    }


def _part_of(fields: Mapping[str, Json]) -> str | None:
    """The lines of one client in one month belong together."""
    if PrintedAs.read(fields.get("source")) is None or "dated" not in fields:
        return None
    return f"{fields['dated'][:7]}/{fields['case']}"


ACCOMPANIMENT: Final = Register(
    "accompaniment",
    {
        "month": (
            "年月",
            "月",
            "実施年月",
            "実施月",
            "支援月",
            "対象月",
            "年月日",
            "日付",
            "実施日",
            "同行日",
            "支援日",
        ),
        "entry": ("番号", "No", "No.", "通番", "通し番号", "整理番号"),
        "client": CLIENT,
        "destination": ("同行先", "訪問先", "行先", "行き先", "同行・訪問先", "同行先・訪問先", "場所"),
        "count": ("回数", "件数", "同行回数", "訪問回数"),
    },
    _place,
    part_of=_part_of,
)
