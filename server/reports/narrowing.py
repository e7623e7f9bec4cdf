"""What a report is narrowed to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Whose records alone a report counts; what is empty narrows nothing.

    ``worker`` is who is in charge of a case, and who did what a support record is about. ``programme`` is one of those
    of a case, and that of a support record. ``district`` is a part of the client's address, however it is spelled.
    """

    worker: str = ""
    programme: str = ""
    district: str = ""

    def __bool__(self) -> bool:
        return bool(self.worker or self.programme or self.district)


EVERYTHING: Final = Narrowing()
