"""What is found however it is typed, by the table that the phone shares; and what holds of any text."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.folding import LETTERS, fold, holds, seeker

TABLE: dict[str, list[dict[str, Any]]] = json.loads(
    (Path(__file__).parent.parent / "cases" / "folding.json").read_text("utf-8")
)
# The letters about which there is a rule, and some about which there is none.
TEXTS = st.one_of(
    st.text(
        "あかはわうゔーヴガｶﾞﾊﾟ゛゜\u3099\u309a-－ｰ〜~－()（）・ 　\n0123一二三十〇九丁目番地号のノ+8１aAé\u0301"
        "\u200b\ufe00\U000e0100渡邊邉𠮷🙂Σςİ㍻㈱ヶヂ",
        max_size=12,
    ),
    st.text(max_size=12),
)


@pytest.mark.parametrize("case", TABLE["folds"], ids=lambda case: case["fact"])
def test_a_text_folds_by_the_table(case: dict[str, Any]) -> None:
    assert fold(case["given"]) == case["folded"]


@pytest.mark.parametrize("case", TABLE["finds"], ids=lambda case: case["fact"])
def test_what_is_typed_finds_what_is_written_by_the_table(case: dict[str, Any]) -> None:
    sought = seeker(case["typed"])
    assert sought is not None
    assert sought(fold(case["written"])) is case["found"]


@given(TEXTS)
def test_folding_again_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(TEXTS, TEXTS, TEXTS)
def test_what_is_typed_as_it_is_written_is_found(before: str, text: str, after: str) -> None:
    sought = seeker(text)
    if sought is None:
        assert fold(text) == ""
    else:
        assert sought(fold(text))
        assert sought("\0".join(map(fold, (before, text, after))))


@given(TEXTS)
def test_one_letter_of_what_is_written_is_found_in_it(text: str) -> None:
    assert all(holds(fold(text), letter) for letter in fold(text))


def test_nothing_is_looked_for_in_a_query_of_nothing() -> None:
    assert [seeker(query) for query in ("", " 　", " ・-")] == [None, None, None]


def test_a_letter_stands_in_one_group_and_is_none_that_unicode_brings_together() -> None:
    groups = LETTERS.split(" ")
    twice = [letter for letter, count in Counter("".join(groups)).items() if count > 1]
    assert twice == []
    assert [letter for letter in "".join(groups) if unicodedata.normalize("NFKC", letter) != letter] == []
    assert [group for group in groups if len(group) < 2] == []
    # The phone keeps them by one code unit.
    assert max(map(ord, "".join(groups))) < 0x10000
