"""The API keeps to its own description, whatever is sent: schemathesis with all its checks, signed in.

A worker's session goes through every operation: along the limits of each field (coverage), at random, and from answer
to answer (stateful). A supervisor's goes through the exchange at random: it is where the roles differ. The seed is
fixed and the time is bounded, so that both together stay below three minutes on a machine that is busy with others.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.conftest import settings_for
from tests.server.people import PASSWORD, OfficeUnderTest
from tests.server.serving import Served

HERE = Path(__file__).parent
EVERY_PHASE = "--phases=coverage,fuzzing,stateful"
RUNS = {
    "worker": [EVERY_PHASE, "--max-time=70"],
    "supervisor": ["--phases=fuzzing", "--include-path=/api/exchange", "--max-time=20"],
}


METHODS = {"GET", "POST", "PUT", "DELETE"}


def routes(app: Flask) -> list[Any]:
    """The routes that are described."""
    return [r for r in app.url_map.iter_rules() if r.rule.startswith("/api/") and r.rule != "/api/openapi.json"]


@pytest.fixture
def port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        number: int = found.getsockname()[1]
    return number


@pytest.mark.parametrize("role", RUNS)
def test_the_api_is_as_it_is_described(
    role: str, app: Flask, office: OfficeUnderTest, port: int, tmp_path: Path
) -> None:
    office.hire("leaver", role)
    base = f"http://127.0.0.1:{port}"
    known = {
        "BANSO_BASE": base,
        "BANSO_LOGIN": office.login(role),
        "BANSO_LEAVER": office.login("leaver"),
        "BANSO_PASSWORD": PASSWORD,
        "BANSO_CASE": office.case_of(office.users[role]),
        "SCHEMATHESIS_HOOKS": "tests.server.schemathesis_hooks",
        "PYTHONPATH": str(HERE.parent.parent),
    }
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(HERE / "schemathesis.toml"), "run"]
    command += [f"{base}/api/openapi.json", *RUNS[role]]
    with Served(settings_for(app.config["SQLALCHEMY_DATABASE_URI"]), port):
        run = subprocess.run(
            command, env=os.environ | known, cwd=tmp_path, capture_output=True, text=True, timeout=180, check=False
        )
    assert run.returncode == 0, run.stdout + run.stderr
    operations, tested = re.findall(r"Selected: (\d+)/\d+\s+Tested: (\d+)", run.stdout)[0]
    assert tested == operations, run.stdout
    assert role != "worker" or int(operations) == sum(len(rule.methods & METHODS) for rule in routes(app))
