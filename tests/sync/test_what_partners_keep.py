"""No partner's phone receives or keeps anything outside what is shared with them, whatever happens meanwhile.

Random consents, withdrawals, ends moved with and without a signal, hand-overs, removed cases, people who stop being
partners, days that pass, a job that runs or does not, and phones that are away for as long. What is allowed is told
here a second time, plainly: somewhere there is a consent of that person to that partner, for that, that holds today.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Mapping
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from sync import sharing
from sync.changes import Author
from sync.codes import CODE_LISTS
from sync.memory import MemoryStore
from sync.roles import Permission, may
from sync.store import START, Record
from tests.sync.contract_access import OFFICE
from tests.sync.offices import BOSS, SATO, SERVER, SUZUKI, VISIT, Office
from tests.sync.phones import Phone
from tests.sync.shared import OTHER, PARTNER, TERMS

EXAMPLES = max(100, int(os.environ.get("HISTORIES", "2000")) // 20)
PARTNERS = {PARTNER.user: PARTNER, OTHER.user: OTHER}
WHOM = st.sampled_from(sorted(PARTNERS))
CLIENTS = st.integers(0, 1)
PICK = st.integers(0, 9)
CATEGORY_OF = {"support": "course", "plan": "plan", "appointment": "schedule", "household": "household"}
"""The kinds that no consent opens without this category."""


class Sharing(RuleBasedStateMachine):
    """Two clients, brother and sister in one home, and two partners with a phone each."""

    def __init__(self, office: Office | None = None) -> None:
        super().__init__()
        self.office = office or Office(MemoryStore(OFFICE))
        for author in (SATO, SUZUKI, BOSS, PARTNER, OTHER):
            self.office.hire(author)
        self.home = self.office.create(SERVER, "household", name="見本家", members="兄と妹")
        self.persons = [
            self.office.create(SERVER, "person", name="見本", phone="0154", household=self.home.id).id for _ in range(2)
        ]
        self.cases = [
            self.office.create(SERVER, "case", person=person, state="open", main_worker=SATO.user, summary="要約").id
            for person in self.persons
        ]
        for case in self.cases:
            self.office.create(SERVER, "support", case=case, **VISIT, narrative="話した。")
            self.office.create(SERVER, "plan", case=case, number=1, goal="働きたい")
            self.office.create(
                SERVER, "appointment", case=case, method="visit", starts_at="2099-01-01T01:00:00Z", state="planned"
            )
        self.consents: list[str] = []
        self.stale: list[Record] = []
        self.withdrawals: dict[str, str] = {}
        self.phones = {user: Phone(user, author, self.office) for user, author in PARTNERS.items()}

    # What the office does

    @rule(
        client=CLIENTS,
        partner=WHOM,
        shares=st.sets(st.sampled_from(CODE_LISTS["shared"]), min_size=1),
        begins=st.sampled_from([0, 0, 0, 2]),
        days=st.integers(0, 6),
    )
    def a_consent_is_taken(self, client: int, partner: str, shares: set[str], begins: int, days: int) -> None:
        fields = self.consent_of(client, partner, shares, begins, days)
        record = self.office.new_id()
        (result,) = self.office.push(BOSS, self.office.change("consent", record, None, fields))
        if result.status == "rejected":
            assert not self.is_open_to(self.cases[client], BOSS.user)
            return
        assert result.status == "applied"
        self.consents.append(record)
        self.stale.append(self.office.record(record))

    @precondition(lambda self: self.stale)
    @rule(pick=PICK, by=st.sampled_from([BOSS, SATO]), knows=st.booleans(), day_taken_out=st.booleans())
    def it_is_withdrawn(self, pick: int, by: Author, knows: bool, day_taken_out: bool) -> None:
        record = self.seen(pick, knows=knows)
        day = self.office.now.date().isoformat()
        result = self.office.edit(by, record, withdrawn_on=day, withdrawn_by="self")
        if result.status != "rejected":
            self.withdrawals[str(result.id)] = record.id
            if day_taken_out:
                self.office.edit(BOSS, self.office.record(record.id), withdrawn_on=None)

    @precondition(lambda self: self.stale)
    @rule(pick=PICK, by=st.sampled_from([BOSS, SATO]), days=st.integers(-5, 30), knows=st.booleans())
    def its_end_is_moved(self, pick: int, by: Author, days: int, knows: bool) -> None:
        record = self.seen(pick, knows=knows)
        end = (self.office.now.date() + dt.timedelta(days=days)).isoformat()
        self.office.edit(by, record, ends_on=max(end, record.fields["begins_on"]))

    @rule(client=CLIENTS, to=st.sampled_from([SATO, SUZUKI]))
    def a_case_is_handed_on(self, client: int, to: Author) -> None:
        if not self.office.record(self.cases[client]).deleted:
            self.office.assign(self.cases[client], to.user, [])

    @rule(client=CLIENTS, removes=st.sampled_from([False, False, True]))
    def a_case_is_removed_or_brought_back(self, client: int, removes: bool) -> None:
        self.office.edit(BOSS, self.office.record(self.cases[client]), deleted=removes or None)

    @rule(client=CLIENTS)
    def a_note_is_written(self, client: int) -> None:
        self.office.create(SERVER, "support", case=self.cases[client], **VISIT, narrative="また話した。")

    @rule(
        partner=WHOM, role=st.sampled_from(["partner"] * 4 + ["worker"]), active=st.sampled_from([True] * 3 + [False])
    )
    def an_account_changes(self, partner: str, role: str, active: bool) -> None:
        self.office.change_account(partner, role, active=active)

    @rule(hours=st.sampled_from([1, 9, 24]))
    def time_passes(self, hours: int) -> None:
        self.office.now += dt.timedelta(hours=hours)

    @rule()
    def the_job_runs(self) -> None:
        self.office.settle_shared()

    # What the phones do

    def is_partner(self, user: str) -> bool:
        return may(self.office.record(user).fields["role"], Permission.READ_SHARED)

    @rule(partner=WHOM, limit=st.sampled_from([1, 2, 1000]))
    def a_phone_pulls_a_page(self, partner: str, limit: int) -> None:
        if self.is_partner(partner):
            self.pull_a_page(self.phones[partner], limit)

    @rule(partner=WHOM)
    def a_phone_pulls_everything(self, partner: str) -> None:
        if not self.is_partner(partner):
            return
        phone, anew = self.phones[partner], Phone(partner, PARTNERS[partner], self.office)
        for each, limit in ((phone, 3), (anew, 2)):
            while self.pull_a_page(each, limit):
                pass
        for record in phone.records.values():
            assert self.is_allowed(partner, record.id, record.kind, record.fields), record
        assert _live(phone) == _live(anew)

    def pull_a_page(self, phone: Phone, limit: int) -> bool:
        """Returns whether more follow."""
        answer = phone.send(limit=limit)
        for each in answer.page.records:
            assert self.is_allowed(phone.author.user, each.id, each.kind, json.loads(each.fields_json)), each
        phone.receive(answer)
        return answer.page.more

    @invariant()
    def whoever_asks_without_the_job_having_run_is_told_nothing_more(self) -> None:
        for partner in PARTNERS:
            page = sharing.pull(self.office.store, partner, START, 1000, self.office.now)
            for each in page.records:
                assert self.is_allowed(partner, each.id, each.kind, json.loads(each.fields_json)), each

    # What is allowed

    def is_allowed(self, partner: str, id_: str, kind: str, fields: Mapping[str, Any]) -> bool:
        staff = self.office.record(partner).fields
        if staff["role"] != "partner" or staff.get("active") is not True:
            return False
        if kind == "staff":
            return fields.keys() <= {"name", "role", "active", "deleted"}
        known = self.office.store.by_id(self.consents).values()
        holding = [consent for consent in known if self.holds(consent, partner)]
        if kind == "household":
            sharing_it = {c.fields["person"] for c in holding if "household" in c.fields["shares"]}
            return sharing_it == set(self.persons)
        if kind == "consent":
            return id_ in {consent.id for consent in holding}
        client = id_ if kind == "person" else self.person_of(id_ if kind == "case" else fields.get("case"), id_)
        theirs = [set(consent.fields["shares"]) for consent in holding if consent.fields["person"] == client]
        needed = CATEGORY_OF.get(kind)
        if kind == "person" and "phone" in fields:
            needed = "contact"
        if kind == "case" and "summary" in fields:
            needed = "situation"
        return any(needed is None or needed in shares for shares in theirs)

    def holds(self, consent: Record, partner: str) -> bool:
        """Whether a consent to a partner holds today, as somebody would say it who knows all that was said. Of ends
        over which nobody disagrees, the record tells the last; of others, the sooner holds.
        """
        today = self.office.now.astimezone(self.office.store.zone).date().isoformat()
        proposed = [
            conflict.fields["proposed"]
            for conflict in self.office.open_conflicts(consent.id)
            if conflict.fields["field"] == "ends_on"
        ]
        case = str(consent.fields["case"])
        return (
            consent.fields["receiver"] == partner
            and consent.id not in self.withdrawn()
            and consent.fields["begins_on"] <= today
            and min([consent.fields["ends_on"], *proposed]) >= today
            and not self.office.record(case).deleted
            and self.is_open_to(case, partner)
        )

    def is_open_to(self, case: str, user: str) -> bool:
        """Whether a case is not restricted to others."""
        return user in self.office.record(case).fields.get("restricted_to", [user])

    def withdrawn(self) -> set[str]:
        """The consents of whose withdrawal the office has heard."""
        return {self.withdrawals[change] for change in self.office.store.entries(list(self.withdrawals))}

    def person_of(self, case: str | None, id_: str) -> str:
        return str(self.office.record(case or self.office.record(id_).scope).fields["person"])

    def consent_of(self, client: int, partner: str, shares: set[str], begins: int, days: int) -> dict[str, Any]:
        today = self.office.now.astimezone(self.office.store.zone).date()
        first = today + dt.timedelta(days=begins)
        last = first + dt.timedelta(days=days)
        terms = TERMS | {"receiver": partner, "shares": sorted(shares), "given_on": today.isoformat()}
        about = {"case": self.cases[client], "person": self.persons[client]}
        return {**about, **terms, "begins_on": first.isoformat(), "ends_on": last.isoformat()}

    def seen(self, pick: int, *, knows: bool) -> Record:
        """A consent as it is, or as it was when it was taken: to somebody who has not had a signal since."""
        stale = self.stale[pick % len(self.stale)]
        return self.office.record(stale.id) if knows else stale


def _live(phone: Phone) -> dict[str, Any]:
    """What is on a phone and not deleted."""
    live = (record for record in phone.records.values() if not record.deleted)
    return {record.id: (record.scope, record.kind, record.fields) for record in live}


TestSharing = Sharing.TestCase
TestSharing.settings = settings(
    max_examples=EXAMPLES, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
