"""The browser's half is told of every kind, field and code, exactly as they are declared."""

from __future__ import annotations

import re

from sync.codes import CODE_LISTS
from sync.describe import describe_field, describe_kind, typescript
from sync.records import KINDS
from sync.tables import page


def test_every_field_of_every_kind_is_described() -> None:
    for kind in KINDS.values():
        assert set(describe_kind(kind)["fields"]) == set(kind.fields)


def test_a_code_field_names_its_list_and_a_set_its_elements() -> None:
    fields = KINDS["support"].fields
    assert describe_field(fields["method"]) == {
        "type": "code",
        "codes": "method",
        "required": True,
    }
    assert describe_field(fields["review"]) == {"type": "code", "codes": "review", "server": True}
    assert describe_field(fields["topics"])["element"] == {"type": "code", "codes": "issue"}


def test_the_file_declares_each_kind_and_each_code_list() -> None:
    text = typescript()
    assert "export interface SupportFields {" in text
    assert "  method?: MethodCode;" in text
    assert "  companions?: string[];" in text
    assert "  travel_minutes?: number;" in text
    for name in CODE_LISTS:
        assert f'"{name}"' in text


def test_the_words_of_codes_stand_in_the_order_of_their_list() -> None:
    """Names that are numbers would be put first by JavaScript."""
    _, words = typescript().split("const JAPANESE")
    (listed,) = re.findall(r'"closed_days": \{(.*?)\}', words, re.DOTALL)
    assert re.findall(r'"(\w+)":', listed) == list(CODE_LISTS["closed_days"])
    assert not re.findall(r'"\d+":', words)


def test_the_page_of_records_tells_every_field_with_its_rule() -> None:
    text = page()
    for kind in KINDS.values():
        (told,) = re.findall(rf"^### `{kind.name}`$(.*?)(?=^##)", text, re.MULTILINE | re.DOTALL)
        rows = re.findall(r"^\| `(\w+)` \| .* \| (\w+) \| (?:must)?(?:, )?(sensitive)? \|$", told, re.MULTILINE)
        rules = {name: rule for name, rule in kind.merge_rules.items() if name != "deleted"}
        assert {name: rule for name, rule, _ in rows} == rules, kind.name
        assert {name for name, _, marked in rows if marked} == kind.sensitive, kind.name
