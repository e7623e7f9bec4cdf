"""The one spelling of a text, by the table that the phone shares."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.memory import MemoryStore
from sync.plain import canonical_text, is_plain
from sync.records import KINDS
from tests.sync.contract import OFFICE
from tests.sync.offices import SATO, VISIT, Office

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent.parent / "cases" / "plain_text.json").read_text("utf-8")
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["fact"])
def test_by_the_table(case: dict[str, Any]) -> None:
    assert canonical_text(case["given"], line=True) == case["line"]
    assert canonical_text(case["given"], line=False) == case["narrative"]


@given(st.text(max_size=40), st.booleans())
def test_the_spelling_of_a_spelling_is_itself(text: str, line: bool) -> None:
    once = canonical_text(text, line=line)
    assert canonical_text(once, line=line) == once


@given(st.text(max_size=40))
def test_what_looks_the_same_is_stored_the_same(text: str) -> None:
    apart = unicodedata.normalize("NFD", text)
    assert canonical_text(apart, line=False) == canonical_text(unicodedata.normalize("NFC", apart), line=False)


def test_a_name_and_a_narrative_are_read_in_their_spelling() -> None:
    read, errors = KINDS["support"].read(
        {"place": "自\u200b宅か\u3099", "narrative": "か\u3099\u200b。", "companions": ["か\u3099"]}
    )
    assert errors == {}
    assert read == {"place": "自宅が", "narrative": "が\u200b。", "companions": ["が"]}


def test_a_control_character_is_refused() -> None:
    assert not is_plain("一\x0b二")
    assert KINDS["support"].read({"place": "一\x0b二"})[1] == {"place": "not_plain_text"}


def test_what_was_stored_in_another_spelling_is_known_again() -> None:
    memory = Office(MemoryStore(OFFICE))
    memory.hire(SATO)
    case = memory.case_of(SATO)
    change = memory.change("support", memory.new_id(), None, VISIT | {"case": case.id, "place": "が"})
    (first,) = memory.push(SATO, change)
    entry = memory.store.entries([change["id"]])[change["id"]]
    entry.fields["place"] = "か\u3099"  # type: ignore[index]  # as an earlier version stored it
    assert memory.push(SATO, change) == [first]
    assert memory.push(SATO, {**change, "fields": {**change["fields"], "place": "か\u3099"}}) == [first]
    (other,) = memory.push(SATO, {**change, "fields": {**change["fields"], "place": "ぎ"}})
    assert other.code == "id_reused"
