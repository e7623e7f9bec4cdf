"""The commands by which lists come in and go out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from server.cli import exports, imports
from server.store import directory, utcnow
from server.store.directory import OfficeRow
from tests.server.imports.lists import CASES, brought, records
from tests.server.people import OfficeUnderTest


def run(office: OfficeUnderTest, group: object, *arguments: object) -> Result:
    with office.app.app_context():
        commands = imports.group if group is imports else exports.group
        return CliRunner().invoke(commands, [*map(str, arguments), "--office", office.id])


def test_a_list_is_tried_brought_in_listed_and_taken_back(office: OfficeUnderTest, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(CASES.encode("cp932"))
    tried = run(office, imports, "cases", file, "--dry-run")
    assert (tried.exit_code, records(office, "case")) == (0, []), tried.output
    assert "new: list.csv:3: 「見本 花子」" in tried.output
    done = run(office, imports, "cases", file)
    assert (done.exit_code, len(records(office, "case"))) == (0, 2), done.output
    (import_id,) = re.findall(r"^import (\S+)$", done.output, re.MULTILINE)
    assert "cases: 2 new" in run(office, imports, "list").output
    assert "4 records taken back, 0 kept" in run(office, imports, "undo", import_id).output
    assert run(office, imports, "undo", import_id).exit_code == 1


def test_a_refused_row_ends_with_one_and_says_why(office: OfficeUnderTest, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(CASES.replace("女", "宇宙人"))
    refused = run(office, imports, "cases", file)
    assert refused.exit_code == 1
    assert "[code_unknown]" in refused.output
    assert records(office, "case") == []
    assert run(office, imports, "cases", file, "--column", "性別=").exit_code == 0


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_a_list_goes_out_into_a_file_of_its_own(office: OfficeUnderTest, tmp_path: Path, suffix: str) -> None:
    brought(office, "cases", CASES)
    done = run(office, exports, "list", "cases", tmp_path / f"cases.{suffix}")
    assert (done.exit_code, done.output) == (0, "2 records\n")
    assert (tmp_path / f"cases.{suffix}").stat().st_mode & 0o077 == 0


def test_an_office_goes_out_and_into_another(office: OfficeUnderTest, app: Flask, tmp_path: Path) -> None:
    brought(office, "cases", CASES)
    other = OfficeUnderTest(app, host="kushiro")
    with app.app_context():
        _opened(other)
    assert run(office, exports, "office", tmp_path / "office.zip").exit_code == 0
    done = run(other, imports, "office", tmp_path / "office.zip")
    assert (done.exit_code, "case: 2" in done.output) == (0, True), done.output
    here, there = ({each.id: each.fields for each in records(each_, "person")} for each_ in (office, other))
    assert here == there
    assert run(other, imports, "office", tmp_path / "office.zip").exit_code == 1


def _opened(office: OfficeUnderTest) -> None:
    with directory(write=True) as found:
        found.add_office(OfficeRow(office.id, "別の市", "Asia/Tokyo", demonstration=False), utcnow())
