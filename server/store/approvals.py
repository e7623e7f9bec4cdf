"""What was asked for accounts and waits for a second person, and what they decided."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from server.models.account import AccountRequest
from server.store.account_state import will_change
from server.store.tenant import Room


@dataclass(frozen=True, slots=True)
class RequestRow:
    """What was asked for an account: ``access`` with a role, or to take its second ``factor`` away."""

    id: str
    user: str
    wanted: str
    role: str | None
    asked_by: str
    asked_at: dt.datetime


class Approvals(Room):
    """The requests of one office."""

    def add(self, request: RequestRow) -> None:
        """Keep a request."""
        will_change(self.tenant, request.user, "requests")
        self.connection.execute(
            self.tenant.insert(
                AccountRequest,
                id=request.id,
                user_id=request.user,
                wanted=request.wanted,
                role=request.role,
                asked_by=request.asked_by,
                asked_at=request.asked_at,
            )
        )

    def waiting(self, user: str | None = None) -> list[RequestRow]:
        """What nobody has decided on, for one account or for all, the oldest first."""
        query = self.tenant.select(
            AccountRequest,
            AccountRequest.id,
            AccountRequest.user_id,
            AccountRequest.wanted,
            AccountRequest.role,
            AccountRequest.asked_by,
            AccountRequest.asked_at,
        ).where(AccountRequest.outcome.is_(None))
        if user is not None:
            query = query.where(AccountRequest.user_id == user)
        rows = self.connection.execute(query.order_by(AccountRequest.asked_at, AccountRequest.id))
        return [RequestRow(*row) for row in rows]

    def waiting_count(self) -> int:
        """How many requests nobody has decided on."""
        query = self.tenant.select(AccountRequest, AccountRequest.id).where(AccountRequest.outcome.is_(None))
        return self.connection.scalar(self.tenant.count(query)) or 0

    def decide(self, request: str, outcome: str, by: str, now: dt.datetime) -> bool:
        """Note a decision. Returns whether there was still one to be made."""
        asked = self.tenant.select(AccountRequest, AccountRequest.user_id).where(AccountRequest.id == request)
        for user in self.connection.scalars(asked):
            will_change(self.tenant, user, "requests")
        decided = self.connection.execute(
            self.tenant.update(AccountRequest)
            .where(AccountRequest.id == request, AccountRequest.outcome.is_(None))
            .values(outcome=outcome, decided_by=by, decided_at=now)
        )
        return decided.rowcount > 0
