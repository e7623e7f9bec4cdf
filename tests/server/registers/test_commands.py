"""The commands that import registers and print them back, on a real database."""

from __future__ import annotations

import codecs
import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from flask import Flask

from server.cli import imports, reports
from server.store import directory, reading
from server.store.directory import OfficeRow
from tests.server.registers import kushiro

NAME = "見本市 くらし相談センター"
PERIOD = ("--from", "2013-06", "--to", "2014-03")


@pytest.fixture
def office(app: Flask) -> Iterator[None]:
    with app.app_context():
        with directory(write=True) as offices:
            offices.add_office(OfficeRow(kushiro.OFFICE, NAME, "Asia/Tokyo", False), dt.datetime.now(dt.UTC))
        yield


def imported(name: str, *options: str, file: Path | None = None) -> Result:
    arguments = [name, str(file or kushiro.FOLDER / f"{name}.csv"), "--office", NAME, *options]
    return CliRunner().invoke(imports.group, arguments)


def reported(*options: str) -> Result:
    return CliRunner().invoke(reports.group, ["accompaniment", *options])


@pytest.mark.usefixtures("office")
def test_both_registers_are_imported_and_the_list_comes_back_as_the_file() -> None:
    plans, visits = imported("plans"), imported("accompaniment")
    assert (plans.exit_code, visits.exit_code) == (0, 0), (plans.output, visits.output)
    assert "plans.csv:15: evaluation 「再 H25年3月28日」" in plans.output
    assert "1 warnings, 0 errors" in plans.output
    assert "support: 72 new" in visits.output
    printed = reported(*PERIOD, "--format", "csv")
    assert printed.stdout_bytes == codecs.BOM_UTF8 + kushiro.content("accompaniment")
    assert printed.stderr == "72 visits, 37 client-months\n"


@pytest.mark.usefixtures("office")
def test_a_second_import_moves_nothing() -> None:
    imported("accompaniment")
    with reading(kushiro.OFFICE) as store:
        before = store.records.last_seq()
    again = imported("accompaniment")
    assert "total: 0 new, 0 changed, 142 unchanged, 0 withdrawn, 0 conflict, 0 rejected" in again.output
    with reading(kushiro.OFFICE) as store:
        assert store.records.last_seq() == before


@pytest.mark.usefixtures("office")
def test_a_dry_run_tells_the_same_and_stores_nothing() -> None:
    tried = imported("plans", "--dry-run")
    assert (tried.exit_code, "plan: 30 new" in tried.output, "dry run" in tried.output) == (0, True, True)
    with reading(kushiro.OFFICE) as store:
        assert store.records.last_seq() == 0


@pytest.mark.usefixtures("office")
def test_a_file_with_errors_ends_with_one_and_its_readable_rows_are_imported(tmp_path: Path) -> None:
    rows = kushiro.rows("accompaniment")
    rows[3]["count"] = "数回"
    rows[7]["client"] = "?"
    file = tmp_path / "list.csv"
    file.write_bytes(kushiro.written(rows))
    result = imported("accompaniment", file=file)
    assert result.exit_code == 1
    assert "error: list.csv:5: count 「数回」" in result.output
    assert "error: list.csv:9: client 「?」" in result.output
    assert "support: 68 new" in result.output
    assert "0 warnings, 2 errors" in result.output


@pytest.mark.usefixtures("office")
def test_a_corrected_list_withdraws_and_adds(tmp_path: Path) -> None:
    imported("accompaniment")
    rows = kushiro.rows("accompaniment")
    rows[3]["count"] = "2"
    rows[4]["destination"] = "エイブル釧路店"
    file = tmp_path / "list.csv"
    file.write_bytes(kushiro.written(rows))
    again = imported("accompaniment", file=file)
    assert "support: 69 unchanged, 1 new, 3 withdrawn" in again.output
    printed = reported(*PERIOD, "--format", "csv")
    assert printed.stdout_bytes == codecs.BOM_UTF8 + file.read_bytes()
    assert printed.stderr == "70 visits, 37 client-months\n"


@pytest.mark.usefixtures("office")
def test_the_table_ends_with_the_totals() -> None:
    imported("accompaniment")
    lines = reported(*PERIOD).stdout.splitlines()
    assert lines[0].split() == ["month", "entry", "client", "destination", "count"]
    assert lines[1].split() == ["2013-06", "1", "A.M", "ハローワーク", "1"]
    assert (len(lines), lines[-1]) == (1 + 57 + 1, "72 visits, 37 client-months")


@pytest.mark.usefixtures("office")
def test_a_part_of_the_year_keeps_its_entry_numbers() -> None:
    imported("accompaniment")
    lines = reported("--from", "H25年10月", "--to", "H25.10", "--format", "csv").stdout.splitlines()
    assert [line.split(",")[1] for line in lines[1:]] == ["24"] * 4


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize(
    "options",
    [("--from", "2014-03", "--to", "2013-06"), ("--from", "summer", "--to", "2014-03"), (*PERIOD, "--office", "無い")],
)
def test_what_cannot_be_meant_is_refused(options: tuple[str, ...]) -> None:
    assert reported(*options).exit_code == 2


@pytest.mark.usefixtures("office")
def test_nothing_of_a_file_commands_the_terminal(tmp_path: Path) -> None:
    rows = [kushiro.rows("accompaniment")[0] | {"destination": "自宅\x1b[2J"}, kushiro.rows("accompaniment")[1]]
    rows[1]["count"] = "\x9b31m\r\nerror: 無し"
    file = tmp_path / "list\x1b]0;\x07.csv"
    file.write_bytes(kushiro.written(rows))
    result = imported("accompaniment", file=file)
    assert "「自宅␛[2J」" in result.output
    assert "「<U+009B>31m␍␊error: 無し」" in result.output
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", result.output)


def test_a_stored_place_commands_no_terminal_either() -> None:
    """C1 controls are text to the engine: a note may hold them."""
    table = reports.as_table(("destination",), [("自宅\x9b2J\n次",)])
    assert table == "destination\n自宅<U+009B>2J␊次\n"


@pytest.mark.usefixtures("office")
def test_a_workbook_a_tab_file_and_sums_are_imported_as_the_list_is(tmp_path: Path) -> None:
    rows = kushiro.rows("accompaniment")
    book = openpyxl.Workbook()
    lines = [list(rows[0]), *(list(row.values()) for row in rows)]
    for line in (*lines, ["合計", "", "", "", "72"]):
        book.worksheets[0].append(line)
    book.save(tmp_path / "list.xlsx")
    (tmp_path / "list.txt").write_text("\r\n".join(map("\t".join, lines)), encoding="utf-16")
    first, again = (
        imported("accompaniment", file=tmp_path / "list.xlsx"),
        imported("accompaniment", file=tmp_path / "list.txt"),
    )
    assert (first.exit_code, again.exit_code) == (0, 0), (first.output, again.output)
    assert "support: 72 new" in first.output
    assert f"notice: list.xlsx:{len(rows) + 2}: 「合計」" in first.output
    assert "1 notices, 0 warnings, 0 errors" in first.output
    assert "total: 0 new, 0 changed, 142 unchanged" in again.output
