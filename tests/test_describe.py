"""One command writes out what the code declares."""

from __future__ import annotations

from pathlib import Path

import pytest

from sync.tables import page
from tools.describe import OUTPUTS, ROOT, main


def test_the_page_of_records_is_current() -> None:
    """`python -m tools.describe records` writes it."""
    assert (ROOT / OUTPUTS["records"][0]).read_text(encoding="utf-8") == page()


@pytest.mark.parametrize("name", sorted(OUTPUTS.keys() - {"api"}))
def test_writing_twice_leaves_the_file_untouched(name: str, tmp_path: Path) -> None:
    path = tmp_path / "new" / "written"
    assert main([name, str(path)]) == 0
    assert path.read_text(encoding="utf-8") == OUTPUTS[name][1]()
    written = path.stat().st_mtime_ns
    assert main([name, str(path)]) == 0
    assert path.stat().st_mtime_ns == written


def test_what_has_changed_is_written_anew(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "holidays.gen.ts"
    path.write_text("of last year", encoding="utf-8")
    assert main(["holidays", str(path)]) == main(["holidays", "-"]) == 0
    assert path.read_text(encoding="utf-8") == capsys.readouterr().out


@pytest.mark.parametrize("arguments", [[], ["cobol"], ["kinds", "here", "there"]])
def test_a_wrong_call_says_how_to_call(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert "usage" in capsys.readouterr().err
