"""Published tables are read by header, and nothing is made of what does not add up."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from hypothesis import given, settings

from server.cli.demo import demo
from server.demo.tables import read_tables
from server.store import directory
from tests.server.demo.published import CARRIED, OTARU, Files, otaru, tables

SHARED = Path(__file__).parents[4] / "shared" / "data" / "otaru_r5"


def found(files: Files, carried: int = CARRIED) -> list[tuple[str, int, str, str]]:
    return [(each.file, each.line, each.column, each.code) for each in read_tables(files, carried)[1]]


def changed(name: str, before: str, after: str) -> Callable[[], Files]:
    """The tables of Otaru with something else in one of them."""

    def files() -> Files:
        given = otaru()
        assert given[name].count(before.encode()) == 1
        return given | {name: given[name].replace(before.encode(), after.encode())}

    return files


@pytest.mark.parametrize("name", [path.name for path in sorted(OTARU.glob("*.csv"))])
def test_the_tables_of_otaru_are_kept_as_published(name: str) -> None:
    assert len(list(OTARU.glob("*.csv"))) == 7
    if (SHARED / name).exists():
        assert (OTARU / name).read_bytes() == (SHARED / name).read_bytes()


def test_the_tables_of_otaru_add_up() -> None:
    read, wrong = read_tables(otaru(), CARRIED)
    assert wrong == []
    assert (len(read.months), read.months[0], read.months[-1]) == (12, "2023-04", "2024-03")
    assert read.monthly["support_methods"]["2023-07"]["total"] == 399
    assert read.items["multiple_debts"] == {
        "10s": 0, "20s": 4, "30s": 1, "40s": 10, "50s": 16, "60s": 12, "70_and_over": 8
    }  # fmt: skip


@given(tables())
@settings(max_examples=40, deadline=None)
def test_tables_that_add_up_are_read_without_a_finding(made: tuple[Files, int]) -> None:
    assert found(*made) == []


def test_the_table_of_items_may_be_missing_and_no_other() -> None:
    files = otaru()
    del files["issue_by_age.csv"]
    assert found(files) == []
    del files["routes.csv"]
    assert found(files) == [("routes.csv", 1, "", "table_missing")]


def test_a_line_of_totals_is_no_month() -> None:
    files = otaru()
    files["closures.csv"] += "計,70,14,7,41,9,32,173\n".encode()
    assert found(files) == []


@pytest.mark.parametrize(
    ("files", "finding"),
    [
        (changed("routes.csv", "month,self", "month,himself"), ("routes.csv", 1, "self", "column_missing")),
        (changed("routes.csv", "13,4,3,3,0", "13,four,3,3,0"), ("routes.csv", 2, "family_acquaintance",
                                                                "number_unreadable")),
        (changed("routes.csv", "13,4,3,3,0", "13,-4,3,3,0"), ("routes.csv", 2, "family_acquaintance",
                                                              "number_unreadable")),
        (changed("issues.csv", "2023-06", "June"), ("issues.csv", 4, "month", "row_unknown")),
        (changed("issues.csv", "2023-06", "2023-05"), ("issues.csv", 4, "month", "row_twice")),
        (changed("issues.csv", "2024-03", "2024-04"), ("issues.csv", 1, "month", "months_differ")),
        (changed("issue_by_age.csv", "介護", "看護"), ("issue_by_age.csv", 17, "issue", "row_unknown")),
        (changed("consultations.csv", "20,11,9,", "20,11,8,"), ("consultations.csv", 2, "new", "not_the_sum")),
        (changed("routes.csv", "13,4,3,3,0", "13,4,3,2,0"), ("routes.csv", 2, "agencies_total", "not_the_sum")),
        (changed("age_bands.csv", "0,5,2,6,2,3,2,0,20", "0,5,2,6,2,3,2,1,21"), ("age_bands.csv", 2, "total",
                                                                                "not_as_consultations")),
        (changed("consultations.csv", ",235,", ",236,"), ("support_methods.csv", 2, "phone_mail",
                                                          "not_as_consultations")),
        (changed("consultations.csv", "12,257", "12,256"), ("consultations.csv", 13, "open_at_month_end",
                                                            "not_what_is_open")),
        (changed("issue_by_age.csv", "経済的困窮,2,", "経済的困窮,5,"), ("issue_by_age.csv", 2, "10s",
                                                                       "more_than_clients")),
    ],
)  # fmt: skip
def test_what_does_not_add_up_is_named_with_file_line_and_column(
    files: Callable[[], Files], finding: tuple[str, int, str, str]
) -> None:
    assert finding in found(files())


def test_there_is_nothing_to_write_into_before_the_first_case() -> None:
    files = {name: content.splitlines()[0] + b"\n" for name, content in otaru().items() if name != "issue_by_age.csv"}
    zeros = {name: ",".join(["2023-04", *"0" * content.count(b",")]).encode() for name, content in files.items()}
    empty = {name: content + zeros[name] + b"\n" for name, content in files.items()}
    assert found(empty, 0) == []
    note = empty | {"support_methods.csv": files["support_methods.csv"] + b"2023-04,0,0,0,0,0,1,1\n"}
    assert found(note, 0) == [("support_methods.csv", 2, "total", "no_case_yet")]
    assert found(files, 0) == [("consultations.csv", 1, "", "no_months")]


def test_the_command_builds_nothing_of_tables_that_do_not_add_up(app: Flask, tmp_path: Path) -> None:
    for name, content in changed("routes.csv", "13,4,3,3,0", "13,4,3,2,0")().items():
        (tmp_path / name).write_bytes(content)
    with app.app_context():
        done = CliRunner().invoke(demo, ["--tables", str(tmp_path), "--carried", "197", "--office", "小樽"])
        with directory() as offices:
            assert offices.offices() == []
    assert done.exit_code == 1
    assert "routes.csv:2: agencies_total 「3」" in done.stderr
