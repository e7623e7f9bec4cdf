"""The key of the installation: made once, kept from others, and the same for all processes."""

from __future__ import annotations

import re
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from server.ground.config import Misconfigured, read_settings
from server.ground.push_key import KeyUnusable, Sender, key_at
from server.startup import check_push_key
from tests.conftest import settings_for
from tests.server.push.service import unb64

SECRET = "0123456789abcdef" * 2


def test_a_key_is_made_once_and_is_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "instance" / "vapid.pem"
    made = key_at(path)
    assert key_at(path).public == made.public
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["vapid.pem"]
    assert (len(unb64(made.public)), unb64(made.public)[0]) == (65, 4)


def test_processes_that_start_together_have_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as threads:
        found = list(threads.map(lambda _: key_at(tmp_path / "vapid.pem").public, range(64)))
    assert len(set(found)) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["vapid.pem"]


@pytest.mark.parametrize("content", [b"", b"not a key", None])
def test_a_file_that_is_no_such_key_is_refused_and_left_as_it_is(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "vapid.pem"
    if content is None:
        content = ec.generate_private_key(ec.SECP384R1()).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    path.write_bytes(content)
    with pytest.raises(KeyUnusable, match=r"vapid\.pem"):
        key_at(path)
    assert path.read_bytes() == content


def test_production_makes_its_key_at_the_first_start_and_does_not_serve_with_a_broken_one(tmp_path: Path) -> None:
    path = tmp_path / "vapid.pem"
    settings = replace(settings_for("sqlite://"), environment="production")
    check_push_key(replace(settings, serving=False), Sender(path, settings.push_contact, local=False))
    assert not path.exists()
    check_push_key(settings, Sender(path, settings.push_contact, local=False))
    assert path.exists()
    path.write_text("broken")
    with pytest.raises(Misconfigured, match=r"vapid\.pem"):
        check_push_key(settings, Sender(path, settings.push_contact, local=False))


def test_the_place_of_the_key_and_the_contact_are_settings(tmp_path: Path) -> None:
    given = {"BANSO_PUSH_KEY": "/secrets/vapid.pem", "BANSO_PUSH_CONTACT": "mailto:joho@city.otaru.lg.jp"}
    settings = read_settings(given, tmp_path, serving=False)
    assert (settings.push_key, settings.push_contact) == (Path("/secrets/vapid.pem"), "mailto:joho@city.otaru.lg.jp")


@pytest.mark.parametrize(
    "contact",
    ["mailto:joho@city.otaru.lg.jp", "https://www.city.otaru.lg.jp", "mailto:Joho.Kacho+push@Tarusapo.JP"],
)
def test_a_contact_of_the_open_internet_is_taken(tmp_path: Path, contact: str) -> None:
    given = {"BANSO_SECRET_KEY": SECRET, "BANSO_PUSH_CONTACT": contact}
    assert read_settings(given, tmp_path, serving=True).push_contact == contact


@pytest.mark.parametrize(
    "contact",
    [
        "joho@city.otaru.lg.jp",
        "http://city.otaru.lg.jp",
        "mailto:joho",
        "mailto:joho@tarusapo",
        "mailto:a b@city.otaru.lg.jp",
        "mailto:banso@localhost",
        "mailto:banso@localhost.localdomain",
        "https://localhost",
        "https://banso.localhost",
        "mailto:joho@server.local",
        "mailto:joho@SERVER.LOCAL",
        "mailto:joho@127.0.0.1",
        "https://10.0.0.1",
        "mailto:joho@example.com",
        "https://banso.example.jp",
        "mailto:joho@office.example",
        "mailto:joho@office.test",
        "mailto:joho@office.invalid",
    ],
)
@pytest.mark.parametrize("serving", [True, False])
def test_a_contact_at_which_nobody_is_reached_is_refused(tmp_path: Path, contact: str, serving: bool) -> None:
    given = {"BANSO_SECRET_KEY": SECRET, "BANSO_PUSH_CONTACT": contact}
    with pytest.raises(Misconfigured, match=f"BANSO_PUSH_CONTACT is {re.escape(repr(contact))}"):
        read_settings(given, tmp_path, serving=serving)


@pytest.mark.parametrize("more", [{}, {"BANSO_PUSH_CONTACT": ""}])
def test_production_is_not_served_without_a_contact_and_says_what_to_set(tmp_path: Path, more: dict[str, str]) -> None:
    with pytest.raises(Misconfigured, match=r"BANSO_PUSH_CONTACT is not set.*mailto:.*Apple"):
        read_settings({"BANSO_SECRET_KEY": SECRET} | more, tmp_path, serving=True)


def test_a_command_and_development_need_no_contact(tmp_path: Path) -> None:
    read_settings({}, tmp_path, serving=False)
    read_settings({"BANSO_ENV": "development", "BANSO_SECRET_KEY": SECRET}, tmp_path, serving=True)
