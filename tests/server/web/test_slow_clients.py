"""The real web server beside slow clients: others do not wait for them, and they are not waited for without end."""

from __future__ import annotations

import contextlib
import http.client
import json
import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from server.ground.ids import new_id
from server.web.connections import Patience
from server.web.processes import listen
from server.web.serving import GRACE_S, LARGEST_BODY, Server
from tests.conftest import settings_for
from tests.server.people import Client, OfficeUnderTest, visit
from tests.server.serving import Served
from tests.server.web.slow import HEAD, KINDS, connect, is_closed, slow_clients

MANY = 200
OTHERS_WITHIN_S = 5
"""Of an answer beside slow clients, on a machine that does much else. Without them it is a few milliseconds; a server
that gives them its threads does not answer at all."""


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def asked(port: int, path: str = "/healthz", timeout_s: float = OTHERS_WITHIN_S) -> int:
    """The status of an answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout_s)
    with contextlib.closing(connection):
        connection.request("GET", path)
        return connection.getresponse().status


@pytest.fixture(scope="module")
def served(migrated_sqlite: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server with four threads."""
    import shutil  # noqa: PLC0415

    path = tmp_path_factory.mktemp("slow") / "banso.db"
    shutil.copy(str(migrated_sqlite), path)
    with Served(settings_for(f"sqlite:///{path}"), free_port()) as server:
        yield server


@pytest.mark.parametrize("kind", KINDS)
def test_two_hundred_slow_clients_keep_nobody_waiting(served: Served, kind: str) -> None:
    with slow_clients(served.port, kind, MANY):
        time.sleep(0.5)
        assert [asked(served.port) for _ in range(10)] == [200] * 10


def test_a_body_of_eight_mebibytes_and_its_answer_pass_whole(served: Served) -> None:
    body = b"x" * (8 << 20)
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=30)
    with contextlib.closing(connection):
        connection.request("PUT", f"/api/attachments/{new_id()}/content", body, {"Content-Type": "image/png"})
        assert connection.getresponse().status == 401


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"GET /healthz " + HEAD + b"X-Large: " + b"x" * 70_000 + b"\r\n\r\n", b"431"),
        (b"PUT /x " + HEAD + b"Content-Length: " + str(LARGEST_BODY + 1).encode() + b"\r\n\r\n", b"413"),
        (b"BAD\r\n\r\n", b"400"),
    ],
)
def test_headers_and_bodies_are_bounded_before_the_application_sees_them(
    served: Served, request_: bytes, status: bytes
) -> None:
    with contextlib.closing(connect(served.port)) as client:
        client.sendall(request_)
        assert client.recv(100).split()[1] == status
        assert is_closed(client, 5)
    assert asked(served.port) == 200


def test_requests_that_wait_in_line_on_one_connection_take_no_threads(served: Served) -> None:
    """Many answers that nobody takes would fill what is kept of them, and then each would hold its thread."""
    line = (b"GET /api/openapi.json " + HEAD + b"\r\n") * 300
    clients = [connect(served.port) for _ in range(8)]
    for client in clients:
        client.sendall(line)
    assert [asked(served.port) for _ in range(3)] == [200] * 3
    for client in clients:
        client.close()


@contextlib.contextmanager
def running(patience: Patience, application: Callable | None = None) -> Iterator[tuple[int, Server]]:
    """A server in a thread of this process, with a patience of the test's choice."""

    def hello(environ: dict, start_response: Callable) -> list[bytes]:
        start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "5")])
        return [b"hello"]

    listening = listen("127.0.0.1:0")
    port = listening.getsockname()[1]
    server = Server(application or hello, listening, threads=2, patience=patience)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield port, server
    finally:
        server.stop()
        thread.join(GRACE_S)
        assert not thread.is_alive()


@pytest.mark.parametrize(
    ("kind", "patience"),
    [
        ("silent", Patience(idle_s=1)),
        ("one_line", Patience(headers_s=1)),
        ("half_headers", Patience(headers_s=1)),
        ("slow_form", Patience(body_s=1)),
    ],
)
def test_who_says_too_little_for_too_long_is_let_go(kind: str, patience: Patience) -> None:
    with running(patience) as (port, _), slow_clients(port, kind, 5) as clients:
        assert all(is_closed(client, 5) for client in clients)


def test_what_the_web_server_logs_names_no_path(capfd: pytest.CaptureFixture[str]) -> None:
    """A calendar's path is a secret."""

    def fails(environ: dict, start_response: Callable) -> list[bytes]:
        raise RuntimeError("what somebody said")

    logging.getLogger("waitress").handlers.clear()
    with running(Patience(), fails) as (port, _):
        assert asked(port, "/calendar/secret.ics") == 500
    line = json.loads(capfd.readouterr().err)
    assert (line["event"], line["exception"]) == ("Exception while", "RuntimeError")
    assert not {"secret", "somebody"} & set(str(line).replace("/", " ").replace(".", " ").split())
    logging.getLogger("waitress").handlers.clear()


def test_who_takes_no_reply_is_let_go() -> None:
    def large(environ: dict, start_response: Callable) -> list[bytes]:
        start_response("200 OK", [("Content-Length", str(12 << 20))])
        return [b"x" * (12 << 20)]

    with running(Patience(reply_s=1), large) as (port, server), contextlib.closing(connect(port)) as client:
        client.sendall(b"GET / " + HEAD + b"\r\n")
        client.recv(1)
        deadline = time.monotonic() + 10
        while server._connections():
            assert time.monotonic() < deadline
            time.sleep(0.05)


def test_the_slowest_make_room_where_there_are_too_many() -> None:
    with running(Patience(connections=60)) as (port, _), slow_clients(port, "silent", 60) as clients:
        assert asked(port, timeout_s=15) == 200
        assert any(is_closed(client, 0.05) for client in clients[:20])


def test_what_is_kept_of_unfinished_requests_is_bounded() -> None:
    with running(Patience(held_bytes=1 << 20)) as (port, _):
        clients = [connect(port) for _ in range(8)]
        for client in clients:
            with contextlib.suppress(OSError):
                client.sendall(b"PUT /x " + HEAD + b"Content-Length: 4000000\r\n\r\n" + b"x" * 400_000)
        assert sum(is_closed(client, 2) for client in clients) >= 5
        for client in clients:
            client.close()
        assert asked(port) == 200


def test_told_to_end_it_finishes_what_has_begun_and_takes_nothing_new() -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow_answer(environ: dict, start_response: Callable) -> list[bytes]:
        begun.set()
        go_on.wait(20)
        start_response("200 OK", [("Content-Length", "4")])
        return [b"done"]

    with (
        ThreadPoolExecutor(1) as threads,
        running(Patience(), slow_answer) as (port, server),
        slow_clients(port, "silent", 3) as silent,
    ):
        answer = threads.submit(asked, port, "/", 20)
        assert begun.wait(10)
        server.stop()
        assert all(is_closed(client, 5) for client in silent)
        with pytest.raises(ConnectionError):
            asked(port)
        go_on.set()
        assert answer.result(20) == 200


def test_a_process_of_several_that_is_killed_is_replaced_and_all_end_together(
    make_app: Callable[[str], Flask], sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = OfficeUnderTest(make_app(sqlite_url)).open()
    with Served(settings_for(sqlite_url), free_port(), processes=2) as served:
        first = served.children()
        assert len(first) == 2
        time.sleep(max(0.0, 11 - served.running_s()))
        os.kill(first[0], signal.SIGKILL)
        deadline = time.monotonic() + 30
        while len(now := served.children()) < 2 or first[0] in now:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        assert {asked(served.port, timeout_s=30) for _ in range(4)} == {200}
        assert served.end() == 0
    assert office.users


def test_two_processes_let_no_more_attempts_pass_than_one(make_app: Callable[[str], Flask], sqlite_url: str) -> None:
    office = OfficeUnderTest(make_app(sqlite_url)).open()
    with Served(settings_for(sqlite_url), free_port(), processes=2) as served:
        together = threading.Barrier(24)

        def attempt(_: int) -> int:
            connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=60)
            with contextlib.closing(connection):
                connection.request("GET", "/api/csrf")
                response = connection.getresponse()
                token = json.loads(response.read())["csrf_token"]
                cookie = response.headers["Set-Cookie"].partition(";")[0]
                device = {"id": new_id(), "name": "電話"}
                body = {"login": office.login("worker"), "password": "not-the-password", "device": device}
                together.wait()
                headers = {"Cookie": cookie, "X-CSRF-Token": token, "Content-Type": "application/json"}
                connection.request("POST", "/api/session", json.dumps(body), headers)
                return connection.getresponse().status

        with ThreadPoolExecutor(24) as threads:
            answers = sorted(threads.map(attempt, range(24)))
    assert answers == [401] * 10 + [429] * 14


def test_notes_are_saved_beside_slow_clients_of_every_kind(make_app: Callable[[str], Flask], sqlite_url: str) -> None:
    office = OfficeUnderTest(make_app(sqlite_url)).open()
    case = office.case_of(office.users["worker"])
    phone: Client = office.client("worker")
    cookie = phone.http.get_cookie("banso")
    assert cookie is not None
    headers = phone.headers(Cookie=f"banso={cookie.value}", **{"Content-Type": "application/json"})
    with Served(settings_for(sqlite_url), free_port()) as served, contextlib.ExitStack() as slow:
        for kind in KINDS:
            slow.enter_context(slow_clients(served.port, kind, 30))
        for number in range(10):
            connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=OTHERS_WITHIN_S)
            with contextlib.closing(connection):
                body = json.dumps({"changes": [visit(case, narrative=f"{number}回目。")]}).encode()
                proof = phone.proof("POST", "/api/exchange", body)
                connection.request("POST", "/api/exchange", body, headers | proof)
                answer = json.loads(connection.getresponse().read())
            assert [result["status"] for result in answer["results"]] == ["applied"]
