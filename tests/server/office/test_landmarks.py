"""A page has each of its parts once under one name: whoever hears it by its regions could not tell them apart."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parents[3] / "templates"
LABELLED = re.compile(r'<(?:section|[^>]*role="region")[^>]*aria-labelledby="([^"{]+)"')


@pytest.mark.parametrize("template", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.stem)
def test_no_two_regions_have_one_heading(template: Path) -> None:
    labels = Counter(LABELLED.findall(template.read_text(encoding="utf-8")))
    assert [label for label, count in labels.items() if count > 1] == []
