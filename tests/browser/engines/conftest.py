"""Fixtures of the tests on Firefox and WebKit; office, wire, worker and client are those of the folder above."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.browser.engines.certificate import for_localhost
from tests.browser.engines.driven import Browser, Driver, Firefox, WebKit, screen
from tests.browser.engines.phone import Phone
from tests.browser.office import Client, Office, Worker, serving
from tests.browser.wire import Wire, laid
from tests.engines import required

DRIVERS = [Firefox(), WebKit()]


@pytest.fixture(scope="session", params=DRIVERS, ids=lambda driver: driver.engine.name)
def driver(request: pytest.FixtureRequest) -> Driver:
    """Each engine in turn, where it can be had; in CI it must be there."""
    driver: Driver = request.param
    if reason := required(driver.engine):
        pytest.skip(reason)
    return driver


@pytest.fixture(scope="session")
def display(driver: Driver) -> Iterator[str]:
    """The screen, where the engine needs one."""
    with ExitStack() as stack:
        yield "" if isinstance(driver, Firefox) else stack.enter_context(screen())


@pytest.fixture(scope="session")
def _session_wire(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wire]:
    """The wire to the same office as in the folder above, with HTTPS at the phones' end."""
    with serving(office) as port, laid(port, for_localhost(tmp_path_factory.mktemp("tls"))) as wire:
        yield wire


@pytest.fixture
def new_phone(driver: Driver, display: str, wire: Wire, tmp_path: Path) -> Iterator[Phone]:
    """A phone with nothing on it, running. It may not have misbehaved when the test is over."""
    browser = Browser(driver, tmp_path, display)
    try:
        browser.start()
        phone = Phone(browser, wire.url)
        yield phone
        wire.mended()
        assert phone.misbehaviour() == []
        browser.end()
    finally:
        browser.kill()


@pytest.fixture
def phone(new_phone: Phone, worker: Worker, client: Client) -> Phone:
    """The worker's phone, signed in, with the case of the client on it."""
    new_phone.sign_in(worker)
    return new_phone
