"""The wire between phone and server: a small proxy that fails as networks do, when it is told to."""

from __future__ import annotations

import gzip
import http.client
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HOP_BY_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length", "date", "server"})
EXCHANGE = "/api/exchange"
HOLD_AT_MOST_S = 60


@dataclass
class Request:
    """One request of a phone, and what came of it. ``reply`` is ``None`` where the phone got none."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    reply: Reply | None = None
    answered: Reply | None = None
    """What the server said, whether or not the phone heard it."""

    @property
    def json(self) -> Any:
        """The body of an exchange."""
        packed = self.headers.get("content-encoding") == "gzip"
        return json.loads(gzip.decompress(self.body) if packed else self.body)


@dataclass(frozen=True)
class Reply:
    """An answer to a request."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def json(self) -> Any:
        """The body of an answer of the API."""
        return json.loads(self.body)


Forward = Callable[[Request], Reply]
Fault = Callable[[Request, Forward], "Reply | None"]


def drop_reply(request: Request, forward: Forward) -> None:
    """The server has stored it, and nobody hears of that."""
    forward(request)


def cut(request: Request, forward: Forward) -> None:
    """The request never arrives."""


def problem(status: int, code: str) -> Fault:
    """Something in between, or the server itself, answers with a problem and stores nothing."""
    body = json.dumps({"type": f"/problems/{code}", "title": code, "status": status, "code": code})

    def answer(request: Request, forward: Forward) -> Reply:
        return Reply(status, [("Content-Type", "application/problem+json")], body.encode())

    return answer


def with_changes(alter: Callable[[Any], None]) -> Fault:
    """Each change is altered on its way."""

    def carry(request: Request, forward: Forward) -> Reply:
        asked = request.json
        for change in asked["changes"]:
            alter(change)
        headers = {name: value for name, value in request.headers.items() if name != "content-encoding"}
        return forward(replace(request, headers=headers, body=json.dumps(asked).encode()))

    return carry


class Hold:
    """Holds a request until it is let go; ``reached`` tells that there is one."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self._gone = threading.Event()

    def __call__(self, request: Request, forward: Forward) -> Reply:
        """Waits, then goes on as if nothing had been."""
        self.reached.set()
        self._gone.wait(HOLD_AT_MOST_S)
        return forward(request)

    def let_go(self) -> None:
        """Lets the request go on."""
        self._gone.set()


@dataclass
class _Rule:
    fault: Fault
    path: str
    left: int | None
    wanted: Callable[[Request], bool]


@dataclass
class Wire:
    """Carries requests to the server at ``port``, and notes them."""

    port: int
    url: str = ""
    seen: list[Request] = field(default_factory=list)
    most_at_once: int = 0
    """How many exchanges were under way at the same time, at most."""
    _under_way: int = 0
    _rules: list[_Rule] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def fails(
        self,
        fault: Fault,
        *,
        path: str = EXCHANGE,
        times: int | None = 1,
        when: Callable[[Request], bool] = lambda request: True,
    ) -> None:
        """From now on, requests for ``path`` fail like this: as many as ``times`` says, or all until ``mended``."""
        with self._lock:
            self._rules.append(_Rule(fault, path, times, when))

    def mended(self) -> None:
        """All is well again."""
        with self._lock:
            self._rules.clear()

    def reset(self) -> None:
        """As new."""
        self.mended()
        self.seen.clear()
        self.most_at_once = self._under_way

    def exchanges(self) -> list[Request]:
        """The exchanges so far."""
        return [request for request in list(self.seen) if request.path == EXCHANGE]

    def carry(self, request: Request) -> Reply | None:
        """What the phone gets for a request."""
        self.seen.append(request)
        is_exchange = request.path == EXCHANGE
        with self._lock:
            self._under_way += is_exchange
            self.most_at_once = max(self.most_at_once, self._under_way)
        try:
            fault = self._fault_for(request)
            request.reply = fault(request, self._forward) if fault else self._forward(request)
            return request.reply
        finally:
            with self._lock:
                self._under_way -= is_exchange

    def _fault_for(self, request: Request) -> Fault | None:
        with self._lock:
            for rule in self._rules:
                if rule.path == request.path and rule.left != 0 and rule.wanted(request):
                    if rule.left is not None:
                        rule.left -= 1
                    return rule.fault
        return None

    def _forward(self, request: Request) -> Reply:
        headers = {name: value for name, value in request.headers.items() if name not in HOP_BY_HOP}
        if request.path.startswith("/api/"):
            headers["accept-encoding"] = "identity"  # so that it can be read here
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(request.method, request.path, request.body, headers)
            answer = connection.getresponse()
            kept = [(name, value) for name, value in answer.getheaders() if name.lower() not in HOP_BY_HOP]
            request.answered = Reply(answer.status, kept, answer.read())
        finally:
            connection.close()
        return request.answered


@contextmanager
def laid(port: int) -> Iterator[Wire]:
    """A wire to the server at ``port``, as long as the block lasts."""
    wire = Wire(port)
    handler = type("Handler", (_Handler,), {"wire": wire})
    server = _Server(("127.0.0.1", 0), handler)
    wire.url = f"http://localhost:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield wire
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Phones go away in the middle of an answer: that is what these tests are about."""


class _Handler(BaseHTTPRequestHandler):
    wire: Wire

    def _carry(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        # One request a connection: where one that was used before is cut, a browser sends the request again by itself.
        self.close_connection = True
        reply = self.wire.carry(Request(self.command, self.path, headers, body))
        if reply is None:
            return
        self.send_response_only(reply.status)
        for name, value in [*reply.headers, ("Content-Length", str(len(reply.body))), ("Connection", "close")]:
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(reply.body)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _carry  # noqa: N815 - named by http.server

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - named by http.server
        """Says nothing."""
