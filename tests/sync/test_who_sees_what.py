"""A worker who has lost a client does not win back what is written of them later, whatever they send or had planted.

Random hand-overs with a hostile worker (Sato): new cases, new persons, edits of references, forged times, new phones,
phones that were kept from hearing of the loss. Suzuki and the office are honest, and go on writing.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import os
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from sync.changes import Author
from sync.fields import write_moment
from sync.kinds import OFFICE_SCOPE
from sync.memory import MemoryStore
from sync.records import KINDS
from sync.store import Record
from tests.sync.contract_access import OFFICE
from tests.sync.offices import BOSS, SATO, SERVER, SUZUKI, VISIT, Office
from tests.sync.values import Values

EXAMPLES = max(200, int(os.environ.get("HISTORIES", "2000")) // 10)
PICK = st.integers(0, 9)
CLIENTS = st.integers(0, 1)


class HandOvers(RuleBasedStateMachine):
    """Two clients of Sato's, each with a household: the office's, and one of Sato's own intake. Both may be taken away
    and given back.
    """

    def __init__(self) -> None:
        super().__init__()
        self.office = Office(MemoryStore(OFFICE))
        for author in (SATO, SUZUKI, BOSS):
            self.office.hire(author)
        self.secrets = (f"秘密{number}" for number in itertools.count())
        authors: list[tuple[Author, dict[str, Any]]] = [(SERVER, {"main_worker": SATO.user}), (SATO, {})]
        self.households = [self.office.create(author, "household", name="見本家").id for author, _ in authors]
        self.persons = [
            self.office.create(author, "person", name="見本", household=household).id
            for household, (author, _) in zip(self.households, authors, strict=True)
        ]
        self.cases = [
            self.office.create(author, "case", person=person, state="open", **charge).id
            for person, (author, charge) in zip(self.persons, authors, strict=True)
        ]
        self.lost: list[set[str]] = [set(), set()]
        self.made: dict[str, list[str]] = {"case": [], "person": list(self.persons), "household": list(self.households)}
        self.phones = {"told": SATO, "unaware": SATO, "new": SATO}
        self.hear()

    # What the office does

    @rule(client=CLIENTS, deletes=st.booleans())
    def a_case_is_taken_away(self, client: int, deletes: bool) -> None:
        case, person = self.office.record(self.cases[client]), self.persons[client]
        if case.deleted:
            return
        if deletes:
            self.office.edit(BOSS, case, deleted=True)
        elif case.fields["main_worker"] == SATO.user:
            self.office.assign(case.id, SUZUKI.user, [])
        self.lost[client] = {case.id, person, *self.once_of(person)}

    @rule(client=CLIENTS)
    def a_case_is_given_back(self, client: int) -> None:
        case = self.office.record(self.cases[client])
        if case.deleted:
            self.office.edit(BOSS, case, deleted=None)
            case = self.office.record(case.id)
        if case.fields["main_worker"] != SATO.user:
            self.office.assign(case.id, SATO.user, [])
        self.lost[client] = set()

    @rule(client=CLIENTS, pick=PICK)
    def the_next_worker_goes_on(self, client: int, pick: int) -> None:
        """Suzuki writes what Sato must not read, and may move the client to another home."""
        person = self.office.record(self.persons[client])
        if person.id not in self.office.store.seen_by(SUZUKI.user):
            return
        self.office.edit(SUZUKI, person, address=next(self.secrets))
        household = self.office.record(self.households[client])
        if household.id in self.office.store.seen_by(SUZUKI.user):
            self.office.edit(SUZUKI, household, safety_notes=next(self.secrets))
        if pick == 0:
            self.office.edit(SUZUKI, self.office.record(person.id), household=None)

    @rule(client=CLIENTS)
    def the_office_writes(self, client: int) -> None:
        for record in (self.persons[client], self.households[client]):
            self.office.edit(BOSS, self.office.record(record), address=next(self.secrets))

    @rule(minutes=st.integers(1, 5000))
    def time_passes(self, minutes: int) -> None:
        self.office.now += dt.timedelta(minutes=minutes)

    # What Sato does

    @rule()
    def hear(self) -> None:
        """The phone that goes on exchanging is told; a new one is registered, and knows of nothing before."""
        seq = self.office.store.last_seq()
        self.phones["told"] = dataclasses.replace(SATO, told_seq=seq)
        self.phones["new"] = dataclasses.replace(SATO, device="another", told_seq=seq)

    @rule(
        phone=st.sampled_from(["told", "unaware", "new"]),
        kind=st.sampled_from(["case", "person", "household"]),
        pick=PICK,
        hours=st.sampled_from([0, 3, 1000]),
    )
    def make_something(self, phone: str, kind: str, pick: int, hours: int) -> None:
        fields: dict[str, Any] = {
            "case": {"person": self.known("person", pick), "state": "open"},
            "person": {"name": "別", "household": self.known("household", pick)},
            "household": {"name": "別家"},
        }[kind]
        record = self.office.new_id()
        self.send(phone, kind, record, None, fields, hours)
        self.made[kind].append(record)

    @rule(phone=st.sampled_from(["told", "unaware", "new"]), pick=PICK, other=PICK, hours=st.sampled_from([0, 3]))
    def move_somebody(self, phone: str, pick: int, other: int, hours: int) -> None:
        person = self.office.store.by_id([self.known("person", pick)])
        for record in person.values():
            self.send(phone, "person", record.id, record.head, {"household": self.known("household", other)}, hours)

    @rule(phone=st.sampled_from(["told", "unaware"]), pick=PICK, kind=st.sampled_from(["case", "person", "household"]))
    def delete_something(self, phone: str, pick: int, kind: str) -> None:
        for record in self.office.store.by_id(self.made[kind][pick % (len(self.made[kind]) or 1) :][:1]).values():
            self.send(phone, kind, record.id, record.head, {"deleted": True}, 0)

    @invariant()
    def nothing_written_later_comes_to_whom_the_client_was_taken_from(self) -> None:
        seen = self.office.store.seen_by(SATO.user)
        for client, lost in enumerate(self.lost):
            other = self.lost[1 - client]
            # What the other client, who is still Sato's, leads to is Sato's by right where the office said so.
            assert not (lost if other else lost - self.rightly(1 - client)) & seen
        scopes = {record.scope for record in self.office.pull(SATO).records}
        assert scopes <= seen

    # Short ways

    def rightly(self, client: int) -> set[str]:
        """What the office's word leads Sato to by a client who is theirs."""
        person = self.office.record(self.persons[client])
        told = person.fields.get("household") if person.fields.get("household_by") != SATO.user else None
        return {self.cases[client], person.id} | ({told} if told else set())

    def once_of(self, person: str) -> set[str]:
        """The household that the office gave a client: Sato's claims of others hang on it alone."""
        return {self.households[self.persons.index(person)]}

    def known(self, kind: str, pick: int) -> str:
        return self.made[kind][pick % len(self.made[kind])]

    def send(self, phone: str, kind: str, record: str, base: str | None, fields: dict[str, Any], hours: int) -> None:
        made_at = write_moment(self.office.now - dt.timedelta(hours=hours))
        self.office.push(self.phones[phone], self.office.change(kind, record, base, fields, made_at=made_at))


TestHandOvers = HandOvers.TestCase
TestHandOvers.settings = settings(
    max_examples=EXAMPLES, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)


# Ids that nobody honest takes


def hostile_ids(office: Office, mine: Record, theirs: Record) -> list[str]:
    office.edit(BOSS, mine, number="1")
    (conflict,) = office.edit(SATO, mine, number="2").conflicts
    return [
        OFFICE,
        SATO.user,
        SUZUKI.user,
        "00000000-0000-0000-0000-000000000000",
        mine.id,
        theirs.id,
        mine.fields["person"],
        theirs.fields["person"],
        mine.head,
        theirs.head,
        conflict,
        office.soon(0),
    ]


RESERVED = {OFFICE, SATO.user, SUZUKI.user, "00000000-0000-0000-0000-000000000000"}
SPELLINGS = (
    str,
    str.upper,
    lambda id_: "{" + id_ + "}",
    lambda id_: id_.replace("-", ""),
    lambda id_: "urn:uuid:" + id_,
)


@settings(max_examples=EXAMPLES, deadline=None)
@given(
    kind=st.sampled_from(sorted(KINDS)),
    which=st.integers(0, 11),
    spelling=st.sampled_from(SPELLINGS),
    chance=st.randoms(use_true_random=False),
)
def test_whatever_id_a_record_is_given_it_goes_to_no_other_phone(
    kind: str, which: int, spelling: Callable[[str], str], chance: Any
) -> None:
    office = Office(MemoryStore(OFFICE))
    for author in (SATO, SUZUKI, BOSS):
        office.hire(author)
    mine, theirs = office.case_of(SATO), office.case_of(SUZUKI)
    id_ = hostile_ids(office, mine, theirs)[which]
    find = {"case": [mine.id], "person": [mine.fields["person"]], "staff": [SATO.user]}
    values = Values(chance, lambda: "w", office.new_id, lambda wanted: find.get(wanted, []))
    fields = values.whole(KINDS[kind])
    if KINDS[kind].scope == "worker":
        fields["worker"] = SATO.user
    before = office.pull(SUZUKI).records
    (result,) = office.push(SATO, office.change(kind, spelling(id_), None, fields))
    # What was made can be written in, and stays where it belongs.
    office.push(SATO, office.change("support", office.new_id(), None, VISIT | {"case": id_, "narrative": "秘密。"}))
    after = office.pull(SUZUKI).records
    if result.status == "applied" and KINDS[kind].scope == OFFICE_SCOPE:
        after = [record for record in after if record.id != id_]
    assert after == before
    if id_ in RESERVED:
        assert result.status == "rejected"


@pytest.mark.parametrize("kind", ["case", "person", "household"])
def test_a_record_under_the_offices_id_is_refused_with_the_one_answer(kind: str) -> None:
    office = Office(MemoryStore(OFFICE))
    office.hire(SATO)
    person = office.create(SATO, "person", name="見本")
    fields = {"person": person.id, "state": "open"} if kind == "case" else {"name": "見本"}
    (result,) = office.push(SATO, office.change(kind, OFFICE, None, fields))
    assert (result.status, result.code) == ("rejected", "not_yours")
