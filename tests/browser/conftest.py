"""Fixtures of the browser tests: an office with its server, the wire to it, and phones.

Office, server and browser last for a test process; workers, cases and phones are each test's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from tests import chromium
from tests.browser import desk
from tests.browser.desk import Desk
from tests.browser.office import ROOT, Client, Office, Worker, serving
from tests.browser.phones import PATIENCE_MS, SCREEN, Phone, Pocket, misbehaviour
from tests.browser.pushed import BROWSER_WITH_A_PUSH_SERVICE, Pushed
from tests.browser.wire import Wire, laid


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    browser = chromium.launch(playwright)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def whole_browser(playwright: Playwright) -> Iterator[Browser]:
    """One that shows notifications, which the shell has none of."""
    browser = chromium.launch_whole(playwright)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    assert (ROOT / "static/dist/manifest.json").exists(), "The phone app is not built: run `make build`."
    office = Office(tmp_path_factory.mktemp("office"))
    yield office
    office.close()


@pytest.fixture(autouse=True)
def no_visit_is_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """All tests of a process share the office, and a visit that one of them leaves under watch calls for help in the
    others. What stood before the test is its module's to end.
    """
    if "office" not in request.fixturenames:
        yield
        return
    office: Office = request.getfixturevalue("office")
    standing = office.records("outing")
    yield
    office.end_visits(but=standing)


@pytest.fixture(scope="session")
def _session_wire(office: Office) -> Iterator[Wire]:
    with serving(office) as port, laid(port) as wire:
        yield wire


@pytest.fixture
def wire(_session_wire: Wire) -> Wire:
    _session_wire.reset()
    return _session_wire


@pytest.fixture
def worker(office: Office) -> Worker:
    return office.hire("相田 翼")


@pytest.fixture
def client(office: Office, worker: Worker) -> Client:
    """A client of the worker."""
    return office.open_case("野原 すみれ", worker)


@pytest.fixture
def phones(request: pytest.FixtureRequest, wire: Wire) -> Iterator[Callable[..., Phone]]:
    """Makes phones with nothing on them. What the browser calls itself may be another, and scripts may take from it
    what it has not. None of the phones may have misbehaved when the test is over.
    """
    is_notified = "with_pushes" in request.fixturenames
    browser: Browser = request.getfixturevalue("whole_browser" if is_notified else "browser")
    made: list[Phone] = []

    def make(*scripts: str, user_agent: str | None = None) -> Phone:
        context = browser.new_context(**SCREEN, user_agent=user_agent)
        context.set_default_timeout(PATIENCE_MS)
        for script in scripts:
            context.add_init_script(script)
        made.append(Phone(context, wire.url))
        return made[-1]

    yield make
    wire.mended()
    for phone in made:
        phone.context.close()
    assert [misbehaviour(phone) for phone in made] == [[] for _ in made]


@pytest.fixture
def phone(phones: Callable[[], Phone], worker: Worker, client: Client) -> Phone:
    """The worker's phone, signed in, with the case of the client on it."""
    phone = phones()
    phone.sign_in(worker)
    return phone


@pytest.fixture
def with_pushes(phones: Callable[[], Phone]) -> Phone:
    """A phone that push messages reach."""
    phone = phones()
    phone.context.grant_permissions(["notifications"], origin=phone.origin)
    phone.context.add_init_script(BROWSER_WITH_A_PUSH_SERVICE)
    return phone


@pytest.fixture
def pushed(with_pushes: Phone, worker: Worker, client: Client) -> Pushed:
    """A phone on which the worker is signed in."""
    with_pushes.sign_in(worker)
    with_pushes.installed()
    with_pushes.start()
    return Pushed(with_pushes)


@pytest.fixture
def pocket(playwright: Playwright, wire: Wire, tmp_path: Path) -> Iterator[Pocket]:
    """A phone that can be switched off and on."""
    pocket = Pocket(playwright, tmp_path / "profile", wire.url)
    yield pocket
    pocket.close()


@pytest.fixture
def at_the_desk(browser: Browser, wire: Wire) -> Iterator[Desk]:
    """The screen at the office, nobody signed in."""
    context = browser.new_context(**desk.SCREEN)
    context.set_default_timeout(PATIENCE_MS)
    yield Desk(context, wire.url)
    context.close()
