"""Texts of 20,000 characters that were made to be slow to compare: a base and two people's versions of it, by name; and
what they cost the server, and whoever else writes meanwhile."""

from __future__ import annotations

import itertools
import json
import random
import threading
import time
from collections.abc import Iterable, Iterator
from typing import Final

from bench.notes import Change, cases, notes, rewritings
from bench.office import Office
from bench.phone import Phone

LENGTH: Final = 20_000
_SENTENCES: Final = LENGTH // 2 - 10
_IDEOGRAPHS: Final = [chr(0x4E00 + number) for number in range(_SENTENCES)]

Three = tuple[str, str, str]


def texts() -> dict[str, Three]:
    """All of them, the same every time."""
    return {
        "equal sentences, another at the end and at the beginning": (
            "あ。" * _SENTENCES,
            "あ。" * (_SENTENCES - 1) + "い。",
            "い。" + "あ。" * (_SENTENCES - 2),
        ),
        "two sentences in turn": (
            "あ。い。" * (_SENTENCES // 2),
            "い。あ。" * (_SENTENCES // 2),
            "あ。い。" * (_SENTENCES // 2 - 1) + "い。い。",
        ),
        "equal sentences between others": (
            "い。" + "あ。" * (_SENTENCES - 2) + "い。",
            "う。" + "あ。" * (_SENTENCES - 3) + "う。",
            "え。" + "あ。" * (_SENTENCES - 4) + "え。",
        ),
        "blank lines, a letter among them and another end": (
            "始。" + "\n" * 19_990 + "終。",
            "始。" + "\n" * 9_990 + "字" + "\n" * 9_990 + "終。",
            "始。" + "\n" * 19_990 + "終わり。",
        ),
        "full stops": ("。" * LENGTH, "。" * 9_999 + "字" + "。" * 10_000, "始" + "。" * 19_990 + "終"),
        "spaces and lines": ("始\n" + " \n" * 9_990 + "終", "始\n" + "　\n" * 9_990 + "終", "\n " * 9_990 + "終"),
        "no sentence at all": ("あ" * LENGTH, "い" * LENGTH, "う" * LENGTH),
        "seven sentences at three speeds": (_in_turn(1), _in_turn(3), _in_turn(5)),
        "everything turned round": (
            _told(_IDEOGRAPHS),
            _told(_IDEOGRAPHS[::-1]),
            _told([*_IDEOGRAPHS, "ん"]),
        ),
        "everything shuffled": _shuffled(_IDEOGRAPHS),
        "everything twice and shuffled": _shuffled(_IDEOGRAPHS[: _SENTENCES // 2] * 2),
        "an answer below each second heading": (
            "\n".join(_IDEOGRAPHS[:4_000]),
            "\n".join(heading + "\n変。" for heading in _IDEOGRAPHS[:4_000:2]),
            "\n".join(heading + "\n変。" for heading in _IDEOGRAPHS[1:4_000:2]),
        ),
        **{f"sentences of {count} letters": _random(count, "。") for count in (2, 3, 15, 200)},
        **{f"lines of {count} letters": _random(count, "\n") for count in (2, 3, 15, 200)},
    }


def _in_turn(speed: int) -> str:
    return _told(["甲乙丙丁戊己庚"[number * speed % 7] for number in range(_SENTENCES)])


def _told(sentences: list[str]) -> str:
    return "".join(sentence + "。" for sentence in sentences)


def _shuffled(sentences: list[str]) -> Three:
    rng = random.Random(5)
    one, two, three = (_told(rng.sample(sentences, len(sentences))) for _ in range(3))
    return one, two, three


def _random(count: int, end: str) -> Three:
    rng = random.Random(count)
    one, two, three = (
        "".join(rng.choice(_IDEOGRAPHS[:count]) + end for _ in range(_SENTENCES)).strip() for _ in range(3)
    )
    return one, two, three


RUNS: Final = 3
REQUEST: Final = 60
"""Changes in the one large request: about as many texts of that length as a body may hold."""

_TAKEN: Final = ("applied", "merged", "conflict")


def measure(runs: int = RUNS, request: int = REQUEST) -> dict[str, float]:
    """Each of the texts through the exchange, and a request that is full of the worst of them beside another phone."""
    slowest: dict[str, float] = {}
    with Office() as office, Phone(office) as phone, Phone(office) as other:
        phone.exchange(_json(cases()))
        made = notes(2_000)
        for name, three in texts().items():
            slowest[name] = min(_merge_s(phone, next(made), three, f"{name} {run}") for run in range(runs))
            print(f"  {name}: {slowest[name] * 1e3:.1f} ms", flush=True)
        worst = max(slowest, key=lambda name: slowest[name])
        alone = max(_save_s(other, next(made)) for _ in range(20))
        request_s, waited_s = _beside(phone, other, made, texts()[worst], request)
    return {
        "hostile_merge_ms": round(slowest[worst] * 1e3, 1),
        "hostile_request_ms": round(request_s * 1e3),
        "hostile_save_beside_ms": round(waited_s * 1e3),
        "hostile_save_alone_ms": round(alone * 1e3),
    }


def _merge_s(phone: Phone, note: Change, three: Three, seed: str) -> float:
    """Seconds of the request with the second person's version."""
    first, theirs, ours = _versions(note, three, seed)
    phone.exchange(_json([first]))
    phone.exchange(_json([theirs]))
    return _seconds(phone, [ours])


def _beside(phone: Phone, other: Phone, made: Iterator[Change], three: Three, count: int) -> tuple[float, float]:
    """Seconds of a request that holds many merges, and the most that a note of another phone took meanwhile."""
    prepared = [
        list(_versions(note, three, f"beside {number}")) for number, note in enumerate(itertools.islice(made, count))
    ]
    for first, theirs, _ in prepared:
        phone.exchange(_json([first]))
        phone.exchange(_json([theirs]))
    ended = threading.Event()
    waited: list[float] = []

    def save() -> None:
        for note in made:
            if ended.is_set():
                return
            waited.append(_save_s(other, note))

    other.catch_up()
    thread = threading.Thread(target=save)
    thread.start()
    seconds = _seconds(phone, (ours for _, _, ours in prepared))
    ended.set()
    thread.join()
    return seconds, max(waited)


def _save_s(phone: Phone, note: Change) -> float:
    return _seconds(phone, [note])


def _seconds(phone: Phone, changes: Iterable[Change]) -> float:
    text = _json(changes)
    began = time.perf_counter()
    phone.exchange(text, taken=_TAKEN)
    return time.perf_counter() - began


def _versions(note: Change, three: Three, seed: str) -> Iterator[Change]:
    """The note with the first text, and two changes of it that know nothing of each other."""
    base, ours, theirs = three
    first = {**note, "fields": {**note["fields"], "narrative": base}}
    return itertools.chain([first], rewritings(first, str(note["id"]), (theirs, ours), seed))


def _json(changes: Iterable[Change]) -> str:
    return json.dumps(list(changes), ensure_ascii=False)
