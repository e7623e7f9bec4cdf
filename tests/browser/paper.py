"""Printed pages, as they are read: which lines stand where on each sheet of A4."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from playwright.sync_api import Page

OVERLAP = 0.25
"""Of the lower of two boxes: those of neighbouring lines touch."""
CLOSER = 0.6
"""Of the height of a line: so much closer than their boxes letters may stand, as in "To" and 「。「」; and so much of
it they share."""
LEAST_WIDTH = 1.5
"""Points: lines side by side may touch."""


@dataclass(frozen=True, slots=True)
class Box:
    """A letter or a line, in points from the lower left corner of its sheet."""

    text: str
    left: float
    bottom: float
    right: float
    top: float

    def height_shared(self, other: Box) -> float:
        """Of the lower of the two, how much of its height the other has too."""
        shared = min(self.top, other.top) - max(self.bottom, other.bottom)
        return shared / min(self.top - self.bottom, other.top - other.bottom)

    def covers(self, other: Box) -> bool:
        """Whether the two are printed over each other."""
        width = min(self.right, other.right) - max(self.left, other.left)
        return width > LEAST_WIDTH and self.height_shared(other) > OVERLAP


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of paper, what is in its margins included."""

    width: float
    height: float
    boxes: tuple[Box, ...]

    @property
    def lines(self) -> list[Box]:
        """The lines, in the order in which they are written; what stands far apart in the same height is two."""
        found: list[Box] = []
        for box in self.boxes:
            if found and _goes_on(found[-1], box):
                line = found.pop()
                top, bottom = max(line.top, box.top), min(line.bottom, box.bottom)
                box = Box(line.text + box.text, line.left, bottom, box.right, top)  # noqa: PLW2901 - it grew
            found.append(box)
        return found

    @property
    def text(self) -> str:
        """All of it, without spaces."""
        return "".join(line.text for line in self.lines)

    @property
    def last(self) -> Box:
        """The lowest line above the foot."""
        return min((line for line in self.lines if line.bottom > FOOT), key=lambda line: line.bottom)

    def overprinted(self) -> list[tuple[str, str]]:
        """The lines that are printed over each other."""
        ordered = sorted(self.lines, key=lambda line: line.bottom)
        found = []
        for place, one in enumerate(ordered):
            for other in ordered[place + 1 :]:
                if other.bottom > one.top:
                    break
                if one.covers(other):
                    found.append((one.text, other.text))
        return found


FOOT = 13 / 25.4 * 72
"""Points: the lower margin, in which the number of the page stands."""


def printed(page: Page, keep: Path | None = None) -> list[Sheet]:
    """The sheets on which a browser prints what it shows, with the sizes that the page asks for."""
    made = page.pdf(prefer_css_page_size=True, print_background=True)
    if keep is not None:
        keep.write_bytes(made)
    document = pypdfium2.PdfDocument(made)
    sheets = [_sheet(sheet) for sheet in document]
    document.close()
    return sheets


def _sheet(sheet: pypdfium2.PdfPage) -> Sheet:
    width, height = sheet.get_size()
    text = sheet.get_textpage()
    letters = [(text.get_text_range(number, 1), number) for number in range(text.count_chars())]
    # Loose: as high as the font is, whatever the letter.
    boxes = [Box(letter, *text.get_charbox(number, loose=True)) for letter, number in letters if letter.strip()]
    return Sheet(width, height, tuple(box for box in boxes if box.right > box.left and box.top > box.bottom))


def _goes_on(line: Box, box: Box) -> bool:
    height = line.top - line.bottom
    return -CLOSER * height < box.left - line.right < height and line.height_shared(box) > CLOSER
