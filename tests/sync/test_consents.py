"""What a consent shares, and with whom; on memory, where the engine alone decides."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from pathlib import Path
from typing import Any

import pytest

from sync import sharing
from sync.changes import Author
from sync.codes import CODE_LISTS
from sync.consents import state
from sync.exchange import refresh_visibility
from sync.kinds import Values
from sync.records import KINDS
from sync.roles import ROLES
from sync.store import Position
from tests.sync.contract_access import OFFICE
from tests.sync.offices import BOSS, SATO, SERVER, SUZUKI, VISIT
from tests.sync.shared import OTHER, PARTNER, TERMS, Shared, partnered, pulled

CASES = json.loads((Path(__file__).parents[1] / "cases" / "consents.json").read_text("utf-8"))


@pytest.fixture
def shared() -> Shared:
    return Shared(partnered())


# Where a consent stands


@pytest.mark.parametrize("case", CASES, ids=[case["fact"] for case in CASES])
def test_a_consent_stands_where_the_table_says(case: dict[str, Any]) -> None:
    consents: list[tuple[str, Values]] = [(each["id"], {"person": "p", **each}) for each in case["consents"]]
    today = dt.date.fromisoformat(case["today"])
    assert {id_: state(id_, values, consents, today) for id_, values in consents} == case["states"]


# What is shared


def test_a_partner_reads_what_is_shared_and_nothing_else(shared: Shared) -> None:
    assert shared.read() == {}
    consent = shared.agree()
    assert shared.read() == {
        consent.id: {name: value for name, value in consent.fields.items() if name in OF_A_CONSENT},
        shared.client.id: {"name": "見本 一郎", "phone": "0154-00-0000"},
        shared.case.id: {"person": shared.client.id, "state": "open", "main_worker": SATO.user},
        shared.note.id: {"case": shared.case.id, "narrative": "玄関先で話す。", **VISIT},
    }
    assert shared.read(OTHER) == {}


OF_A_CONSENT = {
    *(
        "case",
        "person",
        "member",
        "receiver",
        "shares",
        "purpose",
        "given_on",
        "begins_on",
        "ends_on",
        "form",
        "taken_by",
    ),
}


@pytest.mark.parametrize("categories", list(itertools.combinations(CODE_LISTS["shared"], 2)))
def test_a_category_opens_its_fields_and_no_others(shared: Shared, categories: tuple[str, ...]) -> None:
    shared.agree(shares=list(categories))
    shared.agree(by=BOSS, person=shared.mother, shares=list(categories))
    allowed: dict[str, set[str]] = {"case": {"person", "state", "main_worker"}, "person": {"name", "kana"}}
    allowed["consent"] = OF_A_CONSENT
    for category in categories:
        for kind, names in sharing.CATEGORIES[category].items():
            allowed[kind] = allowed.get(kind, set()) | names
    for id_, fields in shared.read().items():
        assert fields.keys() <= allowed[shared.office.record(id_).kind]


def test_every_category_of_the_list_is_told_in_fields_that_exist() -> None:
    assert sharing.CATEGORIES.keys() == set(CODE_LISTS["shared"])
    for opened in sharing.CATEGORIES.values():
        for kind, names in opened.items():
            assert names <= KINDS[kind].fields.keys()
            assert all(KINDS[kind].merge_rules[name] != "server" for name in names)


def test_what_others_of_the_household_are_told_needs_their_own_consent(shared: Shared) -> None:
    shared.agree(shares=["household"])
    assert shared.home.id not in shared.read()
    hers = shared.agree(by=BOSS, person=shared.mother, shares=["household"])
    assert shared.read()[shared.home.id] == {"name": "見本家", "members": "母と二人"}
    assert shared.read()[shared.mother.id] == {"name": "見本 ハナ", "household": shared.home.id}
    before = Position(shared.office.store.last_seq(), shared.office.store.last_seq())
    shared.office.edit(SATO, hers, withdrawn_on="2026-11-21", withdrawn_by="self")
    assert shared.home.id not in shared.read()
    assert set(pulled(shared.office, PARTNER, before).gone) == {shared.home.id, hers.id}


def test_a_restricted_case_is_shared_with_nobody_whatever_was_agreed_to(shared: Shared) -> None:
    consent = shared.agree()
    assert shared.note.id in shared.read()
    before = Position(shared.office.store.last_seq(), shared.office.store.last_seq())
    shared.office.edit(SERVER, shared.office.record(shared.case.id), restricted_to=[SATO.user])
    assert shared.read() == {}
    assert pulled(shared.office, PARTNER, before).gone == [consent.id]
    shared.office.edit(SERVER, shared.office.record(shared.case.id), restricted_to=None)
    assert shared.note.id in shared.read()


def test_whoever_moves_in_has_to_be_asked(shared: Shared) -> None:
    shared.agree(shares=["household"])
    shared.agree(by=BOSS, person=shared.mother, shares=["household"])
    assert shared.home.id in shared.read()
    shared.office.create(SERVER, "person", name="見本 次郎", household=shared.home.id)
    assert shared.home.id not in shared.read()
    assert shared.client.id in shared.read()


def test_a_member_without_a_record_consents_by_name(shared: Shared) -> None:
    shared.office.edit(SERVER, shared.mother, deleted=True)
    shared.agree(shares=["household"])
    assert shared.home.id not in shared.read()
    hers = shared.agree(member="見本 ハナ(母)", shares=["household", "course"])
    assert shared.home.id in shared.read()
    assert shared.note.id not in shared.read()
    assert shared.read()[hers.id]["member"] == "見本 ハナ(母)"
    shared.agree(member="見本 次郎(弟)", shares=["contact"])
    assert shared.home.id not in shared.read()


def test_of_whoever_lives_alone_the_household_is_theirs_to_share(shared: Shared) -> None:
    shared.office.edit(SERVER, shared.mother, deleted=True)
    shared.office.edit(SERVER, shared.home, members=None)
    shared.agree(shares=["household"])
    assert shared.read()[shared.home.id] == {"name": "見本家"}


def test_a_consent_of_the_mother_opens_nothing_of_the_case(shared: Shared) -> None:
    consent = shared.agree(by=BOSS, person=shared.mother, shares=list(CODE_LISTS["shared"]))
    assert shared.read().keys() == {consent.id, shared.mother.id}


# Who takes it


@pytest.mark.parametrize("role", ROLES)
def test_a_consent_is_taken_by_those_who_write_notes(shared: Shared, role: str) -> None:
    who = Author(BOSS.user, role)
    about = {"case": shared.case.id, "person": shared.client.id, **TERMS}
    (result,) = shared.office.push(who, shared.office.change("consent", shared.office.new_id(), None, about))
    assert (result.status == "applied") == (role in {"supervisor", "manager"}), result
    assert (result.code == "not_allowed") == (role not in {"worker", "supervisor", "manager"})


def test_a_consent_is_kept_and_what_was_agreed_to_stays(shared: Shared) -> None:
    consent = shared.agree()
    assert shared.office.edit(BOSS, consent, deleted=True).code == "kept_for_the_record"
    others: dict[str, Any] = {"shares": ["plan"], "receiver": OTHER.user, "person": shared.mother.id}
    for name, value in others.items():
        (error,) = shared.office.edit(BOSS, consent, **{name: value}).errors
        assert error.code == "fixed_at_creation"


def test_a_colleague_whom_a_consent_names_reads_nothing_by_it(shared: Shared) -> None:
    shared.agree(receiver=SUZUKI.user)
    assert shared.office.store.seen_by(SUZUKI.user) == {OFFICE, SUZUKI.user}
    assert {record.kind for record in shared.office.pull(SUZUKI).records} == {"staff"}


@pytest.mark.parametrize("fields", [{"active": False}, {"role": "administrator"}, {"role": "worker"}])
def test_whoever_is_no_partner_any_more_reads_nothing_shared(shared: Shared, fields: dict[str, Any]) -> None:
    shared.agree()
    position = pulled(shared.office, PARTNER).position
    shared.office.edit(SERVER, shared.office.record(PARTNER.user), **fields)
    assert shared.read() == {}
    assert [each for each in pulled(shared.office, PARTNER, position).records if each.kind != "staff"] == []


def test_whoever_becomes_a_partner_forgets_their_cases(shared: Shared) -> None:
    position = shared.office.pull(SATO).position
    shared.office.edit(SERVER, shared.office.record(SATO.user), role="partner")
    refresh_visibility(shared.office.store, [SATO.user], shared.office.now)
    page = pulled(shared.office, SATO, position)
    assert set(page.gone) >= {OFFICE, SATO.user, shared.case.id, shared.client.id, shared.home.id}
    assert {record.kind for record in page.records} == {"staff"}


def test_of_a_case_that_was_removed_nothing_is_shared(shared: Shared) -> None:
    consent = shared.agree()
    position = pulled(shared.office, PARTNER).position
    shared.office.edit(BOSS, shared.case, deleted=True)
    assert (shared.read(), pulled(shared.office, PARTNER, position).gone) == ({}, [consent.id])


def test_a_partner_writes_nothing(shared: Shared) -> None:
    shared.agree()
    tried: dict[str, dict[str, Any]] = {
        "support": {"case": shared.case.id, **VISIT},
        "consent": {"case": shared.case.id, "person": shared.client.id, **TERMS},
        "case": {"person": shared.client.id, "state": "open"},
    }
    for kind, fields in tried.items():
        (made,) = shared.office.push(PARTNER, shared.office.change(kind, shared.office.new_id(), None, fields))
        assert made.code == "not_allowed"
    assert shared.office.edit(PARTNER, shared.note, narrative="書き換え").code == "not_allowed"
