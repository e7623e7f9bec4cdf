"""What a register's reader could not read, or doubts, said so that the clerk finds the cell and can put it right."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

Severity = Literal["error", "warning"]
Language = Literal["ja", "en"]

MESSAGES: Final[dict[str, dict[Language, str]]] = tomllib.loads(
    (Path(__file__).parent / "messages.toml").read_text(encoding="utf-8")
)
"""What a finding says, by code and language."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found in a file.

    ``line`` is the line of the file as an editor counts it, the header being line 1. ``column`` is the column's name,
    empty where the finding is about the whole line; ``value`` is the cell as printed.
    """

    severity: Severity
    file: str
    line: int
    column: str
    value: str
    code: str

    def message(self, language: Language = "ja") -> str:
        """The finding in words."""
        return MESSAGES[self.code][language]

    def __str__(self) -> str:
        column = f" {self.column}" if self.column else ""
        words = f"{self.message('ja')} {self.message('en')}"
        return f"{self.file}:{self.line}:{column} 「{self.value}」 {words} [{self.code}]"
