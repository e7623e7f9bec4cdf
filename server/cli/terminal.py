"""What commands print. A terminal obeys control characters, and names, cells and file names come from anybody."""

from __future__ import annotations

import sys
import unicodedata
from typing import Final

import click

_PICTURES: Final = {code: chr(0x2400 + code) for code in range(0x20)} | {0x7F: "␡"}


def visible(text: str) -> str:
    """``text`` in one line, with a sign in place of each character that a terminal would obey or could not show: ␛ for
    escape, ␊ for a line end, ``<U+202E>`` for a direction, ``<U+E000>`` for a letter of somebody's own font (外字).
    """
    return text if text.isprintable() else "".join(map(_visible, text))


def say(line: str = "", *, err: bool = False) -> None:
    """Print a text as one line, whatever it contains."""
    click.echo(visible(line), err=err)


def put_out(content: str) -> None:
    """Print the content of a file: as it is where it goes into a file, and line by line where somebody reads it."""
    if sys.stdout.isatty():
        content = "".join(f"{visible(line)}\n" for line in content.splitlines())
    click.echo(content, nl=False)


def _visible(letter: str) -> str:
    if letter.isprintable() or unicodedata.category(letter) == "Zs":
        return letter
    return _PICTURES.get(ord(letter), f"<U+{ord(letter):04X}>")
