"""Building an office from published tables: its accounts, and every record as a change of the log like any other."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from random import Random
from typing import Final

from server.demo.days import moment
from server.demo.registry import Invented, Registry
from server.demo.staff import INVENTED_STAFF, INVENTED_WORKER, TIME_ZONE
from server.demo.tables import PublishedTables
from server.ground.ids import new_id
from server.services.accounts import hire
from server.store import Office, directory, writing
from server.store.directory import OfficeRow
from sync.changes import Author, new_change
from sync.exchange import push
from sync.fields import Json

_AT: Final = "17:30"


def build_office(name: str, tables: PublishedTables, carried: int, *, now: dt.datetime) -> str:
    """Open an office and write what tables say of it, all in one transaction. Returns its id. Its accounts have no
    password: nobody signs in before an administrator of the server has made a link.

    Raises ``RuntimeError`` where a change is not taken: then a record kind has changed and what is invented has not.
    """
    office = OfficeRow(new_id(), name, TIME_ZONE, demonstration=False)
    with directory(write=True) as lookup:
        lookup.add_office(office, now)
    with writing(office.id) as store:
        hired = [(role, _hire(store, login, called, role, now)) for login, called, role in INVENTED_STAFF]
        workers = [user for role, user in hired if role == INVENTED_WORKER]
        registry = Registry(Random(_seed(tables, carried)), new_id, workers)  # noqa: S311 - invented, not secret
        registry.fill(tables, carried)
        _write(store, registry.records(), now)
    return office.id


def _hire(store: Office, login: str, name: str, role: str, now: dt.datetime) -> str:
    return hire(store, login=f"{login}@{store.id}", name=name, role=role, now=now)


def _write(store: Office, records: Iterable[Invented], now: dt.datetime) -> None:
    """Write records, a push for each kind and worker: a push has one author, and what is named comes first."""
    batches: defaultdict[tuple[str, str], list[Mapping[str, Json]]] = defaultdict(list)
    for each in records:
        made_at = min(moment(each.day, _AT), now)
        batches[each.kind, each.by].append(
            new_change(new_id(), each.kind, each.id, each.fields, base=None, made_at=made_at)
        )
    for kind in ("person", "case", "plan", "support"):
        for (of, worker), changes in batches.items():
            if of != kind:
                continue
            author = Author(worker, INVENTED_WORKER, trusted=True)
            for result in push(store.records, author, changes, now=now, new_id=new_id):
                if result.status != "applied":
                    raise RuntimeError(f"The office cannot be built: {result}")


def _seed(tables: PublishedTables, carried: int) -> str:
    """The same tables give the same office, but for its ids."""
    return json.dumps([carried, tables.monthly, tables.items], sort_keys=True)
