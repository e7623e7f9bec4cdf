"""Nothing that an office has acknowledged is lost when its database is put back, as long as one phone has it.

The random histories of ``test_nothing_lost``, with backups at any moment and each of them put back at any other: before
phones have sent, between a reply and its arrival, while others have pushed the counter past what they had read.
"""

from __future__ import annotations

from tests.sync.backups import Backups
from tests.sync.phones import Made
from tests.sync.test_nothing_lost import HISTORIES, Histories, histories


class Restored(Backups, Histories):
    """Histories of an office that loses its database."""

    def __init__(self) -> None:
        super().__init__()
        self.on_phones: list[Made] = []

    def keep(self, made: Made) -> None:
        super().keep(made)
        self.on_phones.append(made)

    def teardown(self) -> None:
        for _ in range(3):
            for phone in self.phones:
                phone.exchange()
        self.office.give_up_waiting()
        super().teardown()
        # What the office may refuse, and did refuse, its phone has said and given up: it was never acknowledged.
        written = {made.change["id"] for made in self.on_phones if made.result or not made.may_fail}
        assert written <= self.office.store.entries(list(written)).keys() | self.office.laid


TestRestored = Restored.TestCase
TestRestored.settings = histories(HISTORIES)
