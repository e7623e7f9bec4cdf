"""Push messages: how many a second, what the server's answers take meanwhile, and how much memory the sending needs."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench.exchanges import Figures, fill
from bench.morning import database, dawn
from bench.notes import Change, cases, notes
from bench.office import ROOT, Office
from bench.phone import Phone
from bench.pushservice import PushService

FEW = 1_000
MANY = 10_000
PHONES = 4
EVERY_S = 0.2
BASELINE_S = 20
WITHIN_S = 900


def measure(many: int = MANY, few: int = FEW, baseline_s: float = BASELINE_S) -> Figures:
    """Two mornings, ``few`` and ``many`` phones to be told, while four other phones save notes on the same server."""
    with PushService() as service, Office() as office, database(office.database), Phone(office) as writer:
        fill(writer, cases())
        dawn(few, service.url)
        _, few_mb = _morning(office, service, few)
        dawn(many, service.url)
        made = Shared(notes(sys.maxsize))
        with saving(office, made) as answers:
            time.sleep(baseline_s)
        with saving(office, made) as answers_meanwhile:
            seconds, many_mb = _morning(office, service, many)
    return {
        "push_sends_per_s": round(many / seconds),
        "push_morning_s": round(seconds, 1),
        "p95_request_ms_during_push": p95_ms(answers_meanwhile),
        "p95_request_ms_without_push": p95_ms(answers),
        "push_peak_rss_mb": round(many_mb),
        f"push_peak_rss_at_{few}_mb": round(few_mb),
    }


class Shared:
    """Notes that several threads take from."""

    def __init__(self, made: Iterator[Change]) -> None:
        self._made = made
        self._lock = threading.Lock()

    def next(self) -> Change:
        with self._lock:
            return next(self._made)


@contextmanager
def saving(office: Office, made: Shared) -> Iterator[list[float]]:
    """Phones that save a note each five times a second as long as the block lasts. Gives the seconds of each answer."""
    times: list[float] = []
    over = threading.Event()

    def save(phone: Phone) -> None:
        while True:
            note = json.dumps([made.next()])
            began = time.perf_counter()
            phone.exchange(note)
            times.append(time.perf_counter() - began)
            if over.wait(EVERY_S):
                break

    with ExitStack() as open_phones, ThreadPoolExecutor(PHONES) as threads:
        phones = [open_phones.enter_context(Phone(office)) for _ in range(PHONES)]
        for phone in phones:
            phone.catch_up()
        savings = [threads.submit(save, phone) for phone in phones]
        try:
            yield times
        finally:
            over.set()
        for each in savings:
            each.result()


def _morning(office: Office, service: PushService, count: int) -> tuple[float, float]:
    """Let ``python -m server.jobs`` send what is due. Returns the seconds, and its peak memory in MB."""
    service.begin_anew()
    # Outside of production it may call this machine.
    environment = office.environment() | {"BANSO_ENV": "development", "DATABASE_URL": f"sqlite:///{office.database}"}
    with (office.folder / "jobs.log").open("ab") as log:
        jobs = subprocess.Popen((sys.executable, "-m", "server.jobs"), cwd=ROOT, env=environment, stderr=log)
    try:
        give_up = time.monotonic() + WITHIN_S
        while (received := service.received()).messages < count:
            if jobs.poll() is not None or time.monotonic() > give_up:
                raise RuntimeError(f"{received}:\n{(office.folder / 'jobs.log').read_text()}")
            time.sleep(0.2)
        peak = _peak_mb(jobs.pid)
    finally:
        jobs.terminate()
        jobs.wait()
    received = service.received()
    if (received.messages, received.addresses, received.most) != (count, count, 1):
        raise RuntimeError(f"not each phone once: {received}")
    return received.seconds, peak


def _peak_mb(process: int) -> float:
    """The most memory that a process has had at once (Linux)."""
    status = Path(f"/proc/{process}/status").read_text()
    (peak,) = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(peak) / 1024


def p95_ms(seconds: list[float]) -> float:
    """Within which 19 of 20 were answered."""
    return round(statistics.quantiles(seconds, n=20)[-1] * 1e3, 1)
