"""What was erased is refused by one code, whoever offers it and however; readers are told the ids."""

from __future__ import annotations

import pytest

from sync.memory import MemoryStore
from sync.store import BEGINNING
from tests.sync.offices import BOSS, SATO, SUZUKI, VISIT, Office


@pytest.fixture
def office() -> Office:
    """An office in memory, with two workers and a supervisor."""
    office = Office(MemoryStore("00000000-0000-0000-0000-00000000000f"))
    for author in (SATO, SUZUKI, BOSS):
        office.hire(author)
    return office


def erase(office: Office, *ids: str) -> None:
    store = office.store
    assert isinstance(store, MemoryStore)
    store.erase(ids)


def test_a_change_of_what_was_erased_or_that_names_it_is_refused(office: Office) -> None:
    case = office.case_of(SATO)
    note = office.create(SATO, "support", **VISIT, case=case.id)
    edit = office.change("support", note.id, note.head, {"place": "自宅"})
    erase(office, note.id, case.id, case.fields["person"])
    fresh = office.change("support", office.new_id(), None, {**VISIT, "case": case.id})
    again = fresh | {"offered_again": True, "id": office.new_id()}
    first = office.change("case", case.id, None, {"person": case.fields["person"], "state": "open"})
    for author in (SATO, SUZUKI, BOSS):
        results = office.push(author, edit, fresh, again, first | {"id": office.new_id()})
        assert {(result.status, result.code) for result in results} == {("rejected", "record_erased")}
    assert office.store.by_id([note.id, case.id]) == {}


def test_whoever_has_ever_seen_the_scope_is_told_and_nobody_else(office: Office) -> None:
    case = office.case_of(SATO)
    position = office.pull(SATO).position
    erase(office, case.id)
    page = office.pull(SATO, position)
    assert (page.erased, page.gone) == ([case.id], [case.id])
    assert office.pull(SATO, page.position).erased == []
    assert office.pull(SUZUKI).erased == []


def test_a_cursor_that_names_an_erased_change_is_of_this_log(office: Office) -> None:
    case = office.case_of(SATO)
    anchor = office.store.anchor()
    erase(office, case.id, case.fields["person"])
    assert office.store.has(anchor)
    assert office.store.anchor() != anchor
    assert not office.store.has(anchor._replace(seq=anchor.seq + 1))
    assert office.store.has(BEGINNING)
