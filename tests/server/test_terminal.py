"""Nothing that anybody wrote commands a terminal."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.cli.terminal import put_out, say, visible

COMMANDS = Path(__file__).parent.parent.parent / "server"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("釧路　北 𠮷🙂", "釧路　北 𠮷🙂"),
        ("a\x1b[31mb", "a␛[31mb"),
        ("a\x07\x00\x7fb", "a␇␀␡b"),
        ("a\x9b2Jb", "a<U+009B>2Jb"),
        ("a\r\nerror: b", "a␍␊error: b"),
        ("例\u202eろじ", "例<U+202E>ろじ"),
        ("\ue000田", "<U+E000>田"),
        ("name\udc80", "name<U+DC80>"),
        ("a\u2028b", "a<U+2028>b"),
    ],
)
def test_what_a_terminal_would_obey_is_shown_by_a_sign(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text(st.characters()))
def test_what_is_shown_is_one_line_that_can_be_printed(text: str) -> None:
    shown = visible(text)
    assert not re.search("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ue000-\uf8ff\ud800-\udfff]", shown)
    assert visible(shown) == shown


def test_a_line_stays_one(capsys: pytest.CaptureFixture[str]) -> None:
    say("見本\x1b]0;title\x07\n")
    assert capsys.readouterr().out == "見本␛]0;title␇␊\n"


def test_a_file_is_printed_as_it_is_but_on_a_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    content = "\ufeffplace\r\n自宅\x9b2J\r\n"
    put_out(content)
    assert capsys.readouterr().out == content
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    put_out(content)
    assert capsys.readouterr().out == "<U+FEFF>place\n自宅<U+009B>2J\n"


def test_commands_print_in_no_other_way() -> None:
    """`print` is refused by ruff (T20)."""
    written = {path: path.read_text("utf-8") for path in COMMANDS.rglob("*.py") if path.name != "terminal.py"}
    assert [path for path, text in written.items() if re.search(r"\bs?echo\(", text)] == []
