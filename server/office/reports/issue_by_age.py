"""Issue items of the national list by age at intake, over all the months asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from flask_babel import lazy_gettext

from server.office.reports import Period, Report, Table
from server.office.statistics import counting, with_erased, word
from server.reports.crossings import LIST, NAME, issue_by_age
from server.reports.published import age_column
from server.reports.tallies import NOT_STATED
from server.store import Office, Seen
from sync.codes import CODE_LISTS

_UNKNOWN: Final = {NOT_STATED: "unknown"}


def _table(store: Office, _: Seen, period: Period) -> Table:
    rows = issue_by_age(with_erased(store, NAME, (LIST,), period))
    return Table([(item, *counts, unknown) for item, counts, unknown in rows])


def _counts(item: str, age: str) -> Sequence[str]:
    """Those of an item and an age; of ages that are not known, both ways in which they are not."""
    codes = [code for code in (*CODE_LISTS["age_band"], NOT_STATED) if age in {age_column(code), _UNKNOWN.get(code)}]
    return [f"{LIST}.{item}.{code}" for code in codes]


REPORT = Report(
    NAME,
    lazy_gettext("Issues by age"),
    {"issue": lazy_gettext("Issue")} | {age_column(code): word("age_band", code) for code in CODE_LISTS["age_band"]},
    {},
    _table,
    counting((LIST,)),
    beside=frozenset({"unknown"}),
    codes={"issue": LIST},
    counts=_counts,
    place=60,
)
