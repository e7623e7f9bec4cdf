"""The measurements run. What depends on a quiet machine is asserted nowhere; sizes, taps and swipes do not."""

from __future__ import annotations

import pytest

from bench import exchanges, hostile, imports, notes, pushes, recovery, results, search, sizes, taps, trail

COUNT = 200


def test_the_exchange_is_measured_on_a_server_of_its_own() -> None:
    figures = exchanges.measure(COUNT, runs=1)
    assert figures.keys() >= {"push_notes_per_s", "pull_notes_per_s", "raw_push_notes_per_s", "one_change_pull_ms"}
    assert all(value > 0 for value in figures.values())


def test_growth_compares_two_offices() -> None:
    assert exchanges.measure_growth(small=20, large=COUNT)["pull_growth_ratio"] > 0


def test_a_morning_of_push_messages_is_measured_and_reaches_every_phone_once() -> None:
    # More than a lane has slots: what goes out at once takes no time that could be measured.
    figures = pushes.measure(many=80, few=10, baseline_s=1)
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


def test_what_the_trail_costs_is_measured_with_it_and_without() -> None:
    figures = trail.measure(COUNT, pages=5, saves=5)
    assert all(figures[name] > 0 for name in ("case_page_p95_ratio", "trail_save_p95_ratio"))


def test_a_search_is_measured_over_notes_that_were_taken_over() -> None:
    figures = search.measure(COUNT)
    assert all(figures[name] > 0 for name in ("search_ms", "search_p50_ms", "search_taken_over_per_s"))


def test_lists_are_brought_in_while_it_is_measured() -> None:
    figures = imports.measure(rows=COUNT, cases=20)
    assert all(figures[name] > 0 for name in ("import_20k_s", "import_20k_look_s", "import_cases_s"))


def test_the_notes_are_the_same_every_time() -> None:
    assert list(notes.notes(COUNT)) == list(notes.notes(COUNT))
    assert [notes.MARKER in note["fields"]["narrative"] for note in notes.notes(3)] == [False, False, True]


def test_every_target_is_of_a_figure_that_is_kept() -> None:
    kept = results.LATEST.read_text()
    assert [name for name in (*results.AT_LEAST, *results.AT_MOST) if f'"{name}"' not in kept] == []


def test_the_app_is_as_small_as_it_must_be() -> None:
    figures = sizes.measure()
    assert all(value > 0 for value in figures.values())
    assert figures["app_gzip_bytes"] <= results.AT_MOST["app_gzip_bytes"]


@pytest.mark.browser
def test_taps_and_swipes_are_counted_on_the_app() -> None:
    figures = taps.measure(72)
    assert figures.keys() == {"taps_visit", "taps_call", "taps_accompaniment", "swipes_old_note"}
    assert figures["taps_visit"] == 4, "記録する, 会えた, 今, 保存する"
    assert all(value <= results.AT_MOST[name] for name, value in figures.items())
