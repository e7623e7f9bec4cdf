"""Where the header of a list stands, and which of its columns are known: below a title, over two lines, in Japanese."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from server.language.eras import plain
from server.registers.content import Line

DEEPEST: Final = 20
"""The line, of those that are filled in, down to which a header is looked for."""

_REMARK: Final = re.compile(r"\([^)]*\)|\[[^]]*\]|【[^】]*】|[※*:]+$")


@dataclass(frozen=True, slots=True)
class HeaderCell:
    """What heads one column of a list, as printed, and which known column that is; ``None`` where it is none."""

    printed: str
    column: str | None


@dataclass(frozen=True, slots=True)
class Header:
    """A header: its ``cells``, its first ``line``, and of the filled in lines how many stand ``above`` it and how many
    are ``used`` with those.
    """

    cells: tuple[HeaderCell, ...]
    line: int
    above: int
    used: int

    @property
    def known(self) -> int:
        """How many columns it is known to have."""
        return len({cell.column for cell in self.cells} - {None})


def header_word(printed: str) -> str:
    """What heads a column, in the spelling in which two headers are compared: 「氏　名」 and 「氏名」 are one."""
    return plain(printed).lower()


def known_words(words: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Which column each word of a header means: its own name, or one of its ``words``."""
    return {header_word(word): column for column, others in words.items() for word in (column, *others)}


def find_header(lines: Sequence[Line], known: Mapping[str, str]) -> Header:
    """The header among the first lines of a list: one line, or two of which the upper one spans columns of the lower
    one. It is where the most columns are known; of equals the one of fewer lines, then the upper one. Where none is
    known anywhere, the first line.
    """
    found = list(_candidates(lines, known))
    return max(found, key=lambda each: (each.known, each.above - each.used, -each.above))


def _candidates(lines: Sequence[Line], known: Mapping[str, str]) -> Iterator[Header]:
    for at, (line, cells) in enumerate(lines):
        yield Header(tuple(_cell([printed], known) for printed in cells), line, at, at + 1)
        if at + 1 < len(lines):
            pairs = _spanning(cells, lines[at + 1][1])
            yield Header(tuple(_cell(_spoken(*pair), known) for pair in pairs), line, at, at + 2)


def _spanning(upper: Sequence[str], lower: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The two lines, column by column, the upper one's words over all columns that they span."""
    over = ""
    for above, below in zip_longest(upper, lower, fillvalue=""):
        over = above if above.strip() else over if below.strip() else ""
        yield over, below


def _spoken(above: str, below: str) -> list[str]:
    """What a column may be called that two lines head, the fullest first."""
    return [above + below, below] if below.strip() else [above]


def _cell(names: Sequence[str], known: Mapping[str, str]) -> HeaderCell:
    for name in names:
        word = header_word(name)
        column = known.get(word) or known.get(_REMARK.sub("", word))
        if column is not None:
            return HeaderCell(name.strip(), column)
    return HeaderCell(names[0].strip(), None)
