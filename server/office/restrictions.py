"""What it means to restrict a case to some of the staff, shown before it is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from server.services.restrictions import candidates, in_charge_of
from server.store import Office
from server.store.accounts import UserRow
from sync.store import Record


@dataclass(frozen=True, slots=True)
class Effects:
    """Who will not see a case any more: ``workers`` are in charge of it, ``others`` work with every case. ``main`` says
    whether its main worker is among them, ``oneself`` whether the user who restricts it is.
    """

    workers: Sequence[UserRow]
    others: Sequence[UserRow]
    main: bool
    oneself: bool


def effects(store: Office, case: Record, named: frozenset[str], user: str) -> Effects:
    """What restricting a case to some users does, for the user who does it."""
    charge = in_charge_of(case.fields)
    losing = [each for each in candidates(store, case) if each.id not in named]
    return Effects(
        workers=[each for each in losing if each.id in charge],
        others=[each for each in losing if each.id not in charge],
        main=case.fields.get("main_worker") in {each.id for each in losing},
        oneself=user not in named,
    )
