"""An engine that cannot be had is named, and is not passed over in CI."""

from __future__ import annotations

import pytest

from tests.engines import Engine, in_ci, required

WHOLE = Engine("Whole", {"browser": lambda: "/bin/browser", "driver": lambda: "/bin/driver"}, ())
HALF = Engine("Half", {"browser": lambda: "/bin/browser", "driver": lambda: None}, ())


def test_what_is_missing_is_named() -> None:
    assert WHOLE.missing() == []
    assert WHOLE.path("driver") == "/bin/driver"
    assert HALF.missing() == ["driver"]
    with pytest.raises(RuntimeError, match="Half: there is no driver"):
        HALF.path("driver")


def test_its_tests_are_left_out_with_a_reason_and_in_ci_they_fail() -> None:
    assert required(WHOLE, {}) is None
    assert required(WHOLE, {"CI": "true"}) is None
    assert required(HALF, {}) == "Half cannot be driven here, without driver (see `make browser`)"
    with pytest.raises(RuntimeError, match="Half cannot be driven here"):
        required(HALF, {"CI": "true"})


@pytest.mark.parametrize(("said", "meant"), [(None, False), ("", False), ("false", False), ("true", True), ("1", True)])
def test_where_ci_is(said: str | None, meant: bool) -> None:
    assert in_ci({} if said is None else {"CI": said}) is meant
