"""What is searched, and what a query asks."""

from __future__ import annotations

import pytest

from sync.records import KINDS
from sync.search import SEARCHED, WEIGHTS, Query, Texts, fingerprint, searched_fields, texts_of


def test_what_people_said_of_a_client_stands_apart_from_who_they_are() -> None:
    fields = {"name": "髙橋 一郎", "phone": "090-8768-3012", "notes": "猫が好き", "born_on": "1975-04-01"}
    assert texts_of("person", fields) == Texts("高橋1郎\n090-8768-3012", "猫が好き")


def test_of_what_happened_nothing_is_open() -> None:
    """``frequency`` is not sensitive, and stands in a plan that is not shown to those who keep registers."""
    assert texts_of("plan_support", {"what": "面談", "frequency": "月1回"}) == Texts("", "面談\n月1回")


def test_each_element_of_a_set_is_searched_by_itself() -> None:
    assert texts_of("support", {"companions": ["法テラス", "市役所"]}).sensitive == "法てらす\n市役所"


def test_no_word_is_found_across_two_values() -> None:
    assert "12" not in texts_of("person", {"name": "丸1", "kana": "2号室"}).open


@pytest.mark.parametrize("kind", SEARCHED)
def test_every_kind_about_a_client_has_something_to_search(kind: str) -> None:
    assert searched_fields(kind)


def test_what_is_open_to_those_who_read_nothing_sensitive_is_who_somebody_is() -> None:
    assert set(WEIGHTS) == {"person", "case", "household"}
    assert all(KINDS[kind].scope is None for kind in WEIGHTS)


def test_a_query_has_each_word_once_and_the_whole() -> None:
    query = Query.of("高橋　髙橋 一郎")
    assert query == Query(("高橋", "1郎"), "高橋高橋1郎")
    assert query.places == ("高橋高橋1郎", "高橋", "1郎")


@pytest.mark.parametrize("typed", ["", " ", "・", "- （）", "゛"])
def test_signs_alone_are_no_query(typed: str) -> None:
    assert Query.of(typed) is None


def test_another_folding_is_told_from_this_one(monkeypatch: pytest.MonkeyPatch) -> None:
    before = fingerprint()
    fingerprint.cache_clear()
    monkeypatch.setattr("sync.folding.LETTERS", "辺邊")
    try:
        assert fingerprint() != before
    finally:
        fingerprint.cache_clear()
