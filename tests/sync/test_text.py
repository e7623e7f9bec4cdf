"""The merge of narratives, as facts and as properties."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.text import merge_text, sentences

WORDS = st.lists(st.sampled_from("あいうえおかき"), max_size=6).map(
    lambda words: "".join(f"{word}。" for word in words)
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("訪問。不在。", ["訪問。", "不在。"]),
        ("訪問。\n不在\n手紙を残す", ["訪問。\n", "不在\n", "手紙を残す"]),
        ("「はい。」と答える。", ["「はい。", "」と答える。"]),
        ("\n\n。", ["\n", "\n", "。"]),
    ],
)
def test_a_sentence_ends_after_its_full_stop_or_line(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "merged"),
    [
        ("甲。乙。", "甲。乙。丙。", "丁。甲。乙。", "丁。甲。乙。丙。"),
        ("甲。乙。", "甲2。乙。", "甲。乙2。", "甲2。乙2。"),
        ("甲。乙。", "甲。", "甲2。乙。", "甲2。"),
        ("甲。乙。", "甲2。乙。", "甲2。乙。", "甲2。乙。"),
        ("甲。乙。", "甲。乙。丙。", "甲。乙。丁。", None),
        ("甲。乙。", "甲2。乙。", "甲3。乙。", None),
        ("甲。乙。", "乙。", "甲2。乙。", None),
        ("", "甲。", "乙。", None),
    ],
)
def test_different_sentences_merge_and_the_same_one_asks(base: str, ours: str, theirs: str, merged: str | None) -> None:
    assert merge_text(base, ours, theirs) == merged


@given(st.text(st.sampled_from("あ。\nい 」"), max_size=20))
def test_sentences_join_to_the_text(text: str) -> None:
    assert "".join(sentences(text)) == text


@given(WORDS, WORDS)
def test_a_text_that_one_person_changed_is_theirs(base: str, text: str) -> None:
    assert merge_text(base, text, base) == text
    assert merge_text(base, base, text) == text
    assert merge_text(base, text, text) == text


@given(WORDS, WORDS, WORDS)
def test_the_order_of_the_two_does_not_matter(base: str, ours: str, theirs: str) -> None:
    assert merge_text(base, ours, theirs) == merge_text(base, theirs, ours)


@given(WORDS, WORDS, WORDS)
def test_what_either_wrote_new_is_in_the_merge(base: str, ours: str, theirs: str) -> None:
    merged = merge_text(base, ours, theirs)
    if merged is not None:
        was = set(sentences(base))
        for text in (ours, theirs):
            assert set(sentences(text)) - was <= set(sentences(merged))
