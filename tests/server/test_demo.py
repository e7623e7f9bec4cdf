"""The demonstration office."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import re
import uuid
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema_rs import Draft202012Validator

from server.calendar.days import is_closed
from server.calendar.recurrence import occurrences
from server.demo.days import ZONE, day_of
from server.demo.office import REGISTERS_FOLDER, DemoOffice, changes_for_demo_office, write
from server.followup.cases import CaseFacts, case_review
from server.followup.plans import stage
from sync import sharing
from sync.consents import state
from sync.exchange import refresh_visibility
from sync.fields import read_moment
from sync.followup import Thresholds
from sync.memory import MemoryStore
from sync.schema import components
from sync.store import Position, Record, WireRecord
from tests.sync.offices import Office

OFFICE = "01990000-0000-7000-8000-0000000000d0"
TODAY = dt.date(2026, 11, 20)
SHARED = Path(__file__).parents[3] / "shared" / "data" / "kushiro_2013"


def ids() -> Callable[[], str]:
    numbers = itertools.count(1 << 40)
    return lambda: str(uuid.UUID(int=next(numbers)))


def loaded(today: dt.date) -> tuple[DemoOffice, MemoryStore]:
    demo, store = changes_for_demo_office(today, OFFICE), MemoryStore(OFFICE)
    office = Office(store)
    for member in demo.staff.values():
        office.hire(member.author)
    write(store, demo, new_id=ids())
    return demo, store


@pytest.fixture(scope="module")
def demonstration() -> tuple[DemoOffice, MemoryStore]:
    return loaded(TODAY)


@pytest.fixture
def demo(demonstration: tuple[DemoOffice, MemoryStore]) -> DemoOffice:
    return demonstration[0]


@pytest.fixture
def store(demonstration: tuple[DemoOffice, MemoryStore]) -> MemoryStore:
    return demonstration[1]


def kept(store: MemoryStore, kind: str) -> list[Record]:
    return [record for record in store._records.values() if record.kind == kind]


def own(store: MemoryStore, kind: str) -> list[Record]:
    """The records of the present-day office, without those of the registers."""
    return [record for record in kept(store, kind) if "source" not in record.fields]


def test_every_role_of_an_office_is_there(demo: DemoOffice) -> None:
    roles = Counter(member.role for member in demo.staff.values())
    assert roles == {"supervisor": 1, "worker": 5, "manager": 1, "clerk": 1, "partner": 1, "administrator": 1}


def test_every_record_is_as_the_api_describes_it(store: MemoryStore) -> None:
    schemas = {"$ref": "#/components/schemas/Record", "components": {"schemas": components()}}
    described = Draft202012Validator(schemas, validate_formats=True)
    for record in store._records.values():
        wire = {name: getattr(record, name) for name in ("kind", "id", "scope", "seq", "head")}
        described.validate(wire | {"fields": dict(record.fields)})


def test_one_visit_goes_by_pension_days_and_one_by_the_week(store: MemoryStore) -> None:
    rhythms = {series.fields["repeats"]: series.fields for series in kept(store, "series")}
    assert set(rhythms) == {"after_pension_day", "weekly"}
    for fields in rhythms.values():
        assert occurrences(fields, TODAY, TODAY + dt.timedelta(days=31), is_closed) != []


def test_it_is_the_same_office_every_time() -> None:
    assert changes_for_demo_office(TODAY, OFFICE) == changes_for_demo_office(TODAY, OFFICE)


@given(st.dates(dt.date(2026, 1, 1), dt.date(2032, 12, 31)))
@settings(max_examples=12, deadline=None)
def test_it_loads_on_any_day_and_nothing_in_it_is_written_later(today: dt.date) -> None:
    demo, store = loaded(today)
    assert max(step.at for step in demo.steps).astimezone(ZONE).date() < today
    assert len([r for r in kept(store, "conflict") if r.fields["state"] == "open"]) == 1


def test_one_conflict_is_open_and_two_workers_disagree_in_it(demo: DemoOffice, store: MemoryStore) -> None:
    (conflict,) = kept(store, "conflict")
    sides = (conflict.fields["current_by"], conflict.fields["proposed_by"])
    assert sides == (demo.staff["tanaka"].id, demo.staff["suzuki"].id)
    assert (conflict.fields["about_kind"], conflict.fields["field"]) == ("appointment", "starts_at")


def test_notes_are_unread_read_and_returned_and_some_ask_for_advice(store: MemoryStore) -> None:
    reviews = Counter(note.fields["review"] for note in own(store, "support"))
    assert reviews.keys() == {"unread", "read", "returned"}
    returned = {note.id for note in own(store, "support") if note.fields["review"] == "returned"}
    assert {comment.fields["about"] for comment in kept(store, "comment")} == returned
    assert sum(bool(note.fields.get("wants_advice")) for note in own(store, "support")) >= 3


def test_a_visit_was_written_twice_a_review_is_due_and_somebody_is_away(store: MemoryStore) -> None:
    visits = Counter((n.fields["case"], n.fields["started_at"]) for n in own(store, "support"))
    assert sorted(visits.values())[-2:] == [1, 2]
    reviewed = [CaseFacts(plans={plan.id: plan.fields}) for plan in own(store, "plan")]
    assert sum(case_review(facts, TODAY, Thresholds()) is not None for facts in reviewed) == 1
    assert any(a.fields["since"] <= TODAY.isoformat() <= a.fields["until"] for a in kept(store, "absence"))


def test_methods_and_outcomes_are_varied(store: MemoryStore) -> None:
    notes = own(store, "support")
    methods = {"visit", "accompaniment", "interview", "phone_mail", "other_agency_meeting"}
    assert {note.fields["method"] for note in notes} == methods
    outcomes = {"met", "absent", "refused", "family_only", "letter_left"}
    assert {note.fields["outcome"] for note in notes} == outcomes


def test_every_worker_of_the_field_has_something_today(demo: DemoOffice, store: MemoryStore) -> None:
    starts = [
        (a.fields["worker"], read_moment(a.fields["starts_at"]).astimezone(ZONE)) for a in own(store, "appointment")
    ]
    busy = {worker for worker, at in starts if at.date() == TODAY}
    assert busy == {demo.staff[login].id for login in ("suzuki", "takahashi", "tanaka", "watanabe")}


def test_there_is_a_plan_overdue_for_monitoring_and_one_due_within_a_week(store: MemoryStore) -> None:
    due = [dt.date.fromisoformat(p.fields["next_monitoring"]) for p in own(store, "plan") if "result" not in p.fields]
    assert any(day < TODAY for day in due)
    assert any(TODAY <= day <= TODAY + dt.timedelta(days=7) for day in due)


def test_one_meeting_was_held_with_minutes_and_tasks_and_the_next_has_its_agenda(store: MemoryStore) -> None:
    held = {each.id: read_moment(each.fields["held_at"]).date() < TODAY for each in kept(store, "meeting")}
    items = kept(store, "agenda_item")
    assert sorted(held.values()) == [False, True]
    assert {item.fields["treatment"] for item in items} == {"report", "discuss"}
    written = {item.id for item in items if "minutes" in item.fields}
    assert all(held[item.fields["meeting"]] == (item.id in written) for item in items)
    assert len(written & {task.fields.get("about") for task in kept(store, "task")}) == 2


def test_plans_stand_in_different_stages_with_their_supports_and_tasks(store: MemoryStore) -> None:
    plans = own(store, "plan")
    assert {plan.fields.get("approval") for plan in plans} >= {"approved", "asked"}
    assert {stage(plan.fields, TODAY) for plan in plans} >= {"at_meeting", "running", "evaluated"}
    supported = {support.fields["plan"] for support in kept(store, "plan_support")}
    assert len(supported) >= 3
    assert any("monitors" in note.fields for note in own(store, "support"))
    assert {"about", "due", "worker"} <= set().union(*(task.fields for task in kept(store, "task")))


def test_the_registers_of_kushiro_are_in_the_care_of_one_worker(demo: DemoOffice, store: MemoryStore) -> None:
    old = [case for case in kept(store, "case") if "source" in case.fields]
    assert len(old) == 39
    assert {case.fields["main_worker"] for case in old} == {demo.staff["kobayashi"].id}
    assert {case.fields["state"] for case in old} == {"closed"}
    assert [len(kept(store, kind)) - len(own(store, kind)) for kind in ("person", "plan", "support")] == [39, 30, 72]


def given_to_the_partner(demo: DemoOffice, store: MemoryStore) -> list[WireRecord]:
    """What the partner's phone is given today, when it has nothing yet."""
    now, partner = dt.datetime.combine(TODAY, dt.time(9), ZONE), demo.staff["mori"].id
    refresh_visibility(store, [partner], now)
    return sharing.pull(store, partner, Position(0, 0), 999, now).records


def test_a_partner_sees_what_two_clients_agreed_to_and_no_other(demo: DemoOffice, store: MemoryStore) -> None:
    people = {person.id: person.fields["name"] for person in own(store, "person")}
    shown = given_to_the_partner(demo, store)
    assert {people[each.id] for each in shown if each.kind == "person"} == {"例野 美咲", "模木 あゆみ"}
    assert {each.kind for each in shown} == {
        "appointment", "case", "consent", "household", "person", "plan", "series", "staff", "support"
    }  # fmt: skip
    opened = {json.loads(each.fields_json)["name"] for each in shown if each.kind == "household"}
    assert opened == {"模木 恵・あゆみ"}


def test_consents_stand_in_different_states_and_one_is_given_to_an_agency(store: MemoryStore) -> None:
    consents = kept(store, "consent")
    states = Counter(
        state(each.id, each.fields, [(o.id, o.fields) for o in consents if o.scope == each.scope], TODAY)
        for each in consents
    )
    assert states == {"in_force": 2, "ends_soon": 2, "withdrawn": 1}
    assert [each.fields["agency"] for each in consents if "agency" in each.fields] == ["ハローワーク見本"]
    assert {each.fields["form"] for each in consents} == {"signed_on_paper", "orally"}


def test_everybody_present_day_is_obviously_invented(store: MemoryStore) -> None:
    invented = re.compile("見本|架空|仮野|仮屋|仮名|雛形|雛野|例野|例示|見立|見世|模木|作例")
    for person in own(store, "person"):
        assert invented.match(person.fields["name"])
        assert re.fullmatch(r"000-0000-\d{4}", person.fields["phone"])
    places = [
        r.fields["address"] for kind in ("person", "household") for r in own(store, kind) if "address" in r.fields
    ]
    assert all(place.startswith("見本市") for place in places)


def test_the_case_load_is_that_of_a_small_office(store: MemoryStore) -> None:
    assert len(own(store, "case")) == 14
    assert len(own(store, "support")) >= 35
    assert sum("safety_notes" in household.fields for household in own(store, "household")) >= 5


@pytest.mark.parametrize(
    ("today", "said", "day"),
    [
        ("2026-11-21", 0, "2026-11-21"),
        ("2026-11-20", 1, "2026-11-24"),
        ("2026-12-28", 1, "2027-01-04"),
        ("2026-11-23", -1, "2026-11-20"),
        ("2026-11-20", "after next pension day", "2026-12-16"),
        ("2026-11-20", "after last pension day", "2026-10-16"),
        ("2026-10-16", "after last pension day", "2026-08-17"),
        ("2026-02-01", "after next pension day", "2026-02-16"),
    ],
)
def test_days_are_counted_from_today_and_fall_on_working_days(today: str, said: int | str, day: str) -> None:
    assert day_of(dt.date.fromisoformat(today), said).isoformat() == day


@pytest.mark.parametrize("name", ["plans.csv", "accompaniment.csv"])
def test_the_registers_are_kept_as_published(name: str) -> None:
    published = SHARED / name
    lines = (REGISTERS_FOLDER / name).read_bytes()
    assert lines.count(b"\r\n") == {"plans.csv": 31, "accompaniment.csv": 58}[name]
    if published.exists():
        assert lines == published.read_bytes()
