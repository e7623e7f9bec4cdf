"""How far a reader sees, as conditions of a query: the one place that turns a ``Reader`` into SQL."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, false, func, true
from sqlalchemy.orm import aliased

from server.models.case import Case
from server.models.visibility import Visibility
from server.store.database import utcnow
from server.store.reader import Reader
from server.store.records import to_record
from server.store.tenant import Room, Tenant
from server.store.withheld import Withheld
from sync.redaction import redacted, shown
from sync.store import Record


def granted(tenant: Tenant, user: str) -> Select[str]:
    """The scopes that a user sees by the grants that hold."""
    held = (Visibility.user_id == user, Visibility.revoked_seq.is_(None))
    return tenant.select(Visibility, Visibility.scope).where(*held)


class Sight:
    """What one reader sees of an office. A ``scope`` is what a record belongs to: a case, a person, a household, the
    office, an account.
    """

    def __init__(self, tenant: Tenant, reader: Reader) -> None:
        self.tenant = tenant
        self.reader = reader
        self.withheld = Withheld(tenant, reader.user, utcnow())
        self._removed = aliased(Case)

    def sees(self, scope: SQLColumnExpression[str | None]) -> ColumnElement[bool]:
        """Whether the reader sees what belongs to a scope: what they are permitted to, unless it is a case that has
        been removed. Nobody sees anything of that, until it is brought back.
        """
        return and_(self.permitted(scope), self._is_not_removed(scope))

    def permitted(self, scope: SQLColumnExpression[str | None]) -> ColumnElement[bool]:
        """Whether a scope is within the reader's reach and not withheld from them."""
        return and_(self.reaches(scope), self.is_open(scope))

    def is_open(self, scope: SQLColumnExpression[str | None]) -> ColumnElement[bool]:
        """Whether a scope is not withheld from the reader. What is in their charge never is: grants say so."""
        return ~self.withheld.has(scope) if self.reader.office and not self.reader.unrestricted else true()

    def reaches(self, scope: SQLColumnExpression[str | None]) -> ColumnElement[bool]:
        """Whether a scope is within the reader's reach: the whole office, or only what is in their charge."""
        if self.reader.office:
            # Not as `IS NOT NULL`: for that, SQLite would go through a whole table along the index of its scopes.
            return func.coalesce(scope, "") != ""
        if not self.reader.own_cases:
            return false()
        return scope.in_(granted(self.tenant, self.reader.user))

    def shown(self, kind: str, fields: Iterable[str]) -> list[str]:
        """Those of a kind's fields that the reader is shown."""
        return shown(kind, fields, sensitive=self.reader.sensitive)

    def redacted(self, record: Record) -> Record:
        """A record as the reader is shown it."""
        return redacted(record, sensitive=self.reader.sensitive)

    def _is_not_removed(self, case: SQLColumnExpression[str | None]) -> ColumnElement[bool]:
        query = self.tenant.select(self._removed, self._removed.id).where(
            self._removed.id == case, self._removed.deleted.is_(True)
        )
        return ~query.correlate_except(self._removed).exists()


class SeenRoom(Room):
    """A room whose queries are all scoped by one reader: what they may not see is not there."""

    def __init__(self, sight: Sight) -> None:
        super().__init__(sight.tenant)
        self.sight = sight

    def _read(self, query: Select[*tuple[Any, ...]]) -> list[Record]:
        """The records of a ``select_records`` query, as the reader is shown them."""
        return [self.sight.redacted(to_record(row)) for row in self.connection.execute(query)]
