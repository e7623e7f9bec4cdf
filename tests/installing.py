"""Installs what the tests need of the machine, for those who look for it: with apt, where there is apt."""

from __future__ import annotations

import os
import shutil
import subprocess

TIMEOUT_S = 300


def run(command: list[str]) -> str:
    """Runs an installer and returns what it said. Whether it worked is seen by looking for what it was to install."""
    said = f"$ {' '.join(command)}\n"
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            command,
            env=environment,
            timeout=TIMEOUT_S,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as failure:
        return f"{said}{failure}\n"
    return said + done.stdout.decode(errors="replace")


def with_apt(*packages: str) -> str:
    """Installs Debian's packages and returns what apt said; says so where there is no apt."""
    if not shutil.which("apt-get"):
        return "There is no apt-get here.\n"
    as_root = [] if is_root() else ["sudo", "--non-interactive"]
    log = run([*as_root, "apt-get", "update"])
    return log + run([*as_root, "apt-get", "install", "--yes", "--no-install-recommends", *packages])


def is_root() -> bool:
    """Whether this process may do everything, as it may in most containers."""
    return hasattr(os, "geteuid") and os.geteuid() == 0
