"""Cases that change hands and are restricted to named staff. Mixed into random histories."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from tests.sync.offices import BOSS, SATO, SERVER, SUZUKI, Office

STAFF = (SATO, SUZUKI, BOSS)
CASES = st.integers(0, 9)
SOME = st.sets(st.sampled_from([author.user for author in STAFF]), min_size=1)


class Restricting(RuleBasedStateMachine):
    """Rules over the ``cases`` of an ``office``."""

    office: Office
    cases: list[str]

    @rule(case=CASES, named=SOME)
    def restrict(self, case: int, named: set[str]) -> None:
        self.write_about(case, restricted_to=sorted(named))

    @rule(case=CASES)
    def lift(self, case: int) -> None:
        self.write_about(case, restricted_to=None)

    @rule(case=CASES, users=SOME)
    def assign(self, case: int, users: set[str]) -> None:
        main, *others = sorted(users)
        self.write_about(case, main_worker=main, co_workers=others or None)

    def write_about(self, case: int, **fields: Any) -> None:
        """What a page of the office does."""
        self.office.edit(SERVER, self.office.record(self.cases[case % len(self.cases)]), **fields)

    def restricted_from(self, user: str) -> set[str]:
        """The cases that are restricted to others, by what stands in them."""
        cases = self.office.store.by_id(self.cases).values()
        return {case.id for case in cases if user not in case.fields.get("restricted_to", [user])}
