"""Which passwords may be chosen."""

from __future__ import annotations

import pytest

from server.services.password_choice import problem_with

ABOUT = ("nakamura", "中村 祐", "釧路市 くらし相談センター")


@pytest.mark.parametrize(
    ("password", "wrong"),
    [
        ("kurz", "too_short"),
        ("elevenchars", "too_short"),
        ("x" * 201, "too_long"),
        ("password1234", "too_common"),
        ("Password1234!", "too_common"),
        ("ｐａｓｓｗｏｒｄ１２３４", "too_common"),
        ("123456789012", "too_common"),
        ("qwertyuiop12", "too_common"),
        ("aaaaaaaaaaaaaaaa", "too_common"),
        ("Sakura20260401", "too_common"),
        ("arigatou2026", "too_common"),
        ("soudanshien2026", "too_common"),
        ("nakamura1234", "too_common"),
        ("n4kamura2026!", "too_common"),
        ("さくらさくらさくらさくら", "too_common"),
        ("釧路市 くらし相談センター", "too_common"),
        ("tottori-neko-4721", None),
        ("correct horse battery", None),
        ("たこ焼きを三つ食べた火曜", None),
        ("とおい海のあおい自転車", "too_short"),
        ("とおい海のあおい自転車で", None),
        ("b7!kQ0-zz9Lw", None),
    ],
)
def test_what_is_tried_first_is_refused(password: str, wrong: str | None) -> None:
    assert problem_with(password, about=ABOUT) == wrong
