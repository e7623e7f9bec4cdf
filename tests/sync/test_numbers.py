"""The numbers of what a phone saved, as ranges."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sync.numbers import Numbers, count, missing, read_numbers, with_numbers, write_numbers

NONE: Numbers = ()
NUMBERS = st.lists(st.integers(1, 60), max_size=40)


@given(NUMBERS, NUMBERS)
def test_a_set_is_kept_as_ranges_and_read_back(first: list[int], second: list[int]) -> None:
    numbers = with_numbers(with_numbers(NONE, first), second)
    assert read_numbers(write_numbers(numbers)) == numbers
    assert count(numbers) == len({*first, *second})
    assert [n for span in numbers for n in range(span.first, span.last + 1)] == sorted({*first, *second})


@given(st.integers(0, 60), NUMBERS, NUMBERS)
def test_what_is_missing_is_what_neither_came_nor_was_given_up(
    saved: int, came: list[int], given_up: list[int]
) -> None:
    gaps = missing(saved, with_numbers(NONE, came), with_numbers(NONE, given_up))
    expected = set(range(1, saved + 1)) - {*came, *given_up}
    assert {n for span in gaps for n in range(span.first, span.last + 1)} == expected
    assert gaps == with_numbers(NONE, expected)


def test_it_reads_as_people_write_it() -> None:
    assert write_numbers(with_numbers(NONE, [1, 2, 3, 213, 214, 9])) == "1-3,9,213-214"
    assert write_numbers(NONE) == ""
