"""A known vulnerability fails `make lint`; a source that cannot be asked does not, and is named."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest

from tools import advisories
from tools.advisories import Finished

CLEAN_PIP = {"dependencies": [{"name": "flask", "version": "3.1.3", "vulns": []}], "fixes": []}
VULNERABLE_PIP = {
    "dependencies": [
        {"name": "flask", "version": "3.1.3", "vulns": []},
        {
            "name": "urllib3",
            "version": "1.26.4",
            "vulns": [{"id": "PYSEC-2021-108", "fix_versions": ["1.26.5"], "aliases": [], "description": "…"}],
        },
        {"name": "ours", "skip_reason": "Dependency not found on PyPI and could not be audited: ours (1.0)"},
    ],
    "fixes": [],
}
UNKNOWN_PIP = {"dependencies": [{"name": "flask", "skip_reason": "Dependency not found on PyPI"}], "fixes": []}
NO_CONNECTION = """\
Traceback (most recent call last):
requests.exceptions.ConnectionError: HTTPSConnectionPool(host='pypi.org', port=443): Max retries exceeded
"""

CLEAN_NPM = {"auditReportVersion": 2, "vulnerabilities": {}, "metadata": {"dependencies": {"total": 42}}}
VULNERABLE_NPM = {
    "auditReportVersion": 2,
    "vulnerabilities": {
        "lodash": {
            "range": "<=4.17.20",
            "via": [{"title": "Command Injection in lodash", "url": "https://example.org/advisory"}],
        },
        "above": {"range": "*", "via": ["lodash"]},
    },
    "metadata": {"dependencies": {"total": 42}},
}
REFUSED_NPM = {
    "message": "405 Method Not Allowed - POST https://registry.example/-/npm/v1/security/advisories/bulk",
    "statusCode": 405,
    "error": {"summary": "", "detail": ""},
}
NO_LOCK_NPM = {"error": {"code": "ENOLOCK", "summary": "This command requires an existing lockfile.", "detail": ""}}


def asked(pip: Any, npm: Any, *, pip_error: str = "") -> int:
    """The outcome where the two sources answer with these."""

    def run(command: tuple[str, ...]) -> Finished:
        answer, error = (npm, "") if command[0] == "npm" else (pip, pip_error)
        return subprocess.CompletedProcess(command, 1, json.dumps(answer) if answer else "", error)

    return advisories.main(run)


def test_clean_packages_pass(capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(CLEAN_PIP, CLEAN_NPM) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Python packages: nothing known against 1 packages",
        "npm packages: nothing known against 42 packages",
    ]


def test_a_vulnerable_python_package_fails_and_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(VULNERABLE_PIP, CLEAN_NPM) == 1
    assert capsys.readouterr().out.splitlines()[:2] == [
        "Python packages: 1 known against 3 packages; the source does not know 1 of them",
        "  urllib3 1.26.4: PYSEC-2021-108, mended in 1.26.5",
    ]


def test_a_vulnerable_npm_package_fails_and_is_named_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(CLEAN_PIP, VULNERABLE_NPM) == 1
    assert capsys.readouterr().out.splitlines()[1:] == [
        "npm packages: 1 known against 42 packages",
        "  lodash <=4.17.20: Command Injection in lodash, https://example.org/advisory",
    ]


def test_a_source_that_knows_nothing_or_cannot_be_reached_is_named_and_fails_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert asked(UNKNOWN_PIP, REFUSED_NPM) == 0
    assert asked(None, REFUSED_NPM, pip_error=NO_CONNECTION) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 4
    assert all("could not be asked" in line for line in lines)


def test_one_source_that_cannot_be_reached_hides_no_vulnerability_of_the_other() -> None:
    assert asked(VULNERABLE_PIP, REFUSED_NPM) == 1
    assert asked(None, VULNERABLE_NPM, pip_error=NO_CONNECTION) == 1


def test_a_source_that_does_not_answer_in_time_cannot_be_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(advisories, "LONGEST_S", 0.001)
    with pytest.raises(advisories.Unreachable):
        advisories.run(("sleep", "5"))


def test_a_question_that_fails_by_itself_fails() -> None:
    """Such as a lock file that is not there: nothing was asked, and it is not the network's fault."""
    assert asked(CLEAN_PIP, NO_LOCK_NPM) == 1
    assert asked(None, CLEAN_NPM, pip_error="ERROR:pip_audit._cli:invalid requirements input: nope.txt") == 1
