"""What record rules hold, by the table that the phone shares."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from sync.records import KINDS
from sync.rules import RecordRule

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent.parent / "cases" / "record_rules.json").read_text("utf-8")
)
RULES = [
    pytest.param(kind.name, rule, id=f"{kind.name}-{rule.code}-{rule.about[-1]}")
    for kind in KINDS.values()
    for rule in kind.rules
]


def test_by_the_table() -> None:
    for case in CASES:
        rules = KINDS[case["kind"]].rules
        breaches = [[field, rule.code] for rule in rules for field in rule.broken_at(case["values"])]
        assert breaches == case["breaches"], case


@pytest.mark.parametrize(("kind", "rule"), RULES)
def test_the_table_breaks_and_keeps_every_rule(kind: str, rule: RecordRule) -> None:
    outcomes = Counter(bool(rule.broken_at(case["values"])) for case in CASES if case["kind"] == kind)
    assert outcomes[True] >= 1
    assert outcomes[False] >= 1


@pytest.mark.parametrize(("kind", "rule"), RULES)
def test_a_rule_speaks_of_fields_of_its_kind_and_is_disputed_where_it_shows(kind: str, rule: RecordRule) -> None:
    assert set(rule.about) <= KINDS[kind].fields.keys()
    for case in CASES:
        if case["kind"] == kind:
            assert set(rule.broken_at(case["values"])) <= set(rule.about)
