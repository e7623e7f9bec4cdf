"""The reports: what is registered has a page, a file and a command, and nothing else has to be told."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection

import pytest
from click.testing import CliRunner
from flask_babel import lazy_gettext

from server.cli.reports import group
from server.office.reports import Period, Report, Table
from server.store import Office, Seen, reading
from server.store.reader import THE_OFFICE
from server.views.office.months import Months
from sync.dates import DueDate
from tests.server.office.desk import Desk
from tests.server.people import OfficeUnderTest, visit

DeskFor = Callable[[str], Desk]

PLACE = "ハローワーク"


@pytest.fixture
def accompanied(office: OfficeUnderTest) -> str:
    """An accompaniment of October, of a client of the worker."""
    case = office.case_of(office.users["worker"], "野原 すみれ")
    why = {"purpose": "求職の申込み", "reason": "一人では窓口に行けない"}
    note = visit(case, method="accompaniment", place=PLACE, started_at="2026-10-05T01:00:00Z", **why)
    office.client("worker").push(note)
    return case


def days(_: Office, __: Seen, period: Period) -> Table:
    return Table([(period.since.isoformat(), period.until.isoformat())], {"lines": 1})


def test_the_list_is_a_page_a_file_and_a_command(office: OfficeUnderTest, desk_for: DeskFor, accompanied: str) -> None:
    desk = desk_for("supervisor")
    page = desk.open("/office/reports/accompaniment?since=2026-10&until=2026-10")
    assert "野原 すみれ" in page
    assert PLACE in page
    file = desk.http.get("/office/reports/accompaniment.csv?since=2026-10&until=2026-10")
    assert file.mimetype == "text/csv"
    assert "accompaniment_2026-10_2026-10.csv" in file.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(file.get_data(as_text=True).removeprefix("\ufeff"))))
    assert [(row["month"], row["client"], row["destination"], row["count"]) for row in rows] == [
        ("2026-10", "野原 すみれ", PLACE, "1")
    ]
    with office.app.app_context():
        printed = CliRunner().invoke(
            group, ["accompaniment", "--from", "2026-10", "--to", "2026-10", "--format", "csv"]
        )
    assert printed.stdout.splitlines() == file.get_data(as_text=True).splitlines()


def test_months_without_records_say_so(desk_for: DeskFor, accompanied: str) -> None:
    page = desk_for("manager").open("/office/reports/accompaniment?since=2026-09&until=2026-09")
    assert "There is nothing to list in these months." in page


def test_there_is_no_page_of_a_report_that_is_none(desk_for: DeskFor) -> None:
    desk = desk_for("manager")
    assert desk.http.get("/office/reports/gossip").status_code == 404
    assert desk.http.get("/office/reports/gossip.csv").status_code == 404


@pytest.mark.parametrize("role", ["worker", "clerk", "partner", "administrator"])
def test_lists_of_the_whole_office_are_for_those_who_read_it(desk_for: DeskFor, role: str) -> None:
    desk = desk_for(role)
    assert desk.http.get("/office/reports/accompaniment.csv").status_code == 403


@pytest.mark.parametrize(
    ("asked", "since", "until"),
    [
        ({}, "2026-04", "2026-11"),
        ({"since": "2026-01"}, "2026-01", "2026-11"),
        ({"since": "yesterday", "until": "2026-13"}, "2026-04", "2026-11"),
        ({"since": "2026-09", "until": "2026-06"}, "2026-09", "2026-09"),
        ({"since": "2013-04", "until": "2026-03"}, "2013-04", "2016-04"),
        ({"since": "0001-01"}, "0001-01", "0004-01"),
        ({"since": "0996-04", "until": "9999-12"}, "0996-04", "0999-04"),
        ({"since": "9998-04"}, "9998-04", "9998-04"),
        ({"since": "9998-04", "until": "9999-12"}, "9998-04", "9999-04"),
    ],
)
def test_the_months_are_those_asked_for_or_the_fiscal_year_so_far(
    asked: dict[str, str], since: str, until: str
) -> None:
    months = Months.chosen(asked, DueDate.parse("2026-11-30").first)
    assert (months.since, months.until) == (since, until)
    assert Months.chosen({}, DueDate.parse("2026-03-31").first).since == "2025-04"


def none_counted(_: Office, __: Period, ___: Collection[str]) -> dict[str, int]:
    return {}


def test_a_report_needs_nothing_but_to_be_registered(desk_for: DeskFor, monkeypatch: pytest.MonkeyPatch) -> None:
    word = lazy_gettext("Month")
    another = Report("days", lazy_gettext("Days"), {"first": word, "last": word}, {"lines": word}, days, none_counted)
    monkeypatch.setattr("server.views.office.reports.reports", lambda: {"days": another})
    desk = desk_for("manager")
    assert "/office/reports/days" in desk.open("/office/reports/")
    assert "2026-04-01" in desk.open("/office/reports/days?since=2026-04&until=2026-05")
    file = desk.http.get("/office/reports/days.csv?since=2026-04&until=2026-05").get_data(as_text=True)
    assert file.splitlines() == ["\ufefffirst,last", "2026-04-01,2026-05-31"]


def test_a_row_without_a_cell_for_each_column_is_no_report(office: OfficeUnderTest) -> None:
    word = lazy_gettext("Month")
    short = Report("days", word, {"first": word, "last": word, "third": word}, {"lines": word}, days, none_counted)
    with office.app.app_context(), reading(office.id) as store, pytest.raises(ValueError, match="each column"):
        short.table(store, store.as_seen_by(THE_OFFICE), Months("2026-04", "2026-05").period)
