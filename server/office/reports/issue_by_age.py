"""Issue items of the national list by age at intake, over all the months asked for."""

from __future__ import annotations

from flask_babel import lazy_gettext

from server.office.reports import Period, Report, Table
from server.office.statistics import counting, with_erased, word
from server.reports.crossings import LIST, NAME, issue_by_age
from server.reports.published import age_column
from server.store import Office, Seen
from sync.codes import CODE_LISTS


def _table(store: Office, _: Seen, period: Period) -> Table:
    rows = issue_by_age(with_erased(store, NAME, (LIST,), period))
    return Table([(item, *counts, unknown) for item, counts, unknown in rows])


REPORT = Report(
    NAME,
    lazy_gettext("Issues by age"),
    {"issue": lazy_gettext("Issue")} | {age_column(code): word("age_band", code) for code in CODE_LISTS["age_band"]},
    {},
    _table,
    counting((LIST,)),
    beside=frozenset({"unknown"}),
    codes={"issue": LIST},
)
