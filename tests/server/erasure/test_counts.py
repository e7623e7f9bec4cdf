"""Lists of past years stay as they were counted."""

from __future__ import annotations

import datetime as dt

from server.office.reports import Period, reports
from server.store import reading
from server.store.reader import THE_OFFICE
from tests.server.erasure.closed import Closed
from tests.server.people import visit

YEAR = Period(dt.date(2019, 4, 1), dt.date(2020, 3, 31))
ALWAYS = Period(dt.date(2019, 4, 1), dt.date(2027, 3, 31))


def test_every_reports_totals_are_the_same_before_and_after(closed_anywhere: Closed) -> None:
    closed = closed_anywhere
    other = closed.office.case_of(closed.office.users["worker"], "別の人")
    phone = closed.office.client("worker")
    days = ("2019-06-03", "2019-06-17", "2019-07-01", "2019-12-31")
    sent = [visit(case, started_at=f"{day}T00:30:00Z", place="自宅") for day in days for case in (closed.case, other)]
    assert {result["status"] for result in phone.push(*sent)} == {"applied"}

    def totals() -> dict[str, tuple[dict[str, int], dict[str, int]]]:
        with closed.app.app_context(), reading(closed.id) as store:
            return {
                name: (
                    dict(report.table(store, store.as_seen_by(THE_OFFICE), YEAR).totals),
                    dict(report.table(store, store.as_seen_by(THE_OFFICE), ALWAYS).totals),
                )
                for name, report in reports().items()
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
