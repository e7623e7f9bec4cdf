"""A browser with a profile of its own that Selenium drives: started, ended, and started again with what it kept."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol
from urllib.error import URLError

from selenium.webdriver import FirefoxOptions, WebKitGTKOptions
from selenium.webdriver.common.options import ArgOptions
from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.remote.remote_connection import RemoteConnection
from selenium.webdriver.remote.webdriver import WebDriver

from tests.engines import FIREFOX, WEBKIT, Engine

WIDTH, HEIGHT = 390, 844
START_WITHIN_S = 60
WINDOW = Path(__file__).with_name("webkit_window.py")

# Firefox's own chrome is never narrower than 500 pixels otherwise.
NARROW = ":root, body { min-width: 0 !important; }"
PREFERENCES: dict[str, bool | int | str] = {
    "toolkit.legacyUserProfileCustomizations.stylesheets": True,
    "intl.locale.requested": "ja",
    "intl.accept_languages": "ja",
    # Nobody but the server of the tests is called: everything else goes to a proxy that is not there.
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "network.proxy.no_proxies_on": "localhost, 127.0.0.1",
}


class Driver(Protocol):
    """How an engine is driven."""

    engine: Engine

    def command(self) -> list[str]:
        """The WebDriver server, without its port."""

    def options(self, profile: Path) -> ArgOptions:
        """What it is told about the browser, which keeps its data in ``profile``."""


class Firefox:
    """Firefox without a window."""

    engine = FIREFOX

    def command(self) -> list[str]:
        """geckodriver."""
        return [FIREFOX.path("geckodriver")]

    def options(self, profile: Path) -> FirefoxOptions:
        """The profile is used where it is, so that it stays."""
        styles = profile / "chrome"
        styles.mkdir(parents=True, exist_ok=True)
        (styles / "userChrome.css").write_text(NARROW, "utf-8")
        options = FirefoxOptions()
        options.binary_location = FIREFOX.path("Firefox")
        for argument in ("-headless", "-profile", str(profile)):
            options.add_argument(argument)
        for name, value in PREFERENCES.items():
            options.set_preference(name, value)
        # Otherwise it listens at a port that is the same for all.
        options.set_capability("moz:debuggerAddress", False)
        return options


class WebKit:
    """WebKitGTK in a window on a screen that nobody sees."""

    engine = WEBKIT

    def command(self) -> list[str]:
        """WebKitWebDriver."""
        return [WEBKIT.path("WebKitWebDriver")]

    def options(self, profile: Path) -> WebKitGTKOptions:
        """The browser is a script of ours (see there)."""
        options = WebKitGTKOptions()
        options.binary_location = WEBKIT.path("WebKitGTK 4.1 for Python")
        for argument in (str(WINDOW), str(profile), str(WIDTH), str(HEIGHT)):
            options.add_argument(argument)
        options.set_capability("browserName", "WebKitGTK")
        return options


class Browser:
    """One browser. ``webdriver`` is there while it runs."""

    webdriver: WebDriver

    def __init__(self, driver: Driver, folder: Path, display: str) -> None:
        self.engine = driver.engine
        self._driver = driver
        self._profile = folder / "profile"
        self._environment = {**os.environ, "DISPLAY": display, "LANG": "C.UTF-8", "TZ": "Asia/Tokyo"}
        self._log = folder / "driver.log"
        self._process: subprocess.Popen | None = None

    def start(self) -> None:
        """Starts it with what it kept."""
        self._profile.mkdir(exist_ok=True)
        port = _free_port()
        with self._log.open("ab") as log:
            # A group of its own, so that it can be ended with all that it starts.
            self._process = subprocess.Popen(
                [*self._driver.command(), f"--port={port}"],
                env=self._environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        address = f"http://127.0.0.1:{port}"
        _wait_until_up(self._process, f"{address}/status", self._log)
        connection = RemoteConnection(client_config=ClientConfig(address, timeout=START_WITHIN_S))
        options = self._driver.options(self._profile)
        # The certificate is signed by nobody but itself.
        options.accept_insecure_certs = True
        self.webdriver = WebDriver(connection, options=options)
        self.webdriver.set_window_rect(0, 0, WIDTH, HEIGHT)

    def end(self) -> None:
        """Ends it as people do."""
        if self._process:
            self.webdriver.quit()
            self._process.terminate()
            self._process.wait(START_WITHIN_S)
            self.kill()

    def kill(self) -> None:
        """The whole browser ends at once, without a word to its pages."""
        if self._process:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(START_WITHIN_S)
            self._process = None

    def errors(self) -> list[str]:
        """What no script of a page caught, so far."""
        lines = self._log.read_text("utf-8", errors="replace").splitlines()
        return [line for line in lines if _is_uncaught(line)]


def _is_uncaught(line: str) -> bool:
    """Firefox and WebKit each say it in their own way; only what comes from the page counts."""
    return line.startswith("JavaScript error: http") or ("CONSOLE JS ERROR" in line)


@contextmanager
def screen() -> Iterator[str]:
    """A screen that nobody sees; gives its name."""
    reading, writing = os.pipe()
    process = subprocess.Popen(
        [WEBKIT.path("Xvfb"), "-displayfd", str(writing), "-screen", "0", "1280x1024x24", "-nolisten", "tcp"],
        pass_fds=[writing],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as said:
            number = said.readline().strip()
        if not number:
            raise RuntimeError("Xvfb did not start.")
        yield f":{number}"
    finally:
        process.terminate()
        process.wait(START_WITHIN_S)


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _wait_until_up(process: subprocess.Popen, address: str, log: Path) -> None:
    give_up = time.monotonic() + START_WITHIN_S
    while time.monotonic() < give_up and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=START_WITHIN_S):
                return
        except (URLError, ConnectionError):
            time.sleep(0.05)
    raise RuntimeError(f"The driver did not start:\n{log.read_text()}")
