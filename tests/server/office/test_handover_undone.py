"""A hand-over and its undoing over random cases, with random changes by others in between."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from server.office.handover import handed
from server.office.handover_undone import taken_back
from sync.changes import office_author
from sync.fields import Json
from sync.memory import MemoryStore
from sync.store import Entry, Record
from tests.sync.offices import Office, numbered_ids

LEAVER, *COLLEAGUES = itertools.islice(numbered_ids(1 << 30), 4)
BY = office_author(COLLEAGUES[0])
ANYBODY = st.sampled_from([LEAVER, *COLLEAGUES])
WORKER = st.none() | ANYBODY
CASE = st.fixed_dictionaries(
    {"main_worker": WORKER, "co_workers": st.sets(ANYBODY, max_size=3).map(sorted), "self_assigned": st.booleans()}
)
"""Who has a case, and whether that is its worker's own word."""

WRITTEN_SINCE = st.sampled_from(["main_worker", "co_workers", "worker", "number", "what", "restricted_to", "deleted"])


def state(office: Office, records: list[str]) -> dict[str, Mapping[str, Json]]:
    return {id_: dict(record.fields) for id_, record in office.store.by_id(records).items()}


def write(office: Office, *wanted: tuple[str, str, Mapping[str, Any]]) -> list[str]:
    """Write fields of records, each on its newest state, as somebody at the office. Returns the ids of the changes."""
    present = office.store.by_id([record for _, record, _ in wanted])
    heads = {id_: record.head for id_, record in present.items()}
    changes = [office.change(kind, record, heads.get(record), fields) for kind, record, fields in wanted]
    results = office.push(BY, *changes)
    assert {result.status for result in results} <= {"applied"}, results
    return [str(change["id"]) for change in changes]


def opened(office: Office, given: Mapping[str, Any], workers: list[str | None]) -> tuple[str, list[str]]:
    """A case in somebody's charge, with a task for each of some workers."""
    person, case = office.new_id(), office.new_id()
    others = [user for user in given["co_workers"] if user != given["main_worker"]]
    charge = {"main_worker": given["main_worker"], "co_workers": others}
    fields = {"person": person, "state": "open", **{name: value for name, value in charge.items() if value}}
    write(office, ("person", person, {"name": "見本"}), ("case", case, fields))
    if given["self_assigned"]:
        write(office, ("case", case, {"self_assigned": True}))
    tasks = [office.new_id() for _ in workers]
    for task, worker in zip(tasks, workers, strict=True):
        write(office, ("task", task, {"case": case, "what": "届ける"} | ({"worker": worker} if worker else {})))
    return case, tasks


def part_of(case: Record) -> str | None:
    if case.fields.get("main_worker") == LEAVER:
        return "main"
    return "co" if LEAVER in case.fields.get("co_workers", ()) else None


def handed_over(office: Office, cases: Mapping[str, list[str]], to: Mapping[str, str]) -> list[str]:
    """What the leaver has in each of these cases goes to a colleague, in one step."""
    wanted: list[tuple[str, str, Mapping[str, Any]]] = []
    for case, tasks in cases.items():
        record = office.store.by_id([case])[case]
        theirs = [task for task in office.store.by_id(tasks).values() if task.fields.get("worker") == LEAVER]
        if part_of(record) or theirs:
            wanted += [
                (each.kind, each.id, fields)
                for each, fields in handed(record, part_of(record), theirs, LEAVER, to[case])
            ]
    return write(office, *wanted) if wanted else []


def undone(office: Office, changes: list[str]) -> list[Record]:
    entries: dict[str, Entry] = {entry.id: entry for entry in office.store.entries(changes).values()}
    records = office.store.by_id([entry.record for entry in entries.values()])
    restored, kept = taken_back(entries.values(), records, office.store.entries_after)
    if restored:
        write(office, *((record.kind, record.id, fields) for record, fields in restored))
    return kept


def since(office: Office, record: str, field: str, value: str) -> tuple[str, str, Mapping[str, Any]] | None:
    """A change that somebody makes between the step and its undoing; ``None`` where the record has no such field."""
    kind = office.store.by_id([record])[record].kind
    of_case = {"main_worker": value, "co_workers": [value], "number": value[-4:], "restricted_to": [value]}
    of_task = {"worker": value, "what": value[-4:], "deleted": True}
    fields: Mapping[str, Any] = of_case if kind == "case" else of_task
    return (kind, record, {field: fields[field]}) if field in fields else None


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_undone_gives_back_what_nobody_has_changed_since_and_nothing_else(data: st.DataObject) -> None:
    office = Office(MemoryStore(numbered_ids(1 << 31).__next__()))
    write(office, *(("staff", user, {"name": "職員", "role": "worker"}) for user in (LEAVER, *COLLEAGUES)))
    drawn = data.draw(st.lists(st.tuples(CASE, st.lists(WORKER, max_size=3)), min_size=1, max_size=3))
    cases = dict(opened(office, *each) for each in drawn)
    everything = [*cases, *itertools.chain.from_iterable(cases.values())]
    to = {case: data.draw(st.sampled_from(COLLEAGUES)) for case in cases}
    before = state(office, everything)
    changes = handed_over(office, cases, to)
    after = state(office, everything)
    assert all(LEAVER not in {fields.get("main_worker"), *fields.get("co_workers", ())} for fields in after.values())
    assert all(fields.get("worker") != LEAVER for fields in after.values())
    between = data.draw(st.lists(st.tuples(st.sampled_from(everything), WRITTEN_SINCE, ANYBODY), max_size=4))
    made = [each for each in (since(office, *drawn) for drawn in between) if each is not None]
    for each in made:
        write(office, each)
    present = state(office, everything)
    kept = {record.id for record in undone(office, changes)}
    end = state(office, everything)
    for id_ in everything:
        names = present[id_].keys() | after[id_].keys()
        others = {name for name in names if present[id_].get(name) != after[id_].get(name)}
        if id_ in kept or present[id_].get("deleted"):
            assert end[id_] == present[id_]
        else:
            untouched = {name: value for name, value in before[id_].items() if name not in others}
            assert end[id_] == untouched | {name: present[id_][name] for name in others if name in present[id_]}
    assert kept <= {record for _, record, _ in made}
