"""CONTRIBUTING.md, How to add a record kind: with a form on the phone and a page at the office, in so many files.

The folder ``aid`` has the files that a kind comes with, each in its place.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest

ROOT: Final = Path(__file__).parents[3]
AID: Final = Path(__file__).parent / "aid"
SCREENS: Final = "static/app/ui/kit/screens.ts"
ENTRY: Final = '  newAid: { path: "case/:id/aid", tab: "cases", draft: "aid" },\n'
TITLE: Final = '  "aid.new": "現物支給を記録する",\n'
NAMES: Final = {"deleted": "削除", "case": "ケース", "what": "品目", "handed_on": "渡した日", "returned_on": "返却日"}
WORDS: Final[dict[str, dict[str, Any]]] = {
    "kinds": {"aid": "現物支給"},
    "fields": {"aid": NAMES},
    "errors": {"aid_returned_too_early": "返却日は、渡した日より後にしてください。"},
}
WHAT_HOLDS_OF_EVERY_KIND: Final = (
    "tests/sync/test_words.py",
    "tests/sync/test_schema.py",
    "tests/sync/test_visibility.py",
    "tests/server/test_columns.py",
    "tests/server/erasure/test_tables.py",
    "tests/server/test_trail.py::test_every_route_of_a_record_says_what_it_shows",
)


def files_of_the_kind() -> list[Path]:
    """Those that come with it and the one that is changed, from the root of the product."""
    return [*(path.relative_to(AID) for path in AID.rglob("*.*") if path.suffix != ".pyc"), Path(SCREENS)]


@pytest.fixture
def product(tmp_path: Path) -> Path:
    """A copy of the product that has the kind, with its entry among the screens and its words."""
    unneeded = shutil.ignore_patterns("__pycache__", "browser")
    for folder in ("sync", "server", "templates", "static", "tests", "tools"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=unneeded)
    for file in ("pyproject.toml", "package.json", "tsconfig.json"):
        shutil.copy(ROOT / file, tmp_path)
    for folder in (".venv", "node_modules"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    shutil.copytree(AID, tmp_path, dirs_exist_ok=True, ignore=unneeded)
    _insert(tmp_path / SCREENS, before="} as const satisfies", line=ENTRY)
    for language in ("ja", "en"):
        _insert(tmp_path / f"static/app/i18n/{language}/plans.ts", before='  "tasks.new"', line=TITLE)
        path = tmp_path / f"sync/words/{language}.json"
        words = {group: listed | WORDS.get(group, {}) for group, listed in json.loads(path.read_text("utf-8")).items()}
        path.write_text(json.dumps(words), "utf-8")
    return tmp_path


def _insert(path: Path, *, before: str, line: str) -> None:
    text = path.read_text("utf-8")
    assert text.count(before) == 1, path
    path.write_text(text.replace(before, line + before), "utf-8")


def _run(product: Path, *command: str) -> str:
    done = subprocess.run(command, cwd=product, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_how_to_add_a_kind_names_its_files_and_counts_them() -> None:
    lines = (ROOT / "CONTRIBUTING.md").read_text("utf-8").splitlines()
    (row,) = [line for line in lines if line.startswith("| a record kind |")]
    counted = re.search(r"\| (\d+), ", row)
    assert counted is not None
    assert int(counted[1]) == len(files_of_the_kind())
    assert [file for file in files_of_the_kind() if f"`{file.parent}/`" not in row and f"`{file}`" not in row] == []


def test_one_more_kind_is_everywhere_by_being_declared(product: Path) -> None:
    options = ["-q", "-p", "no:cacheprovider"]
    files = ("tests/server/adding/with_aid.py", *WHAT_HOLDS_OF_EVERY_KIND)
    told = _run(product, sys.executable, "-m", "pytest", *options, *files)
    assert "skipped" not in told


def test_the_phone_has_its_form_with_its_fields_by_their_types(product: Path) -> None:
    node = str(Path(sys.executable).with_name("node"))
    for name in ("kinds", "holidays", "problems-ja", "problems-en"):
        _run(product, sys.executable, "-m", "tools.describe", name)
    _run(product, node, "tools/wire.mjs")
    _run(product, node, "tools/screens.mjs")
    assert "newAid: NewAidScreen," in (product / "static/app/ui/screens/further.gen.ts").read_text("utf-8")
    _run(product, node, "node_modules/typescript/bin/tsc", "--project", "tsconfig.json")
