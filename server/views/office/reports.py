"""The reports: what there is, one report for some months, and the same as a file."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, request
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response as AnyResponse

from server.ground.trail import Act, Detail, Noted, note_later, origin
from server.http.access import Permission, allow, signed_in
from server.office.reports import Period, Report, Table, reports
from server.reports.csv_text import as_csv
from server.store import Office, reading, utcnow, writing
from server.views.office.frame import as_seen, existing, page, today, words
from server.views.office.pages import OfficePage
from sync.dates import DueDate

blueprint = Blueprint("office_reports", __name__, url_prefix="/office/reports")
PAGE = OfficePage(blueprint, 95, lazy_gettext("Lists"))

_MONTH: Final = re.compile(r"\d{4}-\d\d", re.ASCII)
_FIRST_OF_A_FISCAL_YEAR: Final = 4
_MOST_YEARS: Final = 3
"""The years that a page shows at most: it would be too long to be read. The command (``flask report``) has no limit."""


@dataclass(frozen=True, slots=True)
class Months:
    """The months that somebody chose, as their inputs hold them."""

    since: str
    until: str

    @classmethod
    def chosen(cls, asked: Mapping[str, str], day: dt.date) -> Months:
        """The months of an address, ``_MOST_YEARS`` years at most. A missing or unreadable one is the first of the
        fiscal year, or the month of ``day``.
        """
        year = day.year if day.month >= _FIRST_OF_A_FISCAL_YEAR else day.year - 1
        begun, now = f"{year}-{_FIRST_OF_A_FISCAL_YEAR:02}", f"{day:%Y-%m}"
        since, until = _month(asked.get("since")) or begun, _month(asked.get("until")) or now
        latest = f"{min(int(since[:4]) + _MOST_YEARS, dt.MAXYEAR):04}{since[4:]}"
        return cls(since, min(max(since, until), latest))

    @property
    def period(self) -> Period:
        """The days of these months."""
        return Period(DueDate.parse(self.since).first, DueDate.parse(self.until).due)


@blueprint.get("/")
@allow(Permission.READ_REPORTS)
def index() -> AnyResponse:
    """What there is."""
    with reading(signed_in().office.id) as store:
        return page("reports.html", store=store, reports=list(reports().values()))


@blueprint.get("/<name>")
@allow(Permission.READ_REPORTS)
def show(name: str) -> AnyResponse:
    """One report, for the months that are asked for."""
    with reading(signed_in().office.id) as store:
        report, months, table = _asked(store, name)
        totals = [(str(called), table.totals[name]) for name, called in report.totals.items()]
        terms = words(store)
        note_later(store.id, Noted(Act.REPORT_READ, details=_named(report, months), origin=origin(), at=utcnow()))
        return page("report.html", store=store, report=report, months=months, table=table, totals=totals, words=terms)


@blueprint.get("/<name>.csv")
@allow(Permission.READ_REPORTS)
def download(name: str) -> Response:
    """The same as a file that a spreadsheet opens."""
    with reading(signed_in().office.id) as store:
        report, months, table = _asked(store, name)
    with writing(signed_in().office.id) as store:
        store.trail.note(Noted(Act.EXPORTED, details=_named(report, months)))
    file = f"{report.name}_{months.since}_{months.until}.csv"
    body = as_csv(*report.published(table))
    return Response(body, mimetype="text/csv", headers={"Content-Disposition": f'attachment; filename="{file}"'})


def _asked(store: Office, name: str) -> tuple[Report, Months, Table]:
    """A report, for which months, and what it says. Raises ``NotFound``."""
    report = existing(reports().get(name))
    months = Months.chosen(request.args, today(store))
    return report, months, report.table(store, as_seen(store), months.period)


def _named(report: Report, months: Months) -> dict[str, Detail]:
    return {"list": report.name, "since": months.since, "until": months.until}


def _month(text: str | None) -> str | None:
    """A month, ``2026-04``; ``None`` for anything else."""
    if text is None or not _MONTH.fullmatch(text):
        return None
    try:
        return str(DueDate.parse(text))
    except ValueError:
        return None
