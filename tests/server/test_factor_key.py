"""What is sealed is opened with the key that lies beside the database, and for what it was sealed for."""

from __future__ import annotations

import base64
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from server.ground.config import Misconfigured, Settings, read_settings
from server.ground.factor_key import FactorKeyUnusable, NotSealedHere, Vault
from server.startup import check_factor_key

ENVIRONMENT = {"BANSO_SECRET_KEY": "s" * 32, "BANSO_PUSH_CONTACT": "mailto:it@otaru.lg.jp"}


def test_what_is_sealed_is_read_by_another_process_with_the_same_key(tmp_path: Path) -> None:
    sealed = Vault(tmp_path / "factors.key").seal("JBSWY3DP", "one")
    assert "JBSWY3DP" not in sealed
    assert b"JBSWY3DP" not in base64.b64decode(sealed)
    assert Vault(tmp_path / "factors.key").unseal(sealed, "one") == "JBSWY3DP"
    assert stat.S_IMODE((tmp_path / "factors.key").stat().st_mode) == 0o600


def test_what_was_sealed_for_one_account_is_worth_nothing_in_anothers_row(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "factors.key")
    with pytest.raises(NotSealedHere):
        vault.unseal(vault.seal("JBSWY3DP", "one"), "other")


@pytest.mark.parametrize("sealed", ["", "x", "AAAA", base64.b64encode(b"0" * 40).decode()])
def test_what_was_sealed_elsewhere_is_told_and_breaks_nothing(tmp_path: Path, sealed: str) -> None:
    with pytest.raises(NotSealedHere):
        Vault(tmp_path / "factors.key").unseal(sealed, "one")


@pytest.mark.parametrize("content", [b"", b"not base64!", base64.b64encode(b"short")])
def test_production_does_not_start_on_what_is_no_key(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "factors.key"
    path.write_bytes(content)
    with pytest.raises(FactorKeyUnusable, match=r"factors\.key"):
        Vault(path).check()
    settings = Settings("production", "s" * 32, "sqlite://")
    check_factor_key(replace(settings, serving=False), Vault(path))
    with pytest.raises(Misconfigured, match=r"factors\.key"):
        check_factor_key(settings, Vault(path))


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ({}, "required"),
        ({"BANSO_ENV": "development"}, "offered"),
        ({"BANSO_SECOND_FACTOR": "offered"}, "offered"),
        ({"BANSO_ENV": "development", "BANSO_SECOND_FACTOR": "required"}, "required"),
    ],
)
def test_production_requires_a_second_factor_and_a_demonstration_offers_it(
    tmp_path: Path, said: dict[str, str], meant: str
) -> None:
    assert read_settings(ENVIRONMENT | said, tmp_path, serving=True).second_factor == meant


def test_what_is_neither_required_nor_offered_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="BANSO_SECOND_FACTOR"):
        read_settings(ENVIRONMENT | {"BANSO_SECOND_FACTOR": "no"}, tmp_path, serving=True)


def test_how_long_sessions_last_is_chosen_in_one_place(tmp_path: Path) -> None:
    said = {"BANSO_SESSION_SHARED_IDLE_MINUTES": "10", "BANSO_SESSION_OFFICE_MINUTES": "60"}
    said |= {"BANSO_SESSION_PHONE_CONTACT_MINUTES": "10080"}
    limits = read_settings(ENVIRONMENT | said, tmp_path, serving=True).session_limits
    assert (limits.shared_idle.seconds, limits.office.seconds, limits.phone.days) == (600, 3_600, 90)
    assert limits.phone_contact.days == 7
    for wrong in ("0", "4", "x", "", "999999999"):
        with pytest.raises(Misconfigured, match="BANSO_SESSION_SHARED_IDLE_MINUTES"):
            read_settings(ENVIRONMENT | {"BANSO_SESSION_SHARED_IDLE_MINUTES": wrong}, tmp_path, serving=True)
