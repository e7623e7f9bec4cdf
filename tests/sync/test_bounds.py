"""What a client can make large keeps nobody else waiting: histories, chains, conflicts, texts and requests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from bench import hostile
from sync import exchange
from sync.changes import Result
from sync.lookahead import look_ahead
from sync.memory import MemoryStore
from sync.store import Entry, Record
from tests.sync.contract import OFFICE
from tests.sync.offices import SATO, SUZUKI, Office

MANY = 1_000


class CountingStore(MemoryStore):
    """Counts what is read of histories, one by one."""

    def __init__(self, office: str) -> None:
        super().__init__(office)
        self.read = 0

    def newest_entries(self, record: str) -> Iterator[Entry]:
        for entry in super().newest_entries(record):
            self.read += 1
            yield entry

    def entries(self, ids: Any) -> dict[str, Entry]:
        found = super().entries(ids)
        self.read += len(found)
        return found


@pytest.fixture
def store() -> CountingStore:
    return CountingStore(OFFICE)


@pytest.fixture
def office(store: CountingStore) -> Office:
    office = Office(store)
    for author in (SATO, SUZUKI):
        office.hire(author)
    return office


def push_in_parts(office: Office, *changes: dict[str, Any]) -> tuple[list[Result], int]:
    """The answers to a request, and in how many transactions it was taken."""
    transactions = 0

    def take(part: Sequence[Any]) -> list[Result | None]:
        nonlocal transactions
        transactions += 1
        facts = look_ahead(office.store, part)
        new_id = lambda: next(office.server_ids)  # noqa: E731 - as short as the fixture's own
        return exchange.push(office.store, SATO, part, now=office.now, new_id=new_id, facts=facts)

    return exchange.in_parts(changes, take), transactions


def edited(office: Office, times: int) -> tuple[Record, Record]:
    """A case as it was first, and as it is after many changes of one field."""
    case = office.case_of(SATO, SUZUKI)
    first = office.record(case.id)
    for number in range(times):
        office.edit(SUZUKI, office.record(case.id), number=f"N{number}")
    return first, office.record(case.id)


def test_an_ordinary_request_is_one_transaction(office: Office) -> None:
    case = office.case_of(SATO)
    changes = [office.change("case", case.id, case.head, {"number": str(n)}) for n in range(exchange.AT_ONCE)]
    answers, transactions = push_in_parts(office, *changes)
    assert len(answers) == exchange.AT_ONCE
    assert transactions == 1


def test_a_request_of_hostile_texts_is_taken_in_parts_and_answered_whole(office: Office) -> None:
    base, ours, theirs = hostile.texts()["sentences of 15 letters"]
    changes = []
    for _ in range(8):
        case = office.case_of(SATO, SUZUKI)
        office.edit(SATO, case, summary=base)
        seen = office.record(case.id)
        office.edit(SUZUKI, seen, summary=theirs)
        changes.append(office.change("case", case.id, seen.head, {"summary": ours}))
    answers, transactions = push_in_parts(office, *changes)
    assert [answer.id for answer in answers] == [change["id"] for change in changes]
    assert {answer.status for answer in answers} == {"conflict"}
    assert transactions > 1


def test_a_chain_that_comes_backwards_is_taken_though_it_needs_several_transactions(office: Office) -> None:
    case = office.case_of(SATO)
    changes, base = [], case.head
    for number in range(2 * exchange.AT_ONCE + 10):
        changes.append(office.change("case", case.id, base, {"number": f"N{number}"}))
        base = changes[-1]["id"]
    answers, transactions = push_in_parts(office, *reversed(changes))
    assert {answer.status for answer in answers} == {"applied"}
    assert transactions > 2
    assert office.record(case.id).fields["number"] == changes[-1]["fields"]["number"]


def test_what_waits_for_nothing_in_the_request_is_answered_once(office: Office) -> None:
    case = office.case_of(SATO)
    unknown = office.new_id()
    changes = [office.change("case", case.id, unknown, {"number": "1"}) for _ in range(exchange.AT_ONCE + 1)]
    answers, transactions = push_in_parts(office, *changes)
    assert {answer.status for answer in answers} == {"waiting"}
    assert transactions == 2


def test_a_long_history_is_gone_through_before_the_lock_and_not_under_it(office: Office, store: CountingStore) -> None:
    first, _ = edited(office, MANY)
    changes = [office.change("case", first.id, first.head, {"number": f"S{n}", "summary": f"{n}。"}) for n in range(50)]
    store.read = 0
    facts = look_ahead(store, changes)
    assert MANY < store.read < 2 * MANY
    store.read = 0
    new_id = lambda: next(office.server_ids)  # noqa: E731 - as short as the fixture's own
    answers = exchange.push(store, SATO, changes, now=office.now, new_id=new_id, facts=facts)
    assert {answer.status for answer in answers if answer} == {"conflict"}
    assert store.read < MANY / 2
    assert {c.fields["current_by"] for c in office.open_conflicts(first.id) if c.fields["field"] == "number"} == {
        SUZUKI.user
    }


def test_what_came_between_looking_ahead_and_the_lock_is_seen(office: Office, store: CountingStore) -> None:
    case = office.case_of(SATO, SUZUKI)
    office.edit(SUZUKI, case, number="B")
    change = office.change("case", case.id, case.head, {"number": "S"})
    facts = look_ahead(store, [change])
    office.edit(SATO, office.record(case.id), number="C")
    new_id = lambda: next(office.server_ids)  # noqa: E731 - as short as the fixture's own
    (answer,) = exchange.push(store, SATO, [change], now=office.now, new_id=new_id, facts=facts)
    assert answer is not None
    assert answer.status == "conflict"
    (conflict,) = office.open_conflicts(case.id)
    assert (conflict.fields["current"], conflict.fields["current_by"]) == ("C", SATO.user)


def test_a_base_of_another_record_is_refused_beside_one_of_its_own(office: Office) -> None:
    one, other = office.case_of(SATO, SUZUKI), office.case_of(SATO, SUZUKI)
    office.edit(SUZUKI, one, number="B")
    mine = office.change("case", one.id, one.head, {"summary": "甲。"})
    stray = office.change("case", other.id, mine["id"], {"number": "S"})
    late = office.change("case", one.id, mine["id"], {"summary": "甲。乙。"})
    answers, _ = push_in_parts(office, mine, late, stray)
    assert [answer.status for answer in answers] == ["merged", "merged", "rejected"]


def test_more_conflicts_than_anybody_has_cannot_be_named_at_once(office: Office) -> None:
    case = office.case_of(SATO)
    many = [office.new_id() for _ in range(51)]
    (answer,) = office.push(SATO, office.change("case", case.id, case.head, {"number": "1"}, resolves=many))
    assert (answer.code, answer.errors[0].code) == ("malformed_change", "too_long")
