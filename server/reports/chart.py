"""A chart of a few counts: bars in a box, as numbers that a page draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 720
HEIGHT: Final = 200
_LABELS: Final = 24
"""The room above and below the bars, for what is written there."""
_BAR_OF_PLACE: Final = 0.6


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar, in the units of the box: its corner, its size, and what it stands for."""

    x: float
    y: float
    width: float
    height: float
    label: str
    count: int

    @property
    def middle(self) -> float:
        """Where its label is centred."""
        return round(self.x + self.width / 2, 1)


def bars(counts: Sequence[tuple[str, int]]) -> list[Bar]:
    """A bar for each label and count, the highest count as high as there is room."""
    highest = max((count for _, count in counts), default=0)
    place = WIDTH / max(len(counts), 1)
    room = HEIGHT - 2 * _LABELS
    drawn = []
    for number, (label, count) in enumerate(counts):
        height = round(room * count / highest, 1) if highest else 0.0
        x = round(place * (number + (1 - _BAR_OF_PLACE) / 2), 1)
        drawn.append(Bar(x, HEIGHT - _LABELS - height, round(place * _BAR_OF_PLACE, 1), height, label, count))
    return drawn
