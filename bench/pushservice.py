"""A push service on this machine: it takes every message, after as long as one of the internet needs, and counts.

``python -m bench.pushservice`` prints its port. ``GET /`` tells what came. It is a process of its own, so that its work
is not in the way of whoever measures.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from dataclasses import dataclass
from typing import Self

from bench.office import ROOT

ROUND_TRIP_S = 0.05
"""About what the large push services take from Japan."""


@dataclass(frozen=True, slots=True)
class Received:
    """Messages so far, to how many addresses, the most that one address got, and the seconds from first to last."""

    messages: int
    addresses: int
    most: int
    seconds: float


class PushService:
    """The process, from outside."""

    def __enter__(self) -> Self:
        command = (sys.executable, "-m", "bench.pushservice")
        self._process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.url = f"http://127.0.0.1:{int(self._process.stdout.readline())}"
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.communicate()

    def received(self) -> Received:
        """What came since this was last begun anew."""
        with urllib.request.urlopen(f"{self.url}/", timeout=60) as response:
            return Received(**json.load(response))

    def begin_anew(self) -> None:
        """Forget what came."""
        urllib.request.urlopen(urllib.request.Request(f"{self.url}/", method="DELETE"), timeout=60).close()


class _Counting:
    """What came, by address."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        self._counts: Counter[str] = Counter()
        self._first = self._last = 0.0

    def take(self, path: str) -> None:
        self._last = time.perf_counter()
        self._first = self._first or self._last
        self._counts[path] += 1

    def as_json(self) -> str:
        counts = self._counts
        return json.dumps(
            {
                "messages": counts.total(),
                "addresses": len(counts),
                "most": max(counts.values(), default=0),
                "seconds": self._last - self._first,
            }
        )


async def _serve() -> None:
    counting = _Counting()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                method, path, _ = head.split(b" ", 2)
                await reader.readexactly(_length(head))
                status, body = await _reply(counting, method, path.decode())
                writer.write(b"HTTP/1.1 %d X\r\nContent-Length: %d\r\n\r\n%b" % (status, len(body), body))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


async def _reply(counting: _Counting, method: bytes, path: str) -> tuple[int, bytes]:
    if method == b"GET":
        return 200, counting.as_json().encode()
    if method == b"DELETE":
        counting.forget()
        return 204, b""
    counting.take(path)
    await asyncio.sleep(ROUND_TRIP_S)
    return 201, b""


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name == b"content-length":
            return int(value)
    return 0


if __name__ == "__main__":
    asyncio.run(_serve())
