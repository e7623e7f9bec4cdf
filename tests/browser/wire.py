"""The wire between phone and server: a small proxy that fails as networks do, when it is told to."""

from __future__ import annotations

import gzip
import http.client
import json
import ssl
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HOP_BY_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length", "date", "server"})
EXCHANGE = "/api/exchange"
SENDING = frozenset({EXCHANGE, "/api/outbox"})
"""Both ways in which what waits on a phone is sent: by the app, and sealed by its worker."""
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
    stalled: threading.Event | None = None
    """Set where no more than the half of it is on its way until then, and the rest never comes."""

    @property
    def json(self) -> Any:
        """The body of an answer of the API."""
        return json.loads(self.body)


Forward = Callable[[Request], Reply]
Fault = Callable[[Request, Forward], "Reply | None"]


def drop_reply(request: Request, forward: Forward) -> None:
    """The server has stored it, and nobody hears of that."""
    forward(request)


def proxy_error(status: int) -> Fault:
    """The proxy before the server has nobody to ask, and says so in its own words."""

    def answer(request: Request, forward: Forward) -> Reply:
        return Reply(status, [("Content-Type", "text/html")], b"<html><h1>Bad Gateway</h1></html>")

    return answer


def public_network(request: Request, forward: Forward) -> Reply:
    """A public network answers with its own page, whatever is asked."""
    return Reply(200, [("Content-Type", "text/html")], b"<!doctype html><title>Free Wi-Fi</title>")


def cut(request: Request, forward: Forward) -> None:
    """The request never arrives."""


def problem(status: int, code: str) -> Fault:
    """Something in between, or the server itself, answers with a problem and stores nothing."""
    body = json.dumps({"type": f"/problems/{code}", "title": code, "status": status, "code": code})

    def answer(request: Request, forward: Forward) -> Reply:
        return Reply(status, [("Content-Type", "application/problem+json")], body.encode())

    return answer


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


class Thin:
    """A line on which an exchange with more ``changes`` in the request or ``records`` in the answer comes to nothing:
    there is no answer, or with ``headers`` the beginning of one.
    """

    def __init__(self, *, changes: int, records: int, headers: bool) -> None:
        self._changes = changes
        self._records = records
        self._headers = headers
        self._gone = threading.Event()

    def __call__(self, request: Request, forward: Forward) -> Reply | None:
        """Carries what is small enough."""
        is_large = len(request.json["changes"]) > self._changes
        if not is_large or self._headers:
            reply = forward(request)
            if not is_large and len(reply.json.get("records", [])) <= self._records:
                return reply
            if self._headers:
                return replace(reply, stalled=self._gone)
        self._gone.wait(HOLD_AT_MOST_S)
        return None

    def let_go(self) -> None:
        """Ends the waiting of those whose phone has given up."""
        self._gone.set()


@dataclass
class _Rule:
    fault: Fault
    paths: Collection[str] | None
    left: int | None
    wanted: Callable[[Request], bool]


@dataclass
class Wire:
    """Carries requests to the server at ``port``, and notes them."""

    port: int
    url: str = ""
    secured: ssl.SSLContext | None = None
    seen: list[Request] = field(default_factory=list)
    most_at_once: int = 0
    """How many exchanges were under way at the same time, at most."""
    _under_way: int = 0
    _rules: list[_Rule] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _listening: tuple[_Server, threading.Thread] | None = None

    def fails(
        self,
        fault: Fault,
        *,
        path: str | Collection[str] | None = EXCHANGE,
        times: int | None = 1,
        when: Callable[[Request], bool] = lambda request: True,
    ) -> None:
        """From now on, requests for ``path`` (one or several; None: for anything) fail like this: as many as ``times``
        says, or all until ``mended``.
        """
        paths = {path} if isinstance(path, str) else path
        with self._lock:
            self._rules.append(_Rule(fault, paths, times, when))

    def mended(self) -> None:
        """All is well again."""
        with self._lock:
            self._rules.clear()

    @contextmanager
    def refusing(self) -> Iterator[None]:
        """As long as the block lasts, nothing listens where the server should be."""
        self._close()
        try:
            yield
        finally:
            self._open()

    def reset(self) -> None:
        """As new."""
        self.mended()
        self.seen.clear()
        self.most_at_once = self._under_way

    def exchanges(self) -> list[Request]:
        """The exchanges so far, but for those that the office asked to be made again with a fresh proof."""
        return [request for request in list(self.seen) if request.path == EXCHANGE and not _lacks_proof(request)]

    def attempts(self) -> list[Request]:
        """Whenever something was to be sent so far, in either way."""
        return [request for request in list(self.seen) if request.path in SENDING]

    def carry(self, request: Request) -> Reply | None:
        """What the phone gets for a request."""
        self.seen.append(request)
        is_exchange = request.path == EXCHANGE
        with self._lock:
            self._under_way += is_exchange
            self.most_at_once = max(self.most_at_once, self._under_way)
        try:
            rule = self._rule_for(request)
            request.reply = rule.fault(request, self._forward) if rule else self._forward(request)
            if rule and _lacks_proof(request):
                # It is made again at once, with a fresh proof: what is to fail is that one.
                request.reply = request.answered
                rule.left = None if rule.left is None else rule.left + 1
            return request.reply
        finally:
            with self._lock:
                self._under_way -= is_exchange

    def _rule_for(self, request: Request) -> _Rule | None:
        with self._lock:
            for rule in self._rules:
                concerned = rule.paths is None or request.path in rule.paths
                if concerned and rule.left != 0 and rule.wanted(request):
                    if rule.left is not None:
                        rule.left -= 1
                    return rule
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

    def _open(self) -> None:
        port = int(self.url.rpartition(":")[2] or 0)
        server = _Server(("127.0.0.1", port), type("Handler", (_Handler,), {"wire": self}))
        self.url = f"{'https' if self.secured else 'http'}://localhost:{server.server_address[1]}"
        if self.secured:
            # Hands are shaken by the thread of each connection: whoever takes long over it keeps nobody else waiting.
            server.socket = self.secured.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        self._listening = server, thread

    def _close(self) -> None:
        assert self._listening is not None
        server, thread = self._listening
        server.shutdown()
        thread.join()
        server.server_close()


def _lacks_proof(request: Request) -> bool:
    answer = request.answered
    return answer is not None and answer.status == 403 and b'"proof_needed"' in answer.body


@contextmanager
def laid(port: int, secured: ssl.SSLContext | None = None) -> Iterator[Wire]:
    """A wire to the server at ``port``, as long as the block lasts; over HTTPS where it is given a certificate."""
    wire = Wire(port, secured=secured)
    wire._open()
    try:
        yield wire
    finally:
        wire._close()


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
        if self.command == "HEAD":
            return
        if reply.stalled:
            self.wfile.write(reply.body[: len(reply.body) // 2])
            reply.stalled.wait(HOLD_AT_MOST_S)
            return
        self.wfile.write(reply.body)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _carry  # noqa: N815 - named by http.server

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - named by http.server
        """Says nothing."""
