"""Lines that sum up others make no client, in any register."""

from __future__ import annotations

import pytest

from server.registers import REGISTERS
from tests.server.registers import kushiro


@pytest.mark.parametrize("name", REGISTERS)
@pytest.mark.parametrize("column", ["client", 0])
@pytest.mark.parametrize("word", ["計", "合　計", "Total"])
def test_a_register_says_the_same_with_its_sums(name: str, column: str | int, word: str) -> None:
    rows = kushiro.rows(name)
    empty = dict.fromkeys(rows[0], "") | {list(rows[0])[-1]: "2"}
    total = empty | {column if isinstance(column, str) else list(rows[0])[column]: word}
    reading = kushiro.read(name, kushiro.written([*rows[:3], total, *rows[3:], total]))
    assert reading.wanted == kushiro.read(name).wanted
    assert [(found.line, found.code) for found in reading.notices] == [(5, "total_line"), (len(rows) + 3, "total_line")]
    assert (reading.lines, reading.errors) == (len(rows), [])


@pytest.mark.parametrize("name", REGISTERS)
@pytest.mark.parametrize("client", ["#N/A", "#REF!", "#VALUE!"])
def test_an_error_of_a_spreadsheet_is_no_client(name: str, client: str) -> None:
    reading = kushiro.read(name, kushiro.written([kushiro.rows(name)[0] | {"client": client}]))
    assert reading.wanted == ()
    assert [found.code for found in reading.errors] == ["client_unreadable"]
