"""The commands by which an office is set up."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from server.store import directory, reading
from tests.server.authenticator import code_of, enrol
from tests.server.office.desk import Desk
from tests.server.people import Client

PASSWORD = "correct horse battery"
ROOT = Path(__file__).parent.parent.parent


def run(app: Flask, *arguments: str, given: str = "") -> Result:
    result: Result = app.test_cli_runner().invoke(args=list(arguments), input=given)
    return result


def create(app: Flask, login: str, *more: str, password: str = PASSWORD) -> Result:
    arguments = ("user", "create", login, "--name", "佐藤", "--role", "supervisor", *more, "--password")
    return run(app, *arguments, given=f"{password}\n{password}\n")


def test_an_office_and_its_first_account_are_made_and_can_be_used(app: Flask) -> None:
    office = run(app, "office", "create", "見本市くらし相談").output.strip()
    made = create(app, "Sato@Otaru")
    assert made.exit_code == 0, made.output
    user = made.output.strip().splitlines()[-1]
    phone = Client(app.test_client(), "0199aaaa-0000-7000-8000-000000000001")
    assert phone.sign_in("sato@otaru", PASSWORD).get_json()["user"]["id"] == user
    (staff,) = phone.pull()["records"]
    assert (staff["kind"], staff["id"], staff["scope"]) == ("staff", user, office)
    assert staff["fields"] == {"name": "佐藤", "role": "supervisor", "active": True}
    assert "見本市くらし相談" in run(app, "office", "list").output


@pytest.mark.parametrize(
    ("arguments", "password", "said"),
    [
        (("sato",), "too short", "at least 12 characters"),
        (("sato",), "password1234", "tried first"),
        (("taken",), PASSWORD, "There is an account"),
        (("sato", "--office", "0199"), PASSWORD, "--office"),
    ],
)
def test_what_cannot_be_made_is_said(app: Flask, arguments: tuple[str, ...], password: str, said: str) -> None:
    run(app, "office", "create", "見本市")
    create(app, "taken")
    result = create(app, *arguments, password=password)
    assert result.exit_code != 0
    assert said in result.output
    with app.app_context(), directory() as found:
        assert found.account("sato") is None


def test_an_office_needs_a_time_zone_that_exists(app: Flask) -> None:
    result = run(app, "office", "create", "見本市", "--time-zone", "Asia/Otaru")
    assert (result.exit_code, "Asia/Otaru" in result.output) == (2, True)


def test_an_account_is_invited_by_the_link_that_its_command_prints(app: Flask) -> None:
    run(app, "office", "create", "見本市")
    made = run(
        app, "user", "create", "sato", "--name", "佐藤", "--role", "manager", "--address", "https://banso.example/"
    )
    (link,) = re.findall(r"https://banso\.example(/office/link/\S+)", made.output)
    desk = Desk(app.test_client())
    assert "Choose your password" in desk.open(link)
    assert desk.send(password=PASSWORD, again=PASSWORD).status_code == 303
    assert (
        Client(app.test_client(), "0199aaaa-0000-7000-8000-000000000001").sign_in("sato", PASSWORD).status_code == 200
    )
    desk.open(link, 404)


def test_a_link_for_another_password_is_printed_and_an_account_is_closed(app: Flask) -> None:
    run(app, "office", "create", "見本市")
    create(app, "sato")
    phone = Client(app.test_client(), "0199aaaa-0000-7000-8000-000000000001")
    new = "another horse of mine"
    printed = run(app, "user", "link", "sato").output.split()[0]
    assert phone.sign_in("sato", PASSWORD).status_code == 200
    desk = Desk(app.test_client())
    desk.open(printed)
    desk.send(password=new, again=new)
    assert phone.sign_in("sato", PASSWORD).status_code == 401
    assert phone.sign_in("sato", new).status_code == 200
    assert run(app, "user", "deactivate", "sato").exit_code == 0
    assert phone.sign_in("sato", new).status_code == 401
    assert run(app, "user", "deactivate", "nobody").exit_code == 1
    with app.app_context(), directory() as found:
        (office,) = found.offices()
        account = found.account("sato")
    assert account is not None
    with app.app_context(), reading(office.id) as store:
        assert store.records.by_id([account.id])[account.id].fields.get("active") is not True


def test_where_nobody_can_approve_it_a_second_factor_is_forgotten_by_a_command(app: Flask) -> None:
    run(app, "office", "create", "見本市")
    create(app, "sato")
    with app.app_context(), directory() as found:
        account = found.account("sato")
        assert account is not None
    secret = enrol(app, account.office_id, account.id)
    phone = Client(app.test_client(), "0199aaaa-0000-7000-8000-000000000001")
    assert phone.sign_in("sato", PASSWORD).get_json()["code"] == "second_factor_needed"
    assert run(app, "user", "forget-factor", "sato", given="n\n").exit_code == 1
    assert phone.sign_in("sato", PASSWORD, code=code_of(secret)).status_code == 200
    assert "/office/link/" in run(app, "user", "forget-factor", "sato", "--yes").output
    assert phone.http.get("/api/session").status_code == 401
    assert phone.sign_in("sato", PASSWORD).get_json()["code"] == "wrong_credentials"


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def test_flask_dev_sets_everything_up_and_serves_the_demonstration(tmp_path: Path) -> None:
    port = _free_port()
    command = [sys.executable, "-m", "flask", "--app", "server", "dev", "--port", str(port)]
    environ = {k: v for k, v in os.environ.items() if not k.startswith(("BANSO", "DATABASE"))}
    server = subprocess.Popen(
        command, cwd=ROOT, env=environ | {"BANSO_INSTANCE": str(tmp_path)}, stdout=subprocess.PIPE, text=True
    )
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                with urllib.request.urlopen(f"http://localhost:{port}/healthz", timeout=1) as response:
                    assert response.status == 200
                break
            except OSError:
                assert time.monotonic() < deadline
                assert server.poll() is None
                time.sleep(0.1)
    finally:
        server.send_signal(signal.SIGTERM)
        printed, _ = server.communicate(timeout=20)
    assert f"http://localhost:{port}" in printed
    assert "suzuki" in printed
    assert (tmp_path / "banso-dev.db").exists()
    assert (tmp_path / "dev-secret").stat().st_mode & 0o077 == 0
