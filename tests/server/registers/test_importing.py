"""Registers imported: once, again, corrected, and after people have worked with what they brought."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from dataclasses import replace

import pytest

from server.registers import REGISTERS
from server.registers.importing import IMPORTER_NAME, Imported, import_reading, importer
from server.reports.accompaniment import AccompanimentList, accompaniment_list
from server.reports.visits import visits
from sync.changes import Author
from sync.memory import MemoryStore
from sync.store import Record
from tests.server.registers import kushiro
from tests.sync.offices import Office

SUPERVISOR = Author("01990000-0000-7000-8000-0000000000aa", "supervisor")
TOKYO = zoneinfo.ZoneInfo("Asia/Tokyo")


@pytest.fixture
def office() -> Office:
    office = Office(MemoryStore(kushiro.OFFICE))
    office.hire(SUPERVISOR)
    return office


def store_of(office: Office) -> MemoryStore:
    assert isinstance(office.store, MemoryStore)
    return office.store


def kept(office: Office, kind: str) -> list[Record]:
    return [record for record in store_of(office)._records.values() if record.kind == kind]


def imported(office: Office, name: str, file: bytes | None = None) -> Imported:
    """Import a register a day later than whatever came before."""
    office.now += dt.timedelta(days=1)
    register = REGISTERS[name]
    earlier = [record for record in kept(office, "support") if register.part_of(record.fields) is not None]
    reading = kushiro.read(name, file)
    new_id = lambda: next(office.server_ids)  # noqa: E731 - a name for the call below
    return import_reading(office.store, register, reading, now=office.now, new_id=new_id, earlier=earlier)


def listed(office: Office) -> AccompanimentList:
    cases, persons = ({r.id: r for r in kept(office, kind)} for kind in ("case", "person"))
    return accompaniment_list(visits(kept(office, "support"), cases, persons, TOKYO))


def cells(office: Office) -> list[tuple[str, ...]]:
    return [line.cells for line in listed(office).lines]


def corrected(name: str, line: int, **values: str) -> bytes:
    """The register of Kushiro with other cells on one line of the file."""
    rows = kushiro.rows(name)
    rows[line - 2] |= values
    return kushiro.written(rows)


def plan(office: Office, initials: str, number: int) -> Record:
    persons = {r.id for r in kept(office, "person") if r.fields["name"] == initials}
    cases = {r.id for r in kept(office, "case") if r.fields["person"] in persons}
    (found,) = [r for r in kept(office, "plan") if r.scope in cases and r.fields["number"] == number]
    return found


def test_both_registers_bring_39_persons_30_plans_and_72_visits(office: Office) -> None:
    assert imported(office, "plans").counts == {"new": 22 + 22 + 30}
    assert imported(office, "accompaniment").counts == {"new": 17 + 17 + 72, "unchanged": 18 + 18}
    assert [len(kept(office, kind)) for kind in ("person", "case", "plan", "support")] == [39, 39, 30, 72]


def test_the_order_of_the_two_imports_makes_no_difference(office: Office) -> None:
    other = Office(MemoryStore(kushiro.OFFICE))
    for name in ("plans", "accompaniment"):
        imported(office, name)
    for name in ("accompaniment", "plans"):
        imported(other, name)
    here, there = (
        {r.id: r.fields for r in store_of(some)._records.values() if r.kind != "staff"} for some in (office, other)
    )
    assert here == there


def test_the_printed_register_comes_back_cell_by_cell(office: Office) -> None:
    imported(office, "plans")
    imported(office, "accompaniment")
    assert cells(office) == [tuple(row.values()) for row in kushiro.rows("accompaniment")]
    assert (listed(office).visits, listed(office).client_months) == (72, 37)


@pytest.mark.parametrize("name", REGISTERS)
def test_a_second_import_sends_the_same_changes_and_changes_nothing(office: Office, name: str) -> None:
    first = imported(office, name)
    before = store_of(office).snapshot()
    second = imported(office, name)
    assert [step.result for step in second.steps] == [step.result for step in first.steps]
    assert [step.change for step in second.steps] == [step.change for step in first.steps]
    assert second.counts == {"unchanged": len(first.steps)}
    assert office.store.last_seq() == before.last_seq()
    assert vars(office.store) == vars(before)


def test_visits_of_an_old_register_do_not_wait_for_review(office: Office) -> None:
    imported(office, "accompaniment")
    assert not any("review" in record.fields for record in kept(office, "support"))


def test_the_history_says_that_a_register_was_imported(office: Office) -> None:
    imported(office, "plans")
    (staff,) = [r for r in kept(office, "staff") if r.id == importer(kushiro.OFFICE).user]
    assert (staff.fields["name"], staff.fields["active"]) == (IMPORTER_NAME, False)
    assert {entry.author for record in kept(office, "plan") for entry in office.store.entries_after(record.id, 0)} == {
        staff.id
    }


def test_a_corrected_cell_changes_its_field_and_nothing_else(office: Office) -> None:
    imported(office, "plans")
    again = imported(office, "plans", corrected("plans", 15, evaluation="再 H26年3月28日"))
    assert again.counts == {"changed": 1, "unchanged": 73}
    (change,) = [step.change for step in again.steps if step.effect == "changed"]
    assert change["fields"] == {"evaluated": "2014-03-28"}
    assert plan(office, "A.M", 1).fields["evaluated"] == "2014-03-28"


def test_a_correction_can_be_taken_back_and_made_again(office: Office) -> None:
    file = corrected("plans", 15, evaluation="再 H26年3月28日")
    seen = []
    for version in (None, file, None, file, file):
        imported(office, "plans", version)
        seen.append(plan(office, "A.M", 1).fields["evaluated"])
    assert seen == ["2013-03-28", "2014-03-28", "2013-03-28", "2014-03-28", "2014-03-28"]
    assert len(office.store.entries_after(plan(office, "A.M", 1).id, 0)) == 4


def test_a_cell_that_was_blanked_clears_its_field(office: Office) -> None:
    imported(office, "plans")
    imported(office, "plans", corrected("plans", 2, next_monitoring="H 年 月 日"))
    assert "next_monitoring" not in plan(office, "Y.K", 1).fields


def test_an_edit_made_meanwhile_is_kept_when_the_same_file_comes_again(office: Office) -> None:
    imported(office, "plans")
    office.edit(SUPERVISOR, plan(office, "Y.S", 3), next_monitoring="2014-08")
    assert imported(office, "plans").counts == {"unchanged": 74}
    assert plan(office, "Y.S", 3).fields["next_monitoring"] == "2014-08"


def test_an_edit_made_meanwhile_conflicts_with_a_correction_and_both_values_are_kept(office: Office) -> None:
    imported(office, "plans")
    office.edit(SUPERVISOR, plan(office, "Y.S", 3), next_monitoring="2014-08")
    file = corrected("plans", 13, next_monitoring="H26年9月")
    assert imported(office, "plans", file).counts == {"conflict": 1, "unchanged": 73}
    stored = plan(office, "Y.S", 3)
    (conflict,) = office.open_conflicts(stored.id)
    assert stored.fields["next_monitoring"] == "2014-08"
    values = {name: conflict.fields[name] for name in ("was", "current", "proposed", "current_by", "proposed_by")}
    assert values == {
        "was": "2014-07",
        "current": "2014-08",
        "proposed": "2014-09",
        "current_by": SUPERVISOR.user,
        "proposed_by": importer(kushiro.OFFICE).user,
    }
    assert imported(office, "plans", file).counts == {"unchanged": 74}
    assert office.open_conflicts(stored.id) == [conflict]


def test_an_edit_of_another_field_merges_with_a_correction(office: Office) -> None:
    imported(office, "plans")
    office.edit(SUPERVISOR, plan(office, "Y.S", 3), goal="週三日の短時間就労を続ける。")
    assert imported(office, "plans", corrected("plans", 13, next_monitoring="H26年9月")).counts["changed"] == 1
    stored = plan(office, "Y.S", 3)
    assert (stored.fields["next_monitoring"], stored.fields["goal"]) == ("2014-09", "週三日の短時間就労を続ける。")


def test_a_person_who_was_given_a_real_name_keeps_it(office: Office) -> None:
    imported(office, "accompaniment")
    person = next(r for r in kept(office, "person") if r.fields["name"] == "A.M")
    office.edit(SUPERVISOR, person, name="見本 あかね")
    imported(office, "accompaniment")
    imported(office, "plans")
    assert office.record(person.id).fields["name"] == "見本 あかね"


@pytest.mark.parametrize("count", ["1", "4", "7"])
def test_a_corrected_count_adds_and_withdraws_visits(office: Office, count: str) -> None:
    imported(office, "accompaniment")
    file = corrected("accompaniment", 5, count=count)
    again = imported(office, "accompaniment", file)
    more = int(count) - 4
    assert (again.counts["new"], again.counts["withdrawn"]) == (max(more, 0), max(-more, 0))
    assert cells(office)[3] == ("2013-06", "3", "Y.K", "生活福祉事務所", count)
    assert listed(office).visits == 72 + more
    assert imported(office, "accompaniment", file).counts["unchanged"] == len(
        kushiro.read("accompaniment", file).wanted
    )


def test_a_corrected_destination_replaces_the_visit(office: Office) -> None:
    imported(office, "accompaniment")
    file = corrected("accompaniment", 56, destination="市役所 保険年金課")
    again = imported(office, "accompaniment", file)
    assert (again.counts["new"], again.counts["withdrawn"], again.counts["changed"]) == (1, 1, 0)
    assert cells(office) == [tuple(row.values()) for row in csv_rows(file)]


def test_a_list_that_was_numbered_anew_keeps_its_visits(office: Office) -> None:
    imported(office, "accompaniment")
    before = {record.id for record in kept(office, "support")}
    rows = kushiro.rows("accompaniment")
    for row in rows[19:]:
        row["entry"] = str(int(row["entry"]) + 1)
    added = {"month": "2013-08", "entry": "17", "client": "Z.Z", "destination": "ハローワーク", "count": "1"}
    file = kushiro.written([*rows[:19], added, *rows[19:]])
    again = imported(office, "accompaniment", file)
    assert (again.counts["new"], again.counts["withdrawn"]) == (3, 0)
    assert before < {record.id for record in kept(office, "support")}
    assert cells(office) == [tuple(row.values()) for row in csv_rows(file)]


def test_a_withdrawn_visit_comes_back_when_the_list_has_it_again(office: Office) -> None:
    for file in (None, corrected("accompaniment", 5, count="2"), None):
        imported(office, "accompaniment", file)
    assert cells(office) == [tuple(row.values()) for row in kushiro.rows("accompaniment")]


def test_a_visit_that_somebody_wrote_about_is_not_withdrawn_without_asking(office: Office) -> None:
    imported(office, "accompaniment")
    annotated = next(r for r in kept(office, "support") if r.fields["place"] == "警察")
    office.edit(SUPERVISOR, annotated, narrative="遺失届の手続きに付き添った。")
    file = kushiro.written([row for row in kushiro.rows("accompaniment") if row["destination"] != "警察"])
    assert imported(office, "accompaniment", file).counts["conflict"] == 1
    assert not office.record(annotated.id).deleted
    assert [c.fields["field"] for c in office.open_conflicts(annotated.id)] == ["deleted"]


def test_a_list_of_other_months_leaves_the_rest_alone(office: Office) -> None:
    imported(office, "accompaniment")
    again = imported(office, "accompaniment", kushiro.written(kushiro.rows("accompaniment")[:5]))
    assert again.counts["withdrawn"] == 0
    assert len(again.missing) == 72 - 8
    assert listed(office).visits == 72


def test_a_file_with_errors_withdraws_nothing(office: Office) -> None:
    imported(office, "accompaniment")
    rows = kushiro.rows("accompaniment")
    rows[3]["count"] = "2"
    rows[40]["client"] = "?"
    again = imported(office, "accompaniment", kushiro.written(rows))
    assert again.counts["withdrawn"] == 0
    assert listed(office).visits == 72


def test_live_visits_follow_the_printed_ones_of_their_month(office: Office) -> None:
    imported(office, "accompaniment")
    case = next(r for r in kept(office, "case"))
    for place, day in (("自宅", "06"), ("自宅", "05"), ("法務局", "05")):
        method = "visit" if place == "自宅" else "accompaniment"
        why = {"purpose": "登記の相談", "reason": "一人では窓口に行けないため"} if method == "accompaniment" else {}
        started_at = f"2014-04-{day}T01:00:00Z"
        office.create(SUPERVISOR, "support", case=case.id, method=method, place=place, started_at=started_at, **why)
    name = office.record(case.fields["person"]).fields["name"]
    assert cells(office)[57:] == [("2014-04", "38", name, "訪問→自宅", "2"), ("2014-04", "38", name, "法務局", "1")]


def test_an_import_does_not_depend_on_who_was_seen_before(office: Office) -> None:
    """A first import of a file with errors, corrected later, is the same as the correct file at once."""
    rows = kushiro.rows("plans")
    rows[4] |= {"decision": "？", "client": "?"}
    imported(office, "plans", kushiro.written(rows))
    imported(office, "plans")
    other = Office(MemoryStore(kushiro.OFFICE))
    imported(other, "plans")
    assert {r.id: r.fields for r in kept(office, "plan")} == {r.id: r.fields for r in kept(other, "plan")}


def csv_rows(file: bytes) -> list[dict[str, str]]:
    lines = file.decode("utf-8").split("\r\n")
    return [dict(zip(lines[0].split(","), line.split(","), strict=True)) for line in lines[1:] if line]


def test_a_change_the_kind_refuses_is_reported_and_the_others_go_on(office: Office) -> None:
    reading = kushiro.read("plans")
    first = next(wanted for wanted in reading.wanted if wanted.kind == "plan")
    broken = replace(first, fields={**first.fields, "number": 100})
    wanted = tuple(broken if record is first else record for record in reading.wanted)
    result = import_reading(
        office.store,
        REGISTERS["plans"],
        replace(reading, wanted=wanted),
        now=office.now,
        new_id=lambda: next(office.server_ids),
    )
    assert result.counts == {"new": 73, "rejected": 1}


def test_records_under_the_ids_of_a_register_that_somebody_made_before_are_left_alone(office: Office) -> None:
    other = Office(MemoryStore(kushiro.OFFICE))
    imported(other, "plans")
    squats = [next(iter(kept(other, kind))) for kind in ("person", "case", "plan")]
    for squat in squats:
        change = office.change("person", squat.id, None, {"name": "先に作った人"})
        assert office.push(SUPERVISOR, change)[0].status == "applied"
    before = [office.record(squat.id) for squat in squats]
    assert imported(office, "plans").counts == {"new": 22 + 22 + 30}
    assert [office.record(squat.id) for squat in squats] == before
    assert imported(office, "plans").counts == {"unchanged": 22 + 22 + 30}
    assert len(kept(office, "plan")) == 30
    mine = {record.id for record in before}
    assert not mine & {record.fields["person"] for record in kept(office, "case")}
    assert not mine & {record.scope for record in kept(office, "plan")}
