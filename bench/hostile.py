"""Texts of 20,000 characters that were made to be slow to compare: a base and two people's versions of it, by name."""

from __future__ import annotations

import random
from typing import Final

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
