"""The identities that every published table obeys, and what an office must have for its records to be there.

They were checked on every month of Otaru's FY2017 and FY2023 (docs/decisions/0031-what-the-tables-count.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from server.registers.findings import Findings
from server.registers.table import Row
from server.reports.crossings import NAME
from server.reports.months import days_of, months_between
from sync.codes import CODE_LISTS

_PARTS: Final[Mapping[tuple[str, str], Sequence[str]]] = {
    ("consultations", "new"): ("male", "female"),
    ("routes", "agencies_total"): ("agency_within_city", "agency_outside_city"),
    ("routes", "total"): ("self", "family_acquaintance", "agencies_total", "other"),
    ("support_methods", "total"): (),
    ("age_bands", "total"): (),
    ("issues", "total"): (),
    ("closures", "total"): (),
}
"""A column and those of its table that it sums; all the others where none is named."""

_SAME: Final[Mapping[tuple[str, str], tuple[str, ...]]] = {
    ("routes", "new"): ("total",),
    ("age_bands", "new"): ("total",),
    ("closures", "closed"): ("total",),
    ("support_methods", "contacts"): ("phone_mail", "visit_accompaniment", "interview"),
}
"""A table and a column of ``consultations``, which is the sum of these columns of the table."""

_PLANS: Final = ("plans_new", "plans_renewed", "plans_ended")


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row that was read, with its numbers by column."""

    row: Row
    numbers: Mapping[str, int]

    def sum(self, columns: Sequence[str]) -> int:
        """The sum of some columns."""
        return sum(self.numbers[column] for column in columns)


@dataclass(frozen=True, slots=True)
class TableFile:
    """A table that was read, its rows by their key: a month, or an item's code."""

    findings: Findings
    rows: Mapping[str, TableRow]


def check(files: Mapping[str, TableFile], carried: int) -> None:
    """Note what does not add up with the cell at which it shows. ``carried`` cases were open before the first month."""
    if not _same_months(files):
        return
    for (name, column), parts in _PARTS.items():
        for each in files[name].rows.values():
            summed = parts or [other for other in each.numbers if other != column]
            if each.numbers[column] != each.sum(summed):
                each.row.error("not_the_sum", column)
    consultations = files["consultations"].rows
    for (name, column), parts in _SAME.items():
        for month, each in files[name].rows.items():
            if consultations[month].numbers[column] != each.sum(parts):
                each.row.error("not_as_consultations", parts[0])
    _check_open(consultations, carried)
    _check_issues(files)
    _check_cases(files, carried)


def _same_months(files: Mapping[str, TableFile]) -> bool:
    """Whether all monthly tables have the same months, which follow each other."""
    months = sorted(files["consultations"].rows)
    if not months:
        files["consultations"].findings.error("no_months", 1)
        return False
    wanted = set(months_between(days_of(months[0])[0], days_of(months[-1])[0]))
    agree = True
    for name, file in files.items():
        if name != NAME and file.rows.keys() != wanted:
            file.findings.error("months_differ", 1, "month", ", ".join(sorted(file.rows.keys() ^ wanted)))
            agree = False
    return agree


def _check_open(consultations: Mapping[str, TableRow], carried: int) -> None:
    """Open at the end of a month is what was open before, and new, less what was closed."""
    before = carried
    for month in sorted(consultations):
        each = consultations[month]
        now = each.numbers["open_at_month_end"]
        if now != before + each.numbers["new"] - each.numbers["closed"]:
            each.row.error("not_what_is_open", "open_at_month_end")
        before = now


def _check_issues(files: Mapping[str, TableFile]) -> None:
    """A client has each issue once: no more of them have one than there are new clients, of an age as well."""
    for month, each in files["issues"].rows.items():
        for issue in CODE_LISTS["issue"]:
            if each.numbers[issue] > files["consultations"].rows[month].numbers["new"]:
                each.row.error("more_than_clients", issue)
    if NAME not in files:
        return
    for each in files[NAME].rows.values():
        for age, count in each.numbers.items():
            if count > sum(month.numbers[age] for month in files["age_bands"].rows.values()):
                each.row.error("more_than_clients", age)


def _check_cases(files: Mapping[str, TableFile], carried: int) -> None:
    """Support records and plans belong to a case, and there is none before the first was opened."""
    consultations, methods = files["consultations"].rows, files["support_methods"].rows
    opened = carried
    for month in sorted(consultations):
        opened += consultations[month].numbers["new"]
        if opened:
            return
        if methods[month].numbers["total"]:
            methods[month].row.error("no_case_yet", "total")
        for column in _PLANS:
            if consultations[month].numbers[column]:
                consultations[month].row.error("no_case_yet", column)
