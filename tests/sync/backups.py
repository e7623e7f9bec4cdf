"""An office that loses its database: backups at any moment, and each of them put back at any other. Mixed into random
histories.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from tests.sync.offices import Office


class Backups(RuleBasedStateMachine):
    """Rules over an ``office``."""

    office: Office

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.backups: list[Callable[[], None]] = []

    @rule()
    def make_a_backup(self) -> None:
        self.backups.append(self.back_up())

    @precondition(lambda self: self.backups)
    @rule(pick=st.integers(0, 9))
    def put_a_backup_back(self, pick: int) -> None:
        self.backups[pick % len(self.backups)]()

    @precondition(lambda self: self.office.waiting)
    @rule(sure=st.integers(0, 3))
    def what_waits_has_waited_long_enough(self, sure: int) -> None:
        if sure == 0:
            self.office.give_up_waiting()

    def back_up(self) -> Callable[[], None]:
        """Returns what puts the office back to how it is now."""
        return self.office.back_up()
