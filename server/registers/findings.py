"""What a register's reader could not read or doubts, worded so that the clerk finds the cell and can put it right."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

Severity = Literal["error", "warning", "notice"]
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


@dataclass
class Findings:
    """Collects what is found in one file."""

    file: str
    all: list[Finding] = field(default_factory=list)

    def error(self, code: str, line: int, column: str = "", value: str = "") -> None:
        """Something could not be read."""
        self._add("error", code, line, column, value)

    def warning(self, code: str, line: int, column: str = "", value: str = "") -> None:
        """Something was read, and looks wrong."""
        self._add("warning", code, line, column, value)

    def notice(self, code: str, line: int, column: str = "", value: str = "") -> None:
        """Something was left out, as it should be."""
        self._add("notice", code, line, column, value)

    def _add(self, severity: Severity, code: str, line: int, column: str, value: str) -> None:
        self.all.append(Finding(severity, self.file, line, column, value, code))
