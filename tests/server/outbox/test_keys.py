"""The keys of sealed outboxes: private files, added and never removed, and true to RFC 9180."""

from __future__ import annotations

import base64
import json
import stat
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask

import server
from server.ground.config import Misconfigured, Settings, read_settings
from server.ground.ids import new_id
from server.ground.outbox_keys import OutboxKey, OutboxKeys, Unopenable
from server.ground.p256 import KeyUnusable
from server.startup import check_outbox_keys
from tests.conftest import settings_for
from tests.server.people import OfficeUnderTest

CASES: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "cases" / "sealed_envelopes.json").read_text(encoding="utf-8")
)


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def keys_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_what_rfc_9180_sealed_is_opened() -> None:
    given = {name: bytes.fromhex(text) for name, text in CASES["rfc9180"].items() if name != "from"}
    private = ec.derive_private_key(int.from_bytes(given["private"]), ec.SECP256R1())
    key = OutboxKey(new_id(), "", private)
    assert key.open(given["enc"], given["sealed"], info=given["info"], aad=given["aad"]) == given["text"]


def test_what_the_phones_library_sealed_is_opened() -> None:
    """@hpke/core made it (``tests/cases/sealed_envelopes.mjs``), in the form of before and in that of now."""
    case = CASES["hpke_core"]
    private = serialization.load_der_private_key(base64.b64decode(case["private_pkcs8"]), password=None)
    assert isinstance(private, ec.EllipticCurvePrivateKey)
    key = OutboxKey(new_id(), "", private)
    bound_to = "\n".join((case["office"], case["user"], case["change"]["id"]))
    first, second = ({name: unb64(text) for name, text in case["versions"][form].items()} for form in ("1", "2"))
    assert json.loads(key.open(**first, info=b"banso-outbox-1", aad=bound_to.encode())) == case["change"]
    info = f"banso-outbox-2\n{bound_to}".encode()
    assert json.loads(key.open(**second, info=info)) == case["change"]
    for other in (info[:-1], info.replace(b"outbox-2", b"outbox-1"), b""):
        with pytest.raises(Unopenable):
            key.open(**second, info=other)
    with pytest.raises(Unopenable):
        key.open(**first, info=b"banso-outbox-1", aad=b"")


def test_nothing_of_the_library_is_called_that_it_does_not_offer() -> None:
    sources = Path(server.__file__).parent.rglob("*.py")
    assert [path.name for path in sources if "hazmat.bindings" in path.read_text(encoding="utf-8")] == []


@pytest.mark.parametrize("broken", ["enc", "sealed", "info", "aad", "short", "no point", "empty"])
def test_nothing_is_opened_where_anything_of_it_is_another(broken: str) -> None:
    given = {name: bytes.fromhex(text) for name, text in CASES["rfc9180"].items() if name != "from"}
    key = OutboxKey(new_id(), "", ec.derive_private_key(int.from_bytes(given["private"]), ec.SECP256R1()))
    if broken in given:
        given[broken] = given[broken][:-1] + bytes([given[broken][-1] ^ 1])
    given["enc"] = {"short": given["enc"][:-1], "no point": b"\x04" + bytes(64)}.get(broken, given["enc"])
    given["sealed"] = b"" if broken == "empty" else given["sealed"]
    with pytest.raises(Unopenable):
        key.open(given["enc"], given["sealed"], info=given["info"], aad=given["aad"])


def test_an_office_has_a_key_from_its_first_use_on_and_it_is_for_its_owner_only(tmp_path: Path) -> None:
    office, folder = new_id(), tmp_path / "keys"
    made = OutboxKeys(folder).current(office)
    again = OutboxKeys(folder).current(office)
    assert (again.id, again.public) == (made.id, made.public)
    assert keys_in(folder / office) == [f"{made.id}.pem"]
    assert stat.S_IMODE((folder / office / f"{made.id}.pem").stat().st_mode) == 0o600
    assert [stat.S_IMODE(path.stat().st_mode) for path in (folder, folder / office)] == [0o700, 0o700]
    assert (len(unb64(made.public)), unb64(made.public)[0]) == (65, 4)


def test_a_new_key_is_the_current_one_for_every_process_and_the_old_one_stays(tmp_path: Path) -> None:
    office = new_id()
    here, there = OutboxKeys(tmp_path), OutboxKeys(tmp_path)
    first = here.current(office)
    second = there.rotate(office)
    assert here.current(office).id == second.id != first.id
    assert [key.id for key in here.all(office)] == [second.id, first.id]
    kept = there.of_id(office, first.id)
    assert kept is not None
    assert kept.public == first.public


def test_a_new_key_is_the_current_one_although_the_clock_was_set_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, keys = new_id(), OutboxKeys(tmp_path)
    first = keys.current(office)
    monkeypatch.setattr("server.ground.ids.time.time_ns", lambda: 1_000_000_000_000_000_000)
    second = keys.rotate(office)
    assert keys.current(office).id == second.id != first.id


@pytest.mark.parametrize("asked", ["", "..", "../../banso", "0199AAAA-0000-7000-8000-000000000001", "none\0"])
def test_an_id_that_somebody_sent_leads_to_no_other_file(tmp_path: Path, asked: str) -> None:
    assert OutboxKeys(tmp_path).of_id(new_id(), asked) is None


def test_an_office_opens_nothing_with_the_key_of_another(tmp_path: Path) -> None:
    keys = OutboxKeys(tmp_path)
    assert keys.of_id(new_id(), keys.current(new_id()).id) is None


def test_a_damaged_key_is_named_and_the_others_are_used(tmp_path: Path) -> None:
    office, keys = new_id(), OutboxKeys(tmp_path)
    good = keys.current(office)
    bad = keys.rotate(office)
    (tmp_path / office / f"{bad.id}.pem").write_bytes(b"not a key")
    fresh = OutboxKeys(tmp_path)
    with pytest.raises(KeyUnusable, match=bad.id):
        fresh.current(office)
    assert fresh.of_id(office, good.id) is not None


def test_the_folder_is_in_the_instance_unless_one_is_named(tmp_path: Path) -> None:
    environ = {"BANSO_SECRET_KEY": "0123456789abcdef" * 2, "BANSO_PUSH_CONTACT": "mailto:a@otaru.lg.jp"}
    assert read_settings(environ, tmp_path, serving=True).outbox_keys is None
    named = environ | {"BANSO_OUTBOX_KEYS": "/srv/keys"}
    assert read_settings(named, tmp_path, serving=True).outbox_keys == Path("/srv/keys")


def test_production_does_not_serve_where_keys_cannot_be_kept(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    keys = OutboxKeys(tmp_path / "file" / "keys")
    check_outbox_keys(settings_for("sqlite://"), keys)
    with pytest.raises(Misconfigured, match="sealed outboxes"):
        check_outbox_keys(Settings("production", "x" * 32, "sqlite://"), keys)


def run(app: Flask, *arguments: str) -> Result:
    result: Result = app.test_cli_runner().invoke(args=["outbox", *arguments])
    return result


def test_keys_are_made_and_listed_by_command(office: OfficeUnderTest) -> None:
    assert "none yet" in run(office.app, "list").output
    first = run(office.app, "rotate").output.strip()
    second = run(office.app, "rotate", "--office", office.id).output.strip()
    lines = run(office.app, "list").output.splitlines()
    assert office.id in lines[0]
    assert [line.split()[0] for line in lines[1:]] == [second, first]
    assert [line.endswith("in use") for line in lines[1:]] == [True, False]
    assert "PRIVATE" not in "\n".join(lines)


def test_an_office_is_opened_with_its_key(app: Flask) -> None:
    made = app.test_cli_runner().invoke(args=["office", "create", "小樽"]).output.strip()
    assert made in run(app, "list").output
    assert "in use" in run(app, "list").output
