"""The measurements run. What they find is for a quiet machine, and asserted nowhere."""

from __future__ import annotations

from bench import exchanges, hostile, notes, pushes, recovery, results

COUNT = 200


def test_the_exchange_is_measured_on_a_server_of_its_own() -> None:
    figures = exchanges.measure(COUNT, runs=1)
    assert figures.keys() >= {"push_notes_per_s", "pull_notes_per_s", "raw_push_notes_per_s", "one_change_pull_ms"}
    assert all(value > 0 for value in figures.values())


def test_growth_compares_two_offices() -> None:
    assert exchanges.measure_growth(small=20, large=COUNT)["pull_growth_ratio"] > 0


def test_a_morning_of_push_messages_is_measured_and_reaches_every_phone_once() -> None:
    figures = pushes.measure(many=20, few=10, baseline_s=1)
    assert figures.keys() >= {"push_sends_per_s", "p95_request_ms_during_push", "push_peak_rss_mb"}
    assert all(value > 0 for value in figures.values())


def test_hostile_texts_are_measured_alone_and_beside_another_phone() -> None:
    figures = hostile.measure(runs=1, request=3)
    assert figures.keys() >= {"hostile_merge_ms", "hostile_save_beside_ms"}
    assert all(value > 0 for value in figures.values())


def test_a_backup_and_the_way_back_are_measured() -> None:
    figures = recovery.measure(records=COUNT * 3, seed=COUNT)
    assert figures["backup_records"] == COUNT * 3
    assert all(figures[name] > 0 for name in ("backup_s", "restore_s"))


def test_the_notes_are_the_same_every_time() -> None:
    assert list(notes.notes(COUNT)) == list(notes.notes(COUNT))
    assert [notes.MARKER in note["fields"]["narrative"] for note in notes.notes(3)] == [False, False, True]


def test_every_target_is_of_a_figure_that_is_kept() -> None:
    kept = results.LATEST.read_text()
    assert [name for name in (*results.AT_LEAST, *results.AT_MOST) if f'"{name}"' not in kept] == []
