"""The numbers that a phone gives its changes, by which a loss is known."""

from __future__ import annotations

from typing import Any

import pytest

from sync.numbers import write_numbers
from tests.server.people import Client, OfficeUnderTest, visit
from tests.server.recovery.lost import numbers_of


def test_a_loss_is_known_by_number(office: OfficeUnderTest, phone: Client, case: str) -> None:
    notes = [visit(case) | {"number": number} for number in (1, 2, 4)]
    phone.exchange(*notes, saved=6, queued=2)
    row = numbers_of(office, phone)
    assert (row.saved, write_numbers(row.received), write_numbers(row.missing)) == (6, "1-2,4", "3,5-6")
    phone.exchange(saved=6, dropped=[5])
    phone.exchange(visit(case) | {"number": 3}, saved=6)
    row = numbers_of(office, phone)
    assert (write_numbers(row.received), write_numbers(row.missing)) == ("1-4", "6")


def test_what_was_refused_is_not_received(office: OfficeUnderTest, phone: Client, case: str) -> None:
    phone.exchange(visit(case, method="?") | {"number": 1}, visit(case) | {"number": 2}, saved=2)
    assert write_numbers(numbers_of(office, phone).missing) == "1"


def test_a_number_is_no_part_of_what_a_change_is(phone: Client, case: str) -> None:
    note = visit(case)
    (first,) = phone.push(note | {"number": 7})
    assert phone.push(note, note | {"number": 9, "offered_again": True}) == [first, first]


@pytest.mark.parametrize("number", [0, -1, "1", 1.5, True, 2**60])
def test_a_number_that_is_none_is_named(phone: Client, case: str, number: Any) -> None:
    (result,) = phone.push(visit(case) | {"number": number})
    assert (result["status"], result["errors"][0]["field"]) == ("rejected", "number")


def test_numbers_without_end_are_not_kept(office: OfficeUnderTest, phone: Client) -> None:
    for start in range(1, 3_000, 900):
        phone.exchange(dropped=list(range(start * 2, (start + 400) * 2, 2)), saved=1)
    assert len(numbers_of(office, phone).missing) <= 1_001
