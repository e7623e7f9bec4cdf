"""What must be known of a lost phone: for the first report to the authority, and for what its worker has to write
again.
"""

from __future__ import annotations

from dataclasses import dataclass

from server.store import Office
from server.store.accounts import DeviceRow
from server.store.holding import HeldRow
from sync.numbers import write_numbers


@dataclass(frozen=True, slots=True)
class LostPhone:
    """A phone, what it held at most, and the numbers of what was saved on it and has not come (``1-3,7``)."""

    device: DeviceRow
    held: HeldRow
    missing: str

    @property
    def is_sealed(self) -> bool:
        """Whether a PIN protects what it holds, according to its last contact."""
        return self.device.unlocked_at is not None

    @property
    def state(self) -> str:
        """``in_use``, ``revoked`` (it is to erase itself at its next contact) or ``erased``."""
        if self.device.revoked_at is None:
            return "in_use"
        return "revoked" if self.device.erased_at is None else "erased"


def lost_phone(store: Office, user: str, device: str) -> LostPhone | None:
    """What is known of a phone; ``None`` where its user has none of this id."""
    row = store.accounts.device(user, device)
    if row is None:
        return None
    numbers = [each.missing for each in store.numbers.phones() if (each.user, each.device) == (user, device)]
    return LostPhone(row, store.holding.of(user), write_numbers(numbers[0]) if numbers else "")
