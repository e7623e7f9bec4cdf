"""The kinds as JSON Schema describe the records that there are."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator

from sync.kinds import Kind
from sync.records import KINDS
from sync.schema import components, fields_schema, is_written_by_phones


def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(
        {"$ref": f"#/components/schemas/{name}", "components": {"schemas": components()}}, validate_formats=True
    )


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_a_kind_is_described_with_its_rules_and_what_only_the_server_writes(kind: Kind) -> None:
    described = fields_schema(kind)
    assert {name: field["x-merge-rule"] for name, field in described["properties"].items()} == kind.merge_rules
    read_only = {name for name, field in described["properties"].items() if field.get("readOnly")}
    assert read_only == {name for name, rule in kind.merge_rules.items() if rule == "server"}
    assert set(described.get("required", ())) == kind.required


def test_a_schema_takes_what_the_kind_takes() -> None:
    """Value by value: what is canonical is described, and what is refused is not."""
    proposals: list[tuple[str, str, Any, bool]] = [
        ("support", "started_at", "2024-02-29T00:30:00Z", True),
        ("support", "started_at", "2023-02-29T00:30:00Z", False),
        ("support", "started_at", "2026-11-21T01:30+09:00", True),
        ("support", "started_at", "0001-01-01T00:00:00Z", False),
        ("support", "travel_minutes", 1_440, True),
        ("support", "travel_minutes", 5.0, True),
        ("support", "travel_minutes", 1_441, False),
        ("support", "companions", ["民生委員"] * 1, True),
        ("support", "companions", ["x" * 101], False),
        ("support", "next_on", "2026-02-30", False),
        ("support", "place", "玄関\u0000", False),
        ("support", "place", "一行目\n二行目", True),
        ("plan", "decision", "2013-12-L", True),
        ("plan", "decision", "2013-13", False),
        ("series", "from_time", "24:00", False),
        ("attachment", "sha256", "0" * 64, True),
        ("attachment", "sha256", "0" * 63, False),
    ]
    wrong = Counter(
        (kind, name, repr(value))
        for kind, name, value, good in proposals
        if validator(f"{kind.capitalize()}Proposal").is_valid({name: value}) != good
        or (KINDS[kind].read({name: value})[1] == {}) != good
    )
    assert not wrong


def test_no_change_is_described_of_what_only_the_office_writes() -> None:
    assert [name for name, kind in KINDS.items() if not is_written_by_phones(kind)] == ["staff"]
    assert "StaffChange" not in components()
