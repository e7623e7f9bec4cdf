"""An office that was built from published tables publishes them."""

from __future__ import annotations

from random import Random

from flask import Flask
from hypothesis import HealthCheck, given, settings

from server.calendar.days import is_closed
from server.demo.building import build_office
from server.demo.registry import Registry
from server.demo.tables import read_tables
from server.ground.ids import new_id
from server.ground.installation import installation_of
from server.office.reports import Period, Table, reports
from server.reports.csv_text import as_csv
from server.reports.months import days_of
from server.services import anchors
from server.store import reading, utcnow
from server.store.reader import THE_OFFICE
from sync.codes import CODE_LISTS
from tests.server.demo.published import CARRIED, Files, otaru, rows_of, tables


def built(files: Files, carried: int) -> tuple[str, Period]:
    read, wrong = read_tables(files, carried)
    assert wrong == []
    period = Period(days_of(read.months[0])[0], days_of(read.months[-1])[1])
    return build_office("再現", read, carried, now=utcnow()), period


def reported(office: str, period: Period, names: list[str]) -> dict[str, Table]:
    with reading(office) as store:
        return {name: reports()[name].table(store, store.as_seen_by(THE_OFFICE), period) for name in names}


def printed(office: str, period: Period, name: str) -> str:
    """The CSV of a report, without its mark and with plain line ends."""
    table = reported(office, period, [name])[name]
    return as_csv(*reports()[name].published(table)).removeprefix("\ufeff").replace("\r\n", "\n")


def differing(office: str, period: Period, files: Files) -> list[str]:
    """The tables that do not come back exactly, row by row."""
    names = [name.removesuffix(".csv") for name in files]
    return [name for name in names if rows_of(printed(office, period, name)) != rows_of(files[f"{name}.csv"])]


def test_the_seven_tables_of_otaru_come_back_every_month_and_the_year(anywhere: Flask) -> None:
    files = otaru()
    with anywhere.app_context():
        office, year = built(files, CARRIED)
        assert differing(office, year, files) == []
        assert printed(office, year, "issue_by_age") == files["issue_by_age.csv"].decode().replace("\r\n", "\n")
        found = reported(office, year, ["consultations", "support_methods", "routes", "closures"])
        with reading(office) as store:
            assert store.maintenance.strayed() == []
            assert store.figures.undated_cases() == 0
        assert anchors.verify(installation_of(anywhere).anchors, office) == []
    assert found["consultations"].year == ("", 238, 112, 126, 0, 0, 4008, 22, 7, 15, 178, 257)
    assert found["support_methods"].year == ("", 2860, 469, 679, 45, 3, 164, 4220)
    assert found["support_methods"].shares == ("", "67.8", "11.1", "16.1", "1.1", "0.1", "3.9", "")
    assert found["closures"].shares == ("", "39.9", "7.9", "6.2", "23.0", "5.1", "18.0", "0.0", "")
    assert found["routes"].year == ("", 145, 29, 64, 30, 34, 0, 0, 238)
    assert found["routes"].shares == ("", "60.9", "12.2", "26.9", "12.6", "14.3", "0.0", "0.0", "")


@given(tables())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_tables_that_add_up_come_back(app: Flask, made: tuple[Files, int]) -> None:
    files, carried = made
    with app.app_context():
        office, period = built(files, carried)
        assert differing(office, period, files) == []


def test_records_are_spread_over_working_days_workers_and_clients() -> None:
    read, _ = read_tables(otaru(), CARRIED)
    registry = Registry(Random("any"), new_id, ["a", "b", "c"])
    registry.fill(read, CARRIED)
    records = list(registry.records())
    notes = [each for each in records if each.kind == "support"]
    assert len(notes) == 4220
    assert len({note.day for note in notes}) > 200
    assert not any(is_closed(each.day) for each in records if each.kind in {"support", "plan"})
    assert len({note.fields["case"] for note in notes}) > 300
    assert {note.by for note in notes} == {"a", "b", "c"}
    assert {note.fields["method"] for note in notes} == set(CODE_LISTS["method"])
