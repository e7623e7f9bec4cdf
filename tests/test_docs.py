"""The documents are wrapped, and the map of the code has every place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[1]
ARCHITECTURE: Final = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
MOST_COLUMNS: Final = 120
PAGES: Final = sorted({*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "docs").glob("decisions/*.md")})


def prose(text: str) -> Iterator[str]:
    """The lines that can be wrapped: neither a table, nor code, nor a single word or address."""
    for line in re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL).splitlines():
        if not line.startswith("|") and " " in line.strip().removeprefix("- "):
            yield line


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_lines_are_wrapped(page: Path) -> None:
    if page.name != "README.ja.md":  # Japanese has no spaces to wrap at
        assert [line for line in prose(page.read_text(encoding="utf-8")) if len(line) > MOST_COLUMNS] == []


def _section(title: str) -> str:
    (section,) = re.findall(rf"^### {re.escape(title)}.*?$(.*?)(?=^###? |\Z)", ARCHITECTURE, re.MULTILINE | re.DOTALL)
    return str(section)


def _named(section: str) -> set[str]:
    return set(re.findall(r"`([^`\s]+)`", section))


def test_the_map_has_every_module_of_the_engine() -> None:
    modules = {path.name for path in (ROOT / "sync").glob("*.py")} - {"__init__.py"}
    folders = {f"{path.name}/" for path in (ROOT / "sync").iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert (modules | folders) - _named(_section("sync/")) == set()


def test_the_map_has_every_package_of_the_server_and_every_file_of_its_store() -> None:
    named = _named(_section("server/"))
    server = ROOT / "server"
    packages = {f"{path.parent.relative_to(server)}/" for path in server.rglob("__init__.py")} - {"./"}
    assert {name for name in packages if f"server/{name}" not in named} - named == set()
    files = {path.name for path in (server / "store").glob("*.py")} - {"__init__.py"}
    assert files - named == set()


def test_the_map_has_every_folder_of_the_browser() -> None:
    named = _named(_section("static/app"))
    app = ROOT / "static" / "app"
    folders = {path.parent.relative_to(app) for path in app.rglob("*.ts*")}
    assert {f"{folder}/" for folder in folders if folder not in {Path(), Path("ui")}} - named == set()


def test_every_file_that_a_page_names_is_there() -> None:
    """A path in backquotes, from the root or below ``server/`` or ``static/app/``."""
    places = [ROOT, ROOT / "server", ROOT / "static" / "app", ROOT / "static" / "app" / "ui"]
    for page in (ROOT / "docs" / "architecture.md", ROOT / "CONTRIBUTING.md"):
        named = re.findall(r"`((?:[\w.-]+/)+[\w.-]+\.(?:py|tsx?|mjs|json|html|md))`", page.read_text(encoding="utf-8"))
        written = {path for path in named if not path.endswith(".gen.ts")}
        assert {path for path in written if not any((place / path).exists() for place in places)} == set(), page.name


def _requirements(text: str, chapter: str) -> list[int]:
    """How many of a chapter there are, and how many of them are met, met in part, not met, and about nothing here."""
    rows = re.findall(r"^\| (V[V\d., ]+) \| \d \| .*? \| (met|partly|not|n/a) \|", text, re.MULTILINE)
    states = [state for ids, state in rows for each in ids.split(", ") if each.startswith(chapter)]
    return [len(states), *(states.count(state) for state in ("met", "partly", "not", "n/a"))]


def test_the_count_of_requirements_is_that_of_the_table() -> None:
    text = (ROOT / "docs" / "security" / "asvs.md").read_text(encoding="utf-8")
    (said,) = re.findall(r"^Of these .*?\.\n\n", text, re.MULTILINE | re.DOTALL)
    told = [int(number) for number in re.findall(r"(?<![V\d])\d+", said)]
    assert told == [number for chapter in ("V", "V11.", "V14.") for number in _requirements(text, chapter)]
