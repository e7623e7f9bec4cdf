"""Writers come in the order in which they asked."""

from __future__ import annotations

import threading
import time

from server.store.turns import Turns


def test_whoever_asks_again_comes_after_those_who_waited() -> None:
    turns, order = Turns(), list[str]()
    assert turns.take(1)

    def wait(name: str) -> None:
        assert turns.take(10)
        order.append(name)
        turns.give()

    threads = [threading.Thread(target=wait, args=(name,)) for name in ("one", "two", "three")]
    for waiting, thread in enumerate(threads, 1):
        thread.start()
        while len(turns._waiting) < waiting:
            time.sleep(0.001)
    turns.give()
    assert turns.take(10)
    order.append("again")
    turns.give()
    for thread in threads:
        thread.join()
    assert order == ["one", "two", "three", "again"]


def test_whoever_waited_too_long_has_no_turn_and_takes_nobody_elses() -> None:
    turns = Turns()
    assert turns.take(1)
    assert not turns.take(0.01)
    turns.give()
    assert turns.take(0.01)
    turns.give()
