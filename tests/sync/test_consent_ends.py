"""When a consent begins and ends, and that a withdrawal wins; on memory, where the engine alone decides."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from sync.fields import write_moment
from sync.store import Position
from tests.sync.offices import BOSS, SATO, START
from tests.sync.shared import PARTNER, Shared, partnered, pulled


@pytest.fixture
def shared() -> Shared:
    return Shared(partnered())


# From when, until when


def test_a_consent_begins_and_ends_by_its_dates_in_the_offices_time(shared: Shared) -> None:
    shared.agree(begins_on="2026-11-25", ends_on="2026-11-30")
    for moment, reads in {
        "2026-11-24T23:59:00+09:00": False,
        "2026-11-25T00:00:00+09:00": True,
        "2026-11-30T23:59:59+09:00": True,
        "2026-12-01T00:00:00+09:00": False,
    }.items():
        shared.office.now = dt.datetime.fromisoformat(moment)
        shared.settle()
        assert (shared.read() != {}) == reads, moment


def test_what_ended_by_its_date_is_read_by_nobody_before_the_job_has_run(shared: Shared) -> None:
    consent = shared.agree()
    page = pulled(shared.office, PARTNER)
    shared.office.edit(SATO, shared.note, noticed="手が震えている。")
    shared.today("2026-12-21")
    late = pulled(shared.office, PARTNER, page.position)
    assert (late.records, late.gone) == ([], [consent.id])
    shared.settle()
    told = pulled(shared.office, PARTNER, page.position)
    assert (told.records, told.gone) == ([], [consent.id])


def test_a_phone_that_was_away_is_told_of_the_end_whenever_it_comes(shared: Shared) -> None:
    consent = shared.agree()
    page = pulled(shared.office, PARTNER)
    shared.today("2026-12-21")
    shared.settle()
    for _ in range(3):
        shared.office.edit(SATO, shared.office.record(shared.case.id), number=shared.office.new_id())
    told = pulled(shared.office, PARTNER, page.position)
    assert (told.records, told.gone) == ([], [consent.id])
    assert pulled(shared.office, PARTNER, told.position).gone == []


def test_what_is_written_later_comes_and_in_pages(shared: Shared) -> None:
    shared.agree()
    position, found, more = Position(0, 0), [], True
    while more:
        page = pulled(shared.office, PARTNER, position, limit=1)
        found += [record.id for record in page.records]
        position, more = page.position, page.more
    assert len(found) == len(set(found))
    assert {shared.note.id, shared.case.id, shared.client.id} <= set(found)
    shared.office.edit(SATO, shared.note, narrative="電話があった。")
    (news,) = pulled(shared.office, PARTNER, position).records
    assert json.loads(news.fields_json)["narrative"] == "電話があった。"


def test_a_deleted_note_is_told_as_deleted_and_no_more(shared: Shared) -> None:
    shared.agree()
    shared.office.edit(SATO, shared.note, deleted=True)
    assert shared.read()[shared.note.id] == {"deleted": True}


# Withdrawal


def test_a_withdrawal_ends_it_at_once_and_stays(shared: Shared) -> None:
    consent = shared.agree()
    position = pulled(shared.office, PARTNER).position
    shared.office.edit(SATO, consent, withdrawn_on="2026-11-21", withdrawn_by="self")
    stored = shared.office.record(consent.id)
    assert (stored.fields["withdrawal_noted_by"], stored.fields["withdrawn_at"]) == (SATO.user, write_moment(START))
    assert (shared.read(), pulled(shared.office, PARTNER, position).gone) == ({}, [consent.id])
    shared.office.edit(SATO, stored, withdrawn_on=None, ends_on="2027-11-21")
    assert shared.read() == {}


@pytest.mark.parametrize("first", ["withdrawal", "prolongation"])
def test_a_withdrawal_wins_over_a_prolongation_made_without_a_signal(shared: Shared, first: str) -> None:
    consent = shared.agree()
    changes: dict[str, dict[str, Any]] = {
        "withdrawal": {"withdrawn_on": "2026-11-21", "withdrawn_by": "self"},
        "prolongation": {"ends_on": "2027-11-21"},
    }
    for name in sorted(changes, key=lambda name: name != first):
        author = BOSS if name == "prolongation" else SATO
        assert shared.office.edit(author, consent, **changes[name]).status in {"applied", "merged"}
    assert shared.office.record(consent.id).fields["ends_on"] == "2027-11-21"
    assert shared.read() == {}


def test_a_withdrawal_that_comes_late_ends_what_was_given_before_it(shared: Shared) -> None:
    """Sato took note on the 23rd and had no signal; the boss took a new consent on the 22nd."""
    first = shared.agree()
    shared.today("2026-11-22")
    shared.agree(by=BOSS, given_on="2026-11-22", begins_on="2026-11-22")
    assert shared.note.id in shared.read()
    shared.today("2026-11-24")
    shared.office.edit(SATO, first, withdrawn_on="2026-11-23", withdrawn_by="self")
    assert shared.read() == {}
    shared.agree(given_on="2026-11-24", begins_on="2026-11-24")
    assert shared.note.id in shared.read()


def test_while_two_disagree_about_the_end_the_sooner_holds(shared: Shared) -> None:
    consent = shared.agree()
    shared.office.edit(BOSS, consent, ends_on="2027-01-31")
    assert shared.office.edit(SATO, consent, ends_on="2026-11-25").status == "conflict"
    shared.today("2026-11-25")
    assert shared.note.id in shared.read()
    shared.today("2026-11-26")
    assert shared.read() == {}
    (conflict,) = shared.office.open_conflicts(consent.id)
    record = shared.office.record(consent.id)
    shared.office.edit(BOSS, record, ends_on="2027-01-31", resolves=[conflict.id])
    assert shared.note.id in shared.read()


def test_a_withdrawal_whose_base_is_lost_counts_before_anybody_has_decided(shared: Shared) -> None:
    consent = shared.agree()
    change = shared.office.change(
        "consent", consent.id, shared.office.new_id(), {"withdrawn_on": "2026-11-21", "withdrawn_by": "self"}
    )
    assert shared.office.push(SATO, change)[0].status == "waiting"
    shared.office.give_up_waiting()
    assert shared.office.push(SATO, change)[0].status == "conflict"
    assert "withdrawn_on" not in shared.office.record(consent.id).fields
    assert shared.read() == {}


def test_a_new_consent_takes_the_place_of_the_one_before(shared: Shared) -> None:
    first = shared.agree()
    position = pulled(shared.office, PARTNER).position
    second = shared.agree(shares=["contact"])
    page = pulled(shared.office, PARTNER, position)
    assert page.gone == [first.id]
    assert {record.scope for record in page.records} == {second.id}
    assert shared.note.id not in shared.read()
    # What comes again under the new one is newer than what the phone has under the old.
    before = {record.id: record.seq for record in pulled(shared.office, PARTNER).records}
    assert all(before[record.id] >= record.seq > position.seq for record in page.records)
