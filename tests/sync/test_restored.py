"""Nothing that an office has acknowledged is lost when its database is put back, as long as one phone has it.

The random histories of ``test_nothing_lost``, with backups at any moment and each of them put back at any other: before
phones have sent, between a reply and its arrival, while others have pushed the counter past what they had read.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from sync.memory import MemoryStore
from tests.sync.phones import Made
from tests.sync.test_nothing_lost import HISTORIES, PICK, Histories, histories


class Restored(Histories):
    """Histories of an office that loses its database.

    Not yet with ids and bases that nobody honest names, which ``test_nothing_lost`` has: together with a restore they
    make histories that the oracle does not follow (a comment under an id that was taken before, `w2` in one of them).
    """

    an_id_that_nobody_honest_takes = None  # type: ignore[assignment]  # no rule here
    a_base_that_nobody_honest_names = None  # type: ignore[assignment]  # no rule here

    def __init__(self, store: Any = None) -> None:
        super().__init__(store)
        self.backups: list[Callable[[], None]] = []
        self.on_phones: list[Made] = []

    @rule()
    def make_a_backup(self) -> None:
        self.backups.append(self.back_up())

    @precondition(lambda self: self.backups)
    @rule(pick=PICK)
    def put_a_backup_back(self, pick: int) -> None:
        self.backups[pick % len(self.backups)]()

    @precondition(lambda self: self.office.waiting)
    @rule(sure=st.integers(0, 3))
    def what_waits_has_waited_long_enough(self, sure: int) -> None:
        if sure == 0:
            self.office.give_up_waiting()

    def back_up(self) -> Callable[[], None]:
        """A copy of all that the office keeps. Returns what puts it back."""
        store = self.office.store
        assert isinstance(store, MemoryStore)
        kept, told = store.snapshot(), copy.deepcopy(self.office.told)

        def put_back() -> None:
            store.restore(kept)
            self.office.told = copy.deepcopy(told)

        return put_back

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
