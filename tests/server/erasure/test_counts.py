"""Lists of past years stay as they were counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from server.office.reports import Period, Table, reports
from server.reports.published import MONTHLY
from server.store import reading
from server.store.reader import THE_OFFICE
from tests.server.erasure.closed import Closed
from tests.server.people import visit

YEAR = Period(dt.date(2019, 4, 1), dt.date(2020, 3, 31))
AFTER = Period(dt.date(2020, 4, 1), dt.date(2020, 6, 30))
ALWAYS = Period(dt.date(2019, 4, 1), dt.date(2027, 3, 31))


def tables(closed: Closed, *periods: Period) -> dict[str, list[Table]]:
    """Every report for some periods."""
    with closed.app.app_context(), reading(closed.id) as store:
        whole = store.as_seen_by(THE_OFFICE)
        return {name: [report.table(store, whole, each) for each in periods] for name, report in reports().items()}


def test_every_monthly_table_is_the_same_before_and_after(closed_anywhere: Closed) -> None:
    closed = closed_anywhere
    told = {"route": "self", "age_band": "50s", "issues": ["income", "housing"], "issue_items": ["illness"]}
    closed.write("case", closed.case, told)
    closed.write("plan", closed.ids["plan"], {"decision": "2019-05", "evaluated": "2020-01", "result": "closed"})

    def rows() -> dict[str, list[list[Sequence[object]]]]:
        found = tables(closed, ALWAYS, YEAR, AFTER)
        return {name: [[*table.rows, table.year] for table in found[name]] for name in (*MONTHLY, "issue_by_age")}

    before = rows()
    assert all(any(cell for row in always for cell in row[1:]) for always, *_ in before.values())
    closed.erase()
    assert rows() == before


def test_every_reports_totals_are_the_same_before_and_after(closed_anywhere: Closed) -> None:
    closed = closed_anywhere
    other = closed.office.case_of(closed.office.users["worker"], "別の人")
    phone = closed.office.client("worker")
    days = ("2019-06-03", "2019-06-17", "2019-07-01", "2019-12-31")
    sent = [visit(case, started_at=f"{day}T00:30:00Z", place="自宅") for day in days for case in (closed.case, other)]
    assert {result["status"] for result in phone.push(*sent)} == {"applied"}

    def totals() -> dict[str, tuple[dict[str, int], dict[str, int]]]:
        return {
            name: (dict(year.totals), dict(always.totals))
            for name, (year, always) in tables(closed, YEAR, ALWAYS).items()
        }

    before = totals()
    assert before["accompaniment"][0] == {"visits": 8, "client_months": 6}
    closed.erase()
    assert totals() == before
    with closed.app.app_context(), reading(closed.id) as store:
        assert reports()["accompaniment"].table(store, store.as_seen_by(THE_OFFICE), YEAR).erased == {
            "visits": 4,
            "client_months": 3,
        }
