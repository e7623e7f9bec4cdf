"""Asks what is known against the pinned packages: `make lint`.

pip-audit asks PyPI about `requirements-dev.txt`, which holds every Python package; npm asks its registry about
`package-lock.json`. A known vulnerability fails. Where a source cannot be reached (behind a mirror, without a
network), nothing is known, and that is what is printed: it is no failure of the change that is being checked.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[1]
LONGEST_S: Final = 300
"""A source that has not answered by then cannot be asked."""

_PIP_AUDIT: Final = (
    *(sys.executable, "-m", "pip_audit", "--requirement", "requirements-dev.txt", "--require-hashes", "--disable-pip"),
    *("--format", "json", "--progress-spinner", "off"),
)
_NPM_AUDIT: Final = (
    *("npm", "audit", "--json", "--package-lock-only"),
    *("--fetch-retries", "1", "--fetch-timeout", "20000"),
)
_NO_CONNECTION: Final = ("requests.exceptions.", "vulnerability feed", "ServiceError")
"""What pip-audit's last words hold where PyPI could not be asked."""

Finished = subprocess.CompletedProcess[str]
Run = Callable[[tuple[str, ...]], Finished]


class Unreachable(Exception):
    """The source could not be asked; the message is why."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a source says: of how many packages it knows nothing at all, and a line for each advisory."""

    packages: int
    unknown: int
    advisories: list[str]


def read_pip_audit(finished: Finished) -> Answer:
    """Raises :class:`Unreachable`, and :class:`ValueError` where pip-audit failed for another reason."""
    if not finished.stdout.strip():
        error = _last_line(finished.stderr)
        raise Unreachable(error) if any(sign in finished.stderr for sign in _NO_CONNECTION) else ValueError(error)
    packages: list[dict[str, Any]] = json.loads(finished.stdout)["dependencies"]
    unknown = [package for package in packages if "skip_reason" in package]
    if len(unknown) == len(packages):
        raise Unreachable("it knows none of the packages")
    advisories = [
        f"{package['name']} {package['version']}: {advisory['id']}, {_mended(advisory['fix_versions'])}"
        for package in packages
        for advisory in package.get("vulns", [])
    ]
    return Answer(len(packages), len(unknown), advisories)


def read_npm_audit(finished: Finished) -> Answer:
    """Raises :class:`Unreachable`, and :class:`ValueError` where npm failed for another reason."""
    try:
        report: dict[str, Any] = json.loads(finished.stdout)
    except ValueError:
        raise ValueError(_last_line(finished.stderr)) from None
    if "vulnerabilities" not in report:
        message = report.get("message") or report.get("error", {}).get("summary") or _last_line(finished.stderr)
        raise Unreachable(message) if "/security/" in message else ValueError(message)
    advisories = [
        f"{name} {vulnerability['range']}: {cause['title']}, {cause['url']}"
        for name, vulnerability in report["vulnerabilities"].items()
        for cause in vulnerability["via"]
        if isinstance(cause, dict)  # a text is the name of the package that brings it, which has its own entry
    ]
    return Answer(report["metadata"]["dependencies"]["total"], 0, advisories)


SOURCES: Final[tuple[tuple[str, tuple[str, ...], Callable[[Finished], Answer]], ...]] = (
    ("Python packages", _PIP_AUDIT, read_pip_audit),
    ("npm packages", _NPM_AUDIT, read_npm_audit),
)


def run(command: tuple[str, ...]) -> Finished:
    """Raises :class:`Unreachable` where there is no answer in time."""
    try:
        return subprocess.run(  # noqa: S603 - the two commands above
            command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=LONGEST_S
        )
    except subprocess.TimeoutExpired:
        raise Unreachable(f"no answer within {LONGEST_S} seconds") from None


def main(run: Run = run) -> int:
    """Print what each source says. 1 where one knows a vulnerability, or where the question itself failed."""
    status = 0
    for packages, command, read in SOURCES:
        try:
            answer = read(run(command))
        except Unreachable as why:
            print(f"{packages}: the source could not be asked: {why}")
        except ValueError as error:
            print(f"{packages}: the audit failed: {error}")
            status = 1
        else:
            print(f"{packages}: {_summary(answer)}", *answer.advisories, sep="\n  ")
            status |= bool(answer.advisories)
    return status


def _summary(answer: Answer) -> str:
    unknown = f"; the source does not know {answer.unknown} of them" if answer.unknown else ""
    return f"{len(answer.advisories) or 'nothing'} known against {answer.packages} packages{unknown}"


def _mended(versions: list[str]) -> str:
    return f"mended in {', '.join(versions)}" if versions else "not mended yet"


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or ["it says nothing"])[-1]


if __name__ == "__main__":
    sys.exit(main())
