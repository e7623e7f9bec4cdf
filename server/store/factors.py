"""Second factors: authenticators, whose secrets are sealed, and recovery codes, of which only hashes are here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func

from server.models.account import RecoveryCode, SecondFactor
from server.store.account_state import will_change
from server.store.tenant import Room


@dataclass(frozen=True, slots=True)
class FactorRow:
    """An account's authenticator: the sealed secret of the one that is in use and of the one that is being set up."""

    sealed: str | None
    proposed: str | None
    confirmed_at: dt.datetime | None
    last_step: int


class Factors(Room):
    """The second factors of one office."""

    def of(self, user: str) -> FactorRow | None:
        """The authenticator of an account."""
        query = self.tenant.select(
            SecondFactor,
            SecondFactor.sealed,
            SecondFactor.proposed,
            SecondFactor.confirmed_at,
            SecondFactor.last_step,
        ).where(SecondFactor.user_id == user)
        row = self.connection.execute(query).first()
        return None if row is None else FactorRow(*row)

    def propose(self, user: str, sealed: str) -> None:
        """Keep the secret of an authenticator that is being set up. The one in use stays until it is confirmed."""
        will_change(self.tenant, user, "factor")
        mine = SecondFactor.user_id == user
        if not self.connection.execute(self.tenant.update(SecondFactor).where(mine).values(proposed=sealed)).rowcount:
            self.connection.execute(self.tenant.insert(SecondFactor, user_id=user, proposed=sealed, last_step=0))

    def confirm(self, user: str, step: int, now: dt.datetime) -> None:
        """Take the proposed authenticator into use. ``step`` is the time step of the code that its
        owner gave from it.
        """
        will_change(self.tenant, user, "factor")
        self.connection.execute(
            self.tenant.update(SecondFactor)
            .where(SecondFactor.user_id == user)
            .values(sealed=SecondFactor.proposed, proposed=None, confirmed_at=now, last_step=step)
        )

    def take_step(self, user: str, step: int) -> bool:
        """Use up a code's time step. Returns whether neither it nor a later one had been used."""
        taken = self.connection.execute(
            self.tenant.update(SecondFactor)
            .where(SecondFactor.user_id == user, SecondFactor.last_step < step)
            .values(last_step=step)
        )
        return taken.rowcount > 0

    def remove(self, user: str) -> None:
        """Forget an account's authenticator and its recovery codes."""
        will_change(self.tenant, user, "factor", "codes")
        self.connection.execute(self.tenant.delete(SecondFactor).where(SecondFactor.user_id == user))
        self.connection.execute(self.tenant.delete(RecoveryCode).where(RecoveryCode.user_id == user))

    def renew_codes(self, user: str, hashes: Iterable[str]) -> None:
        """Give an account other recovery codes; the earlier ones are good no longer."""
        will_change(self.tenant, user, "codes")
        self.connection.execute(self.tenant.delete(RecoveryCode).where(RecoveryCode.user_id == user))
        self.tenant.insert_all(RecoveryCode, [{"user_id": user, "code_hash": each} for each in hashes])

    def use_code(self, user: str, code_hash: str, now: dt.datetime) -> bool:
        """Use up a recovery code. Returns whether it was one that had not been used."""
        will_change(self.tenant, user, "codes")
        used = self.connection.execute(
            self.tenant.update(RecoveryCode)
            .where(RecoveryCode.user_id == user, RecoveryCode.code_hash == code_hash, RecoveryCode.used_at.is_(None))
            .values(used_at=now)
        )
        return used.rowcount > 0

    def codes_left(self, user: str) -> int:
        """How many recovery codes of an account have not been used."""
        query = self.tenant.select(RecoveryCode, func.count()).where(
            RecoveryCode.user_id == user, RecoveryCode.used_at.is_(None)
        )
        return self.connection.scalar(query) or 0
