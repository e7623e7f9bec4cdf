"""A file stays small enough to hold in the head."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
MOST_LINES: Final = 300
FOLDERS: Final = ("sync", "server", "static/app", "static/css", "templates", "tools", "bench")
SOURCES: Final = frozenset({".py", ".pyi", ".ts", ".tsx", ".css", ".html", ".mjs", ".sh"})
RELEASED: Final = "server/migrations/versions/"
"""A migration is never edited once it is in (``tests/server/migrations/test_released.py``)."""


def sources() -> Iterator[Path]:
    """Every file of the product that somebody writes."""
    for folder in FOLDERS:
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in SOURCES and not path.stem.endswith(".gen"):
                yield path


def test_no_file_of_the_product_is_longer_than_can_be_held_in_the_head() -> None:
    lines = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8").count("\n") for path in sources()}
    assert len(lines) > len(FOLDERS)
    assert {path: count for path, count in lines.items() if count > MOST_LINES and not path.startswith(RELEASED)} == {}
