"""People, as the desk looks for whom it has met before."""

from __future__ import annotations

from server.models.person import Person
from server.models.record import Record
from server.store.records import select_records
from server.store.visibility import SeenRoom
from sync import store as sync_store


class Persons(SeenRoom):
    """Clients and their families."""

    def all(self) -> list[sync_store.Record]:
        """Everybody whom the reader sees, as they were created."""
        live = self.tenant.select(Person, Person.id, live=True)
        query = select_records(self.tenant).where(Record.id.in_(live), self.sight.sees(Record.scope))
        return sorted(self._read(query), key=lambda record: record.id)
