"""How long a phone takes for a caseload of 10,000 records: first sync, cold start, saving, searching.

    .venv/bin/python -m bench.caseload [--records 10000] [--slowdown 4] [--runs 3] [--chromium /usr/bin/chromium]

A headless Chromium with its processor slowed down runs the app's own sync, store and outbox against a server on this
machine that hands out ready-made pages, so what is measured is the phone's half alone.
"""

from __future__ import annotations

import argparse
import datetime as dt
import http.server
import json
import random
import subprocess
import tempfile
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parent.parent
OFFICE = str(uuid.UUID(int=1))
SESSION = {
    "user": {"id": str(uuid.UUID(int=2)), "login": "bench", "name": "測定", "role": "worker"},
    "office": {"id": OFFICE, "name": "測定", "time_zone": "Asia/Tokyo"},
    "device": {"id": str(uuid.UUID(int=3))},
    "csrf_token": "bench",
}
QUERIES = ["佐藤", "ハローワーク", "家賃 滞納", "見つからない言葉"]
SENTENCES = (
    "自宅を訪問し、本人と四十分ほど話した。",
    "家賃の滞納が三か月続いており、分納の相談をしたいとのこと。",
    "ハローワークへの同行を希望され、来週の火曜に待ち合わせることにした。",
    "母親からは、夜眠れていない様子だと聞いた。",
    "フードバンクの食料を届け、電気代の督促状を一緒に確認した。",
    "市民税課の窓口で分納の誓約書を提出した。",
    "表情は前回より明るく、就労準備の見学に前向きだった。",
    "次回は社協の貸付担当と三者で面談する予定。",
)
SURNAMES = ("佐藤", "鈴木", "高橋", "田中", "伊藤", "渡辺", "山本", "中村", "小林", "加藤")
EXCHANGE_LIMIT = 1000
FLAGS = ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-component-update"]
FLAGS += ["--disable-sync"]
OUTBOX_KEY = (
    b',"outbox_key":{"id":"0199aaaa-0000-7000-8000-000000000007","public":"'
    b'BEtl0ms1np3iz5h-HT1FHBDGDcvsKrdR53BWpXnHfkY7kKEuXX9pRkOq-EAJnhgMbT6QskDVBzjUjfPy25bL1Wk"}}'
)
"""What a reply ends with where it tells a key; nobody has the private one."""

Record = dict[str, Any]


def caseload(count: int) -> list[Record]:
    """Invented records in the proportions of an office: three notes in four, the rest registers."""
    chance = random.Random(count)
    cases = max(1, count // 33)
    made = [_record(seq, *drawn) for seq, drawn in enumerate(_registers(cases, chance), start=1)]
    case_ids = [record["id"] for record in made if record["kind"] == "case"]
    notes = (_note(case_ids[n % cases], chance) for n in range(count - len(made)))
    return made + [_record(seq, *drawn) for seq, drawn in enumerate(notes, start=len(made) + 1)]


def _registers(cases: int, chance: random.Random) -> Iterator[tuple[str, str, str | None, dict[str, Any]]]:
    day = dt.datetime(2026, 11, 21, 1, tzinfo=dt.UTC)
    for n in range(cases):
        household, person, case = (_new_id(chance) for _ in range(3))
        name = f"{SURNAMES[n % 10]} {n}"
        yield "household", household, None, {"name": f"{name}宅", "safety_notes": SENTENCES[3]}
        yield "person", person, None, {"name": name, "kana": f"かな{n}", "household": household, "notes": SENTENCES[6]}
        yield "case", case, None, {"person": person, "state": "open", "number": f"R5-{n}", "summary": SENTENCES[1] * 3}
        for offset in range(-1, 2):
            start = (day + dt.timedelta(days=offset * (n % 7), hours=n % 8)).isoformat().replace("+00:00", "Z")
            yield "appointment", _new_id(chance), case, {"case": case, "method": "visit", "starts_at": start}
        yield "plan", _new_id(chance), case, {"case": case, "number": 1, "goal": SENTENCES[6] * 2}


def _note(case: str, chance: random.Random) -> tuple[str, str, str, dict[str, Any]]:
    fields = {
        "case": case,
        "method": chance.choice(("visit", "accompaniment", "interview", "phone_mail")),
        "started_at": f"2026-{chance.randint(1, 10):02d}-{chance.randint(1, 28):02d}T01:30:00Z",
        "narrative": "".join(chance.choices(SENTENCES, k=12)),
        "noticed": "".join(chance.choices(SENTENCES, k=2)),
        "topics": ["income", "housing"],
    }
    return "support", _new_id(chance), case, fields | {"author": _new_id(chance)}


def _record(seq: int, kind: str, record: str, scope: str | None, fields: dict[str, Any]) -> Record:
    head = str(uuid.UUID(int=seq))
    return {"kind": kind, "id": record, "scope": scope or record, "seq": seq, "head": head, "fields": fields}


def _new_id(chance: random.Random) -> str:
    return str(uuid.UUID(int=chance.getrandbits(128)))


class Server(http.server.ThreadingHTTPServer):
    """Serves the page, and the exchange from pages that were made beforehand."""

    def __init__(self, records: list[Record], script: bytes) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.script = script
        self.seals = False
        """Whether phones are told a key to seal for the office with."""
        starts = range(0, len(records), EXCHANGE_LIMIT)
        self.pages = {str(start): _reply(records, start) for start in starts}
        self.size = sum(len(page) for page in self.pages.values())
        self.end = _reply(records, len(records))


def _reply(records: list[Record], start: int) -> bytes:
    page = records[start : start + EXCHANGE_LIMIT]
    remaining = max(0, len(records) - start - len(page))
    reply = {
        "results": [],
        "records": page,
        "gone": [],
        "cursor": str(start + len(page)),
        "more": remaining > 0,
        "remaining": remaining,
        "server_time": "2026-11-21T01:30:00Z",
        "clock_offset_s": 0,
        "clock_warning": False,
    }
    return json.dumps(reply, ensure_ascii=False, separators=(",", ":")).encode()


class Handler(http.server.BaseHTTPRequestHandler):
    """One request."""

    server: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """The page, its script, and a token."""
        if self.path == "/page.js":
            self._send(self.server.script, "text/javascript")
        elif self.path == "/api/csrf":
            self._send(json.dumps({"csrf_token": "bench"}).encode())
        else:
            self._send(b'<!doctype html><meta charset="utf-8"><script src="/page.js"></script>', "text/html")

    def do_POST(self) -> None:
        """The sign-in and the exchange."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/api/session":
            self._send(json.dumps(SESSION).encode())
            return
        if self.path == "/api/registration":
            self._send(b'{"state": "registered"}')
            return
        cursor = json.loads(body)["cursor"] or "0"
        reply = self.server.pages.get(cursor, self.server.end)
        self._send(reply[:-1] + OUTBOX_KEY if self.server.seals else reply)

    def _send(self, body: bytes, content_type: str = "application/json") -> None:
        self.send_response(200)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing: the measurements are the output."""


def bundle() -> bytes:
    """The page's script, built as the app's is."""
    with tempfile.TemporaryDirectory() as folder:
        built = Path(folder) / "page.js"
        subprocess.run(
            [
                str(ROOT / "node_modules/.bin/esbuild"),
                str(ROOT / "bench/caseload_page.ts"),
                "--bundle",
                "--minify",
                "--target=es2022",
                "--charset=utf8",
                f"--outfile={built}",
                "--log-level=warning",
            ],
            check=True,
        )
        return built.read_bytes()


@contextmanager
def served(count: int) -> Iterator[Server]:
    """The page, with a caseload of ``count`` records."""
    server = Server(caseload(count), bundle())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@contextmanager
def opened(chromium: str, slowdown: float) -> Iterator[Page]:
    """A page of a browser that was just started, on a profile on the disk: what a private window keeps in memory would
    cost nothing to keep.
    """
    with tempfile.TemporaryDirectory() as profile, sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(profile, executable_path=chromium, args=FLAGS)
        page = context.new_page()
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
        yield page
        context.close()


def measure_sealed(count: int, runs: int = 3) -> dict[str, float]:
    """What the seal costs: the same phone with and without, in turn, in one run.

    Without is the app's own lower half in a page that has no screen: where nothing asks for a PIN, nothing is sealed.
    No app that anybody can load does that. With it, each change is sealed for the office besides.
    """
    synced: dict[bool, list[float]] = {False: [], True: []}
    saved: dict[bool, list[float]] = {False: [], True: []}
    with served(count) as server:
        for run in range(2 * runs):
            sealed = server.seals = (run + run // 2) % 2 == 0
            with opened("/usr/bin/chromium", 4) as page:
                page.goto(f"http://127.0.0.1:{server.server_port}/")
                page.evaluate("bench.seal()" if sealed else "bench.start()")
                synced[sealed].append(page.evaluate("bench.firstSync()")["searchable"])
                saved[sealed] += page.evaluate("bench.writes()")["all"]
    firsts = {sealed: min(times) for sealed, times in synced.items()}
    saves = {sealed: sorted(times)[int(len(times) * 0.95) - 1] for sealed, times in saved.items()}
    return {
        "sealed_first_sync_ms": round(firsts[True]),
        "unsealed_first_sync_ms": round(firsts[False]),
        "sealed_first_sync_ratio": round(firsts[True] / firsts[False], 2),
        "sealed_save_p95_ms": round(saves[True], 1),
        "unsealed_save_p95_ms": round(saves[False], 1),
        "sealed_save_p95_ratio": round(saves[True] / saves[False], 2),
    }


def measure(page: Page, address: str) -> dict[str, Any]:
    """A first sync, then a cold start on what it left."""
    page.goto(address)
    page.evaluate("bench.start()")
    first = page.evaluate("bench.firstSync()")
    page.goto("about:blank")
    page.goto(address)
    start = page.evaluate("bench.start()")
    return {
        "first sync": first,
        "cold start": start,
        "first searches": page.evaluate("queries => bench.searches(queries)", QUERIES),
        "searches": page.evaluate("queries => bench.searches(queries)", QUERIES),
        "saving": {name: each for name, each in page.evaluate("bench.writes()").items() if name != "all"},
        "a row for each record instead": page.evaluate("bench.rows()"),
    }


def main() -> None:
    """Run and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--records", type=int, default=10_000)
    arguments.add_argument("--slowdown", type=float, default=4)
    arguments.add_argument("--runs", type=int, default=3)
    arguments.add_argument("--chromium", default="/usr/bin/chromium")
    asked = arguments.parse_args()
    with served(asked.records) as server:
        megabytes = server.size / 1e6
        print(f"{asked.records} records, {megabytes:.1f} MB of JSON, processor slowed down {asked.slowdown:g} times")
        for run in range(asked.runs):
            with opened(asked.chromium, asked.slowdown) as page:
                figures = measure(page, f"http://127.0.0.1:{server.server_port}/")
                print(f"run {run + 1}", json.dumps(figures, ensure_ascii=False))


if __name__ == "__main__":
    main()
