"""The browser for the tests: found if there is one, installed if not.

`python -m tests.chromium` prints the path of a Chromium that starts, after installing one where none is found:
first Playwright's own build, then Debian's package. BANSO_CHROMIUM names another. Where Debian has it, Chromium's
headless shell comes along: the same engine without the windows, which takes a fifth less of the processor.
"""

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Playwright, sync_playwright

from tests import installing

SHELL = "chromium-headless-shell"
"""Debian's command, and its package."""

COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
APPLICATIONS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
# The tests reach nothing but their own server: without these Chromium calls its maker at every start.
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)


def find() -> str | None:
    """The path of an installed Chromium or Chrome that starts, or None."""
    named = os.environ.get("BANSO_CHROMIUM")
    if named:
        return named
    installed = [path for path in map(shutil.which, COMMANDS) if path]
    installed += [path for path in APPLICATIONS if Path(path).exists()]
    for path in installed:
        if _starts(path):
            return path
    own = _path_of_playwrights_own()
    return own if own and _starts(own) else None


def find_shell() -> str | None:
    """The path of an installed headless shell that starts, or None; none where another browser is asked for by name."""
    path = None if os.environ.get("BANSO_CHROMIUM") else shutil.which(SHELL)
    return path if path and _starts(path) else None


def launch(playwright: Playwright, **options: Any) -> Browser:
    """A headless Chromium, its shell where there is one; `options` are Playwright's own, `args` are added to ours."""
    return playwright.chromium.launch(**_ours(find_shell() or find(), options))


def launch_whole(playwright: Playwright) -> Browser:
    """A whole Chromium without a screen, for what the shell leaves out."""
    return playwright.chromium.launch(**_ours(find(), {}))


def launch_persistent(playwright: Playwright, profile: Path, **options: Any) -> BrowserContext:
    """A whole Chromium with what it keeps in a folder, so that it can be started again; the context is the browser."""
    return playwright.chromium.launch_persistent_context(profile, **_ours(find(), options))


def _ours(path: str | None, options: dict[str, Any]) -> dict[str, Any]:
    if path is None:
        raise RuntimeError("No Chromium is installed: run `make browser`, or set BANSO_CHROMIUM.")
    args = [*QUIET, *options.pop("args", [])]
    if installing.is_root():
        # Chromium's sandbox refuses to start as root, which is what containers usually run as.
        args.append("--no-sandbox")
    return {**options, "executable_path": path, "args": args}


def install() -> str:
    """Installs a Chromium and returns its path. Raises SystemExit, saying what was tried, if there is no way."""
    print("No Chromium here: trying Playwright's own", flush=True)
    log = installing.run([sys.executable, "-m", "playwright", "install", "chromium"])
    if not (found := find()):
        print("Trying Debian's package", flush=True)
        log += installing.with_apt("chromium")
        found = find()
    if not found:
        print(log)
        sys.exit("No Chromium could be installed. Install Chromium or Chrome, or name one in BANSO_CHROMIUM.")
    return found


@cache
def _starts(path: str) -> bool:
    """Whether it answers at all: a launcher may be there without its browser, or libraries may be missing."""
    try:
        answer = subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0


def _path_of_playwrights_own() -> str | None:
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


if __name__ == "__main__":
    print("Browser for the tests:", find() or install())
    if not os.environ.get("BANSO_CHROMIUM") and not shutil.which(SHELL):
        installing.with_apt(SHELL)
    print("Without windows:", find_shell() or "the same")
